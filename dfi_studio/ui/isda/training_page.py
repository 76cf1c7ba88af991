"""The page of trainings as one widget: form, curves and results in place. It decides nothing."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from dfi_studio.core.steps import ClassifierStep
from dfi_studio.ui.isda.training_form import TrainingForm
from dfi_studio.ui.isda.training_table import TrainingTable
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.panels.terms import readable
from dfi_studio.ui.panels.wheel import PanelScroll
from dfi_studio.ui.progress_line import ProgressLine
from dfi_studio.ui.theme import put_icon, tabular

_LEFT = 320


class TrainingStage(Enum):
    """Where a training is."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()


class TrainingPage(QWidget):
    """Holds the parts."""

    shown = Signal()
    begin_wanted = Signal()
    """Or to go on, while it is paused."""
    pause_wanted = Signal()
    stop_wanted = Signal()
    export_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form, self.table = TrainingForm(), TrainingTable()
        self.begin, self.pause = QPushButton(), QPushButton(self.tr("Pause"))
        self.stop = QPushButton(self.tr("Stop"))
        self.export = QPushButton(self.tr("Export as CSV\u2026"))
        self.folder = QPushButton(self.tr("Show the classifiers"))
        self.state, self.message = tabular(QLabel()), QLabel()
        self.bar = ProgressLine()
        self._curves = QVBoxLayout()
        self._dress()
        self._lay_out()
        self.begin.clicked.connect(self.begin_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.show_stage(TrainingStage.IDLE)
        self.show_results(exists=False)

    def put_plots(self, plots: QWidget) -> None:
        """Put the curves in their place."""
        self._curves.addWidget(plots)

    def show_stage(self, stage: TrainingStage) -> None:
        """Offer what can be done."""
        idle, running = stage is TrainingStage.IDLE, stage is TrainingStage.RUNNING
        self.form.setEnabled(idle)
        paused = stage is TrainingStage.PAUSED
        self.begin.setText(self.tr("Go on") if paused else self.tr("Start"))
        self.begin.setEnabled(not running)
        self.pause.setEnabled(running)
        self.stop.setEnabled(not idle)
        self.bar.setVisible(not idle)

    def show_doing(self, text: str, share: float | None) -> None:
        """Say what is being done, and which share of it is; None where there is no telling."""
        self.state.setText(text)
        self.bar.show_share(share)

    def show_rest(self, text: str) -> None:
        """Say that nothing is being done for now; the bar stays where it is."""
        self.state.setText(text)

    def show_step(self, step: ClassifierStep) -> None:
        """Say how far the training is."""
        words = self.tr("{} ({} of {})  \u00b7  epoch {}  \u00b7  step {:,} of {:,}")
        told = words.format(
            step.trial.name, step.number, step.count, step.epoch, step.step, step.steps
        )
        figures = self.tr("loss {}  \u00b7  \u03bb {}  \u00b7  \u03c3\u00b2 {}").format(
            readable(step.loss), readable(step.strength), readable(step.sigma2)
        )
        done = (step.number - 1 + step.step / step.steps) / step.count
        self.show_doing(f"{told}  \u00b7  {figures}", done)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a sentence; empty for none."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.message.setProperty("wrong", wrong)
        self.message.setProperty("quiet", not wrong)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)

    def show_results(self, *, exists: bool) -> None:
        """Offer what can be done with results."""
        self.export.setEnabled(exists)
        self.folder.setEnabled(exists)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it is on the screen."""
        super().showEvent(event)
        self.shown.emit()

    def _dress(self) -> None:
        put_icon(self.begin, "render")
        put_icon(self.pause, "pause")
        put_icon(self.stop, "stop")
        put_icon(self.export, "export")
        put_icon(self.folder, "folder")
        self.begin.setToolTip(self.tr("Train, or go on with what was stopped"))
        self.stop.setToolTip(self.tr("What was reached is kept; Start goes on from there"))
        self.folder.setToolTip(self.tr("Open the folder of the trained classifiers"))
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setAccessibleName(self.tr("Message"))
        self.message.hide()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setAccessibleName(self.tr("State of the training"))

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        left = PanelScroll(self.form)
        left.setMinimumWidth(_LEFT)
        split.addWidget(left)
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setHandleWidth(1)
        for at in range(2):
            split.setCollapsible(at, False)

    def _right(self) -> QWidget:
        right, head, foot = QWidget(), QHBoxLayout(), QHBoxLayout()
        for button in (self.begin, self.pause, self.stop):
            head.addWidget(button)
        head.addSpacing(10)
        head.addWidget(self.state, 1)
        about = quiet(self.tr("It trains whenever nothing else is to be done."))
        about.setWordWrap(False)
        foot.addWidget(about)
        foot.addStretch(1)
        foot.addWidget(self.folder)
        foot.addWidget(self.export)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.message)
        column.addLayout(self._curves, 3)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        return right
