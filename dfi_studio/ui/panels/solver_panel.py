"""The solver: how far it is, how long it will take, and what is left to match."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from dfi_studio.core.steps import Preview
from dfi_studio.session.document import Missing
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.theme import put_icon, tabular
from dfi_studio.ui.work import Phase, Work

_FINE = 1000


class SolverPanel(Section):
    """Shows a `Work`; asks to stop or to render again."""

    stop_wanted = Signal()
    render_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Solver"))
        self.state = tabular(QLabel())
        self.state.setWordWrap(True)
        self.left = tabular(quiet())
        self.left.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.losses = Losses()
        self.stop = QPushButton(self.tr("Stop and keep"))
        put_icon(self.stop, "stop")
        self.stop.setToolTip(self.tr("Stops solving and keeps the picture as it is (Esc)"))
        self.render_ = QPushButton(self.tr("Render again"))
        put_icon(self.render_, "render")
        self.stop.clicked.connect(self.stop_wanted)
        self.render_.clicked.connect(self.render_wanted)
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        top.addWidget(self.left)
        buttons = QHBoxLayout()
        buttons.addWidget(self.stop, 1)
        buttons.addWidget(self.render_, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.losses)
        self.body.addLayout(buttons)

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""
        self.state.setText(self._state(work))
        left = work.seconds_left
        self.left.setText("" if left is None else self.tr("{} left").format(duration(left)))
        self._show_bar(work)
        if work.preview is not None:
            self.losses.show_preview(work.preview)
        elif work.phase in (Phase.WAITING, Phase.LEARNING):
            self.losses.clear()
        ready = work.missing is None
        self.stop.setEnabled(work.phase.busy)
        self.render_.setEnabled(ready and not work.phase.busy)
        stopped = work.phase is Phase.STOPPED
        self.render_.setText(self.tr("Resume") if stopped else self.tr("Render again"))
        self.render_.setToolTip(
            self.tr("Goes on from the picture that was kept")
            if stopped
            else self.tr("Looks at the sets afresh and starts from the photo")
        )

    def _show_bar(self, work: Work) -> None:
        if work.phase is Phase.STARTING or (work.phase is Phase.LEARNING and not work.total):
            self.bar.setRange(0, 0)  # Qt's sign for "busy, no telling how long"
            return
        share = 1.0 if work.phase is Phase.DONE else 0.0
        if work.total:
            share = work.done / work.total
        if work.phase is not Phase.STOPPED or self.bar.maximum() == 0:
            self.bar.setRange(0, _FINE)
            self.bar.setValue(round(share * _FINE))

    def _state(self, work: Work) -> str:
        match work.phase:
            case Phase.STARTING:
                return self.tr("Starting the engine…")
            case Phase.LEARNING:
                count = self.tr("{} of {}").format(work.done, work.total) if work.total else ""
                label = work.label[:1].upper() + work.label[1:]
                return f"{label}: {count}" if count else label
            case Phase.SOLVING:
                return self.tr("Iteration {} of at most {}").format(work.done, work.total)
            case Phase.DONE:
                count = self.tr("Done after {} iterations").format(work.done)
                return count if work.done else self.tr("Done")
            case Phase.STOPPED:
                return self.tr("Stopped; the picture is kept")
            case Phase.FAILED:
                return self.tr("Failed; see the message above the picture")
            case Phase.WAITING:
                return self._wish(work.missing)

    def _wish(self, missing: Missing | None) -> str:
        match missing:
            case Missing.PHOTO:
                return self.tr("Open a photo to begin.")
            case Missing.ATTRIBUTE:
                return self.tr("Choose source and target pictures, or an attribute file.")
            case Missing.SOURCE:
                return self.tr("Choose the source pictures.")
            case Missing.TARGET:
                return self.tr("Choose the target pictures.")
            case None:
                return self.tr("Choose a set that can be used.")


class Losses(QWidget):
    """The terms of the objective: each with its share of the whole as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QProgressBar, QLabel]] = {}
        # Room for the paper's three layers and TV, so that the panel does not jump when they come.
        self.setMinimumHeight(4 * self.fontMetrics().height() + 9)
        self.setAccessibleName(self.tr("Terms of the objective"))

    def show_preview(self, preview: Preview) -> None:
        """Show the terms of one iterate."""
        terms = {**preview.layers, self.tr("smoothness"): preview.tv}
        if list(terms) != list(self._rows):
            self._rebuild(list(terms))
        whole = sum(terms.values()) or 1.0
        for name, value in terms.items():
            _, bar, number = self._rows[name]
            bar.setValue(round(value / whole * _FINE))
            number.setText(readable(value))

    def clear(self) -> None:
        """Show nothing."""
        self._rebuild([])

    def _rebuild(self, names: list[str]) -> None:
        for parts in self._rows.values():
            for part in parts:
                self._grid.removeWidget(part)
                part.deleteLater()
        self._rows = {}
        for at, name in enumerate(names):
            bar = QProgressBar()
            bar.setProperty("share", True)
            bar.setTextVisible(False)
            bar.setRange(0, _FINE)
            bar.setAccessibleName(name)
            label, number = quiet(name), tabular(QLabel())
            label.setWordWrap(False)
            row: tuple[QLabel, QProgressBar, QLabel] = (label, bar, number)
            for column in range(3):
                self._grid.addWidget(row[column], at, column)
            number.setMinimumWidth(number.fontMetrics().horizontalAdvance("000,000"))
            number.setAlignment(number.alignment().AlignRight | number.alignment().AlignVCenter)
            self._rows[name] = row


def duration(seconds: float) -> str:
    """Return minutes and seconds, as on a clock."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def readable(value: float) -> str:
    """Return a number with three figures that matter, and no exponent where it can be helped."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
