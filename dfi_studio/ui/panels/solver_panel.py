"""The solver: how far it is, how long it will take, what is left to match, and its four verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.session.document import Missing
from dfi_studio.ui.language import from_below
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.panels.terms import Term, TermList, terms
from dfi_studio.ui.progress_line import ProgressLine
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.theme import put_icon, tabular

_MEGABYTE = 1 << 20
_BUSY, _IDLE = range(2)


class Curves(Protocol):
    """What draws the terms over the iterations."""

    def add(self, iteration: int, shown: Sequence[Term]) -> None:
        """Take in an iterate."""

    def clear(self) -> None:
        """Show nothing."""


class SolverPanel(QWidget):
    """Shows a `Work`; asks to pause, stop, cancel or render again."""

    pause_wanted = Signal()
    """Or to resume, while it is paused."""
    stop_wanted = Signal()
    cancel_wanted = Signal()
    render_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self.state = tabular(QLabel())
        self.state.setWordWrap(True)
        self.left, self.memory = tabular(quiet()), tabular(quiet())
        for label in (self.left, self.memory):
            label.setWordWrap(False)
        self.memory.setToolTip(self.tr("Memory in use: of the GPU, or of the program on a CPU"))
        self.bar = ProgressLine()
        self.terms = TermList()
        self.pause = self._button("pause")
        self.stop = self._button("stop", self.tr("Stop and keep"))
        self.stop.setToolTip(self.tr("Stops solving and keeps the picture as it is"))
        self.cancel = self._button("cancel", self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stops solving and brings the picture from before back"))
        self.render_ = self._button("render", self.tr("Render again"))
        self.render_.setToolTip(self.tr("Looks at the sets afresh and starts from the photo"))
        self._pages = QStackedWidget()
        self._paused: bool | None = None
        self._curves: Curves | None = None
        self._lay_out()
        self.pause.clicked.connect(self.pause_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.render_.clicked.connect(self.render_wanted)
        self._show_pause(paused=False)

    def put_curves(self, curves: Curves, place: QWidget) -> None:
        """Draw curves too, in the place given; what they need is loaded after the first paint."""
        self._curves = curves
        self.body.insertWidget(2, place)

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""
        self.state.setText(self._state(work))
        left = work.seconds_left
        self.left.setText("" if left is None else self.tr("{} left").format(duration(left)))
        self._show_bar(work)
        if work.preview is not None:
            self._show_terms(work)
        elif work.phase in (Phase.WAITING, Phase.LEARNING):
            self.terms.show_terms([])
            if self._curves is not None:
                self._curves.clear()
        self._pages.setCurrentIndex(_BUSY if work.phase.busy else _IDLE)
        self.render_.setEnabled(work.missing is None and not work.phase.busy)
        for button in (self.pause, self.stop, self.cancel):
            button.setEnabled(work.phase.busy)
        self._show_pause(paused=work.phase is Phase.PAUSED)

    def _show_terms(self, work: Work) -> None:
        assert work.preview is not None
        shown: list[Term] = terms(
            work.preview, whole=self.tr("whole"), smoothness=self.tr("smoothness")
        )
        self.terms.show_terms(shown)
        if self._curves is not None:
            self._curves.add(work.preview.iteration, shown)
        megabytes = work.preview.memory / _MEGABYTE
        self.memory.setText(self.tr("{:,.0f} MB").format(megabytes) if megabytes else "")

    def _show_pause(self, *, paused: bool) -> None:
        if paused is self._paused:  # an icon takes longer to paint than all the rest
            return
        self._paused = paused
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        put_icon(self.pause, "render" if paused else "pause")
        self.pause.setToolTip(
            self.tr("Goes on with the very next iteration")
            if paused
            else self.tr("Lays the solver aside as it is")
        )

    def _button(self, name: str, text: str = "") -> QPushButton:
        button = QPushButton(text)
        put_icon(button, name)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        top.addWidget(self.left)
        top.addWidget(self.memory)
        for buttons in ((self.pause, self.stop, self.cancel), (self.render_,)):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            for button in buttons:
                row.addWidget(button, 1)
            self._pages.addWidget(page)
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.addLayout(top)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.terms)
        self.body.addWidget(self._pages)
        self.body.addStretch()

    def _show_bar(self, work: Work) -> None:
        halted = work.phase in (Phase.STOPPED, Phase.CANCELLED, Phase.PAUSED)
        if work.phase is Phase.STARTING or (work.phase is Phase.LEARNING and not work.total):
            self.bar.show_share(None)
        elif work.total:
            self.bar.show_share(work.done / work.total)
        elif not halted:  # else it stays where the solver was left
            self.bar.show_share(1.0 if work.phase is Phase.DONE else 0.0)
        elif self.bar.maximum() == 0:
            self.bar.show_share(0.0)

    def _state(self, work: Work) -> str:
        if work.phase.busy:
            return self._course(work)
        match work.phase:
            case Phase.DONE:
                count = self.tr("Done after {} iterations").format(work.done)
                return count if work.done else self.tr("Done")
            case Phase.STOPPED:
                return self.tr("Stopped; the picture is kept")
            case Phase.CANCELLED:
                return self.tr("Cancelled; the picture from before is back")
            case Phase.FAILED:
                return self.tr("Failed; see the message above the picture")
            case _:
                return self._wish(work.missing)

    def _course(self, work: Work) -> str:
        match work.phase:
            case Phase.GUESSING:
                return self.tr("Preview; it is solved once the slider rests")
            case Phase.LEARNING:
                count = self.tr("{} of {}").format(work.done, work.total) if work.total else ""
                label = from_below(work.label[:1].upper() + work.label[1:])
                return f"{label}: {count}" if count else label
            case Phase.SOLVING if work.glimpse:
                return self.tr("Quick look: {} of {}").format(work.done, work.total)
            case Phase.SOLVING:
                return self.tr("Iteration {} of at most {}").format(work.done, work.total)
            case Phase.PAUSED:
                return self.tr("Paused at iteration {}").format(work.done)
            case _:
                return self.tr("Starting…")

    def _wish(self, missing: Missing | None) -> str:
        match missing:
            case Missing.PHOTO:
                return self.tr("Open a photo to begin.")
            case Missing.ATTRIBUTE:
                return self.tr(
                    "Choose source and target pictures, an attribute, or a mask to fill."
                )
            case Missing.SOURCE:
                return self.tr("Choose the source pictures.")
            case Missing.TARGET:
                return self.tr("Choose the target pictures.")
            case Missing.FILL:
                return self.tr("Choose pictures to fill from.")
            case None:
                return self.tr("Choose a set that can be used.")


def duration(seconds: float) -> str:
    """Return minutes and seconds, as on a clock."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
