"""The dialog of a training: how far it is, how good, and what the slider would show now.

It can be closed and opened again; the training goes on without it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from dfi_studio.ui.language import from_below
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.panels.solver_panel import duration
from dfi_studio.ui.progress_line import ProgressLine
from dfi_studio.ui.theme import em, tabular
from dfi_studio.ui.training.state import Stage, TrainingState

_WIDTH = 34
"""In em."""


class TrainingDialog(QDialog):
    """Shows a `TrainingState`; asks to pause, to go on and to cancel."""

    pause_wanted = Signal()
    """Or to go on, while it is paused."""
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Instant slider"))
        self.title, self.told = QLabel(), tabular(QLabel())
        for label in (self.title, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.bar = ProgressLine()
        self.strip, self.legend = QLabel(), quiet()
        self.strip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.strip.setAccessibleName(self.tr("What the slider would show"))
        self.legend.setText(
            self.tr("Each row: a photo, then what its slider shows at \u22121, 1 and 2.")
        )
        self.pause, self.cancel = QPushButton(), QPushButton(self.tr("Cancel training"))
        self.cancel.setToolTip(self.tr("Ends the training and deletes what it made"))
        self._lay_out()
        self.pause.clicked.connect(self.pause_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)

    def bring(self) -> None:
        """Come to the front."""
        self.show()
        self.raise_()

    def show_training(self, state: TrainingState | None) -> None:
        """Show how far it is; without any there is nothing to see."""
        if state is None:
            self.hide()
            return
        self.title.setText(self.tr("For photos like those of {}").format(state.lesson.name))
        self.told.setText(said(self, state))
        self.bar.show_share(None if state.step is None else state.step.done)
        self.bar.setVisible(state.stage is not Stage.DONE)
        self.pause.setText(self.tr("Pause") if state.stage is Stage.RUNNING else self.tr("Go on"))
        for button in (self.pause, self.cancel):
            button.setEnabled(state.stage is not Stage.DONE)
        for part in (self.strip, self.legend):
            part.setVisible(state.strip is not None)
        if state.strip is not None:
            self._show_strip(QPixmap.fromImage(state.strip))

    def _show_strip(self, strip: QPixmap) -> None:
        across = self.width() - 2 * em(self, 2)
        smooth = Qt.TransformationMode.SmoothTransformation
        small = strip if strip.width() <= across else strip.scaledToWidth(across, smooth)
        self.strip.setPixmap(small)

    def _lay_out(self) -> None:
        about = quiet()
        about.setText(
            self.tr(
                "A small network learns to draw what the solver would find. It learns whenever "
                "nothing else is to be done, and from its first half minute on the slider uses "
                "it; the exact picture follows when the slider rests."
            )
        )
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.addButton(self.pause, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.cancel, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(10)
        for part in (self.title, about, self.bar, self.told, self.strip, self.legend):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(box)
        self.resize(em(self, _WIDTH), em(self, 20))


def said(widget: QWidget, state: TrainingState) -> str:
    """Return in words how far a training is.

    Parameters
    ----------
    widget : QWidget
        In whose context the words are translated.
    """
    parts = []
    match state.stage:
        case Stage.PAUSED:
            parts.append(widget.tr("Paused"))
        case Stage.DONE:
            parts.append(widget.tr("Done"))
        case Stage.FAILED:
            parts.append(widget.tr("Failed; see the message above the picture"))
        case Stage.RUNNING if state.step is None:
            parts.append(from_below(state.label) or widget.tr("Waiting for the picture\u2026"))
    if state.step is not None:
        parts.append(f"{state.step.done:.0%}")
        parts.append(widget.tr("{:,} steps").format(state.step.steps))
        parts.append(duration(state.step.seconds))
        if state.step.quality is not None:
            parts.append(widget.tr("quality {:.0%}").format(state.step.quality))
    return "  \u00b7  ".join(parts)
