"""A line at the foot of the browser for each thing that goes on in the background."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from dfi_studio.core.steps import Progress
from dfi_studio.ui.language import from_below
from dfi_studio.ui.theme import put_icon, tabular


class JobStrip(QWidget):
    """Shows how far a job is, and lets it be stopped."""

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.label = tabular(QLabel())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = QToolButton()
        put_icon(self.stop, "close")
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(10)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_step(self, what: str, step: Progress) -> None:
        """Show how far it is; `what` says what it is done to."""
        count = f"{step.done:,} / {step.total:,}" if step.total else f"{step.done:,}"
        self.label.setText(f"{from_below(step.label)} {what}   {count}".replace("  ", " ").strip())
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)
        self.stop.setToolTip(self.tr("Stop: {}").format(from_below(step.label)))
        self.stop.setAccessibleName(self.stop.toolTip())
        self.show()

    def show_waiting(self, text: str) -> None:
        """Show that it waits for its turn."""
        self.label.setText(text)
        self.show()

    def end(self) -> None:
        """Put the line away."""
        self.hide()
