"""The ISDA workspace as one widget: class, draws and directions in place. It decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from dfi_studio.ui.browser.job_strip import JobStrip
from dfi_studio.ui.isda.class_panel import ClassPanel
from dfi_studio.ui.isda.grid import DrawGrid
from dfi_studio.ui.isda.principal_panel import PrincipalPanel
from dfi_studio.ui.isda.stage import Stage
from dfi_studio.ui.panels.section import Section
from dfi_studio.ui.panels.wheel import PanelScroll
from dfi_studio.ui.theme import put_icon, tabular

_LEFT, _RIGHT = 300, 320


class IsdaWorkspace(QWidget):
    """Holds the parts."""

    shown = Signal()
    keep_wanted = Signal()
    """What is kept is to become attributes of the library."""
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.class_, self.grid = ClassPanel(), DrawGrid()
        self.stage, self.principal = Stage(), PrincipalPanel()
        self.keep = QPushButton(self.tr("Keep as attributes"))
        self.export = QPushButton(self.tr("Export the set…"))
        self.state, self.judged = QLabel(), tabular(QLabel())
        self.working = JobStrip()
        self._lay_out()
        self.keep.clicked.connect(self.keep_wanted)
        self.export.clicked.connect(self.export_wanted)

    def show_state(self, text: str) -> None:
        """Say what is being done."""
        self.state.setText(text)

    def show_judged(self, kept: int, rejected: int) -> None:
        """Show how many draws are kept and how many are rejected."""
        words = self.tr("{} kept, {} rejected   ·   K keeps, X rejects")
        self.judged.setText(words.format(kept, rejected))
        self.keep.setEnabled(kept > 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it is on the screen."""
        super().showEvent(event)
        self.shown.emit()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        left = PanelScroll(self.class_)
        left.setMinimumWidth(_LEFT)
        split.addWidget(left)
        split.addWidget(self._middle())
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setHandleWidth(1)
        for at in range(3):
            split.setCollapsible(at, False)

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 4)
        foot.addWidget(self.judged)
        foot.addStretch(1)
        foot.addWidget(self.state)
        self.state.setProperty("quiet", True)
        column.addLayout(foot)
        column.addWidget(self.working)
        return middle

    def _right(self) -> QWidget:
        right = QWidget()
        right.setMinimumWidth(_RIGHT)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        below = QWidget()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(12, 10, 12, 12)
        inner.setSpacing(10)
        buttons = QHBoxLayout()
        put_icon(self.keep, "library")
        put_icon(self.export, "export")
        buttons.addWidget(self.keep)
        buttons.addWidget(self.export)
        inner.addLayout(buttons)
        principal = Section(self.tr("Principal directions"))
        principal.body.addWidget(self.principal)
        inner.addWidget(principal)
        inner.addStretch(1)
        scroll = PanelScroll(below)
        column.addWidget(scroll, 1)
        return right
