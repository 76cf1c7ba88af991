"""What is made while the render loop rests, kept in step with it: drafts and keyframes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.app.engine import Engine
from dfi_studio.session import edits
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.keyframes import Keyframes
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.strip.alphas import written
from dfi_studio.ui.strip.drafts import Drafts
from dfi_studio.ui.window.main_window import MainWindow
from dfi_studio.ui.window.screen import Screen


class Meanwhile:
    """Has drafts and keyframes made of the attribute that the hand is at, and shows them."""

    def __init__(
        self,
        present: Present,
        client: EngineClient,
        window: MainWindow,
        *,
        engine: Engine,
        instant: Instant,
        screen: Screen,
    ) -> None:
        self._session, self._present, self._window = window.session, present, window
        render = engine.verbs.render
        self.drafts = drafts = Drafts(client, render, window.strip, instant)
        self.keyframes = Keyframes(client, render, screen.renders)
        window.strip.looked_at.connect(drafts.look)
        window.strip.shown_wanted.connect(self._show_draft)
        window.strip.applied.connect(self._apply_draft)
        window.edit.stack.current_changed.connect(self.want)
        present.subscribe(self.want)
        screen.watch(self._rest)
        instant.watch(drafts.look)

    def want(self) -> None:
        """Have them made of the document as it is now."""
        for idle in (self.drafts, self.keyframes):
            idle.want(self._present.document, self._window.edit.stack.current)
        if self._present.pending:
            self._window.strip.show_nothing(
                QCoreApplication.translate(
                    "Drafts", "Drafts appear here once the face is ready to be edited."
                )
            )

    def drafted(self) -> Sequence[tuple[float, QImage]]:
        """Return the pictures of the strip, by their strength."""
        alphas = self._window.strip.alphas
        known = ((alpha, self.drafts.picture(alpha)) for alpha in alphas)
        return [(alpha, picture) for alpha, picture in known if picture is not None]

    def _rest(self, phase: Phase) -> None:
        """Let them be made while the render loop does nothing."""
        for idle in (self.drafts, self.keyframes):
            idle.rest(not phase.busy)

    def _show_draft(self, alpha: float | None) -> None:
        self.drafts.prefer(alpha)
        if alpha is None:
            self._window.show_draft(None, "")
            return
        portrait = self._present.portraits.portrait(self._present.whole)
        self._window.show_draft(self.drafts.picture(alpha), written(alpha), portrait)

    def _apply_draft(self, alpha: float) -> None:
        self._session.do(edits.set_alpha(alpha, at=max(self._window.edit.stack.current, 0)))
        self._session.settle()
