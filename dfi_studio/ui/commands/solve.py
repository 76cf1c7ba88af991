"""The solver's verbs, and what it runs on."""

from __future__ import annotations

from dfi_studio.core.recipe import Quality
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.rendering.controller import Controller
from dfi_studio.ui.rendering.engine_start import EngineStart
from dfi_studio.ui.window.view import Front


class SolveCommands(Flows):
    """Actions on the render in hand."""

    def __init__(
        self, session: Session, *, controller: Controller, start: EngineStart, front: Front
    ) -> None:
        super().__init__(front)
        self._session = session
        self._controller = controller
        self._start = start

    def render_again(self) -> None:
        """Look at the sets afresh, and render from the photo."""
        self._controller.render_again()

    def pause(self) -> None:
        """Lay the solver aside, or go on with it."""
        if self._controller.paused:
            self._controller.resume()
        else:
            self._controller.pause()

    def stop(self) -> None:
        """Stop and keep what is there."""
        self._controller.stop()

    def cancel(self) -> None:
        """Stop and bring back what was there before."""
        self._controller.cancel()

    def quality_draft(self) -> None:
        """Solve quickly."""
        self._session.do(edits.set_quality(Quality.DRAFT))

    def quality_good(self) -> None:
        """Solve well."""
        self._session.do(edits.set_quality(Quality.GOOD))

    def quality_final(self) -> None:
        """Solve as carefully as shows."""
        self._session.do(edits.set_quality(Quality.FINAL))

    def use_device(self, name: str) -> None:
        """Compute on another device from the next render on."""
        self.start(self._start.use_device(name))
