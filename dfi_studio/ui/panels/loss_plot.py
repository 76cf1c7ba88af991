"""The curves of the solver: each term of the objective over the iterations, on a log scale.

Imported after the first paint, outside the window's thread: pyqtgraph takes half a second.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dfi_studio.ui.panels.terms import Term, pen
from dfi_studio.ui.theme import colours

_EVERY_MS = 200  # five times a second suffices for a curve, and leaves the window its time
_LEAST = 1e-12
_LEAST_SPAN = 10


class LossPlot(QWidget):
    """Draws what it is told, at its own pace."""

    def __init__(self) -> None:
        super().__init__()
        self._points: dict[str, tuple[list[int], list[float]]] = {}
        self._last = -1
        self._curves: dict[str, pyqtgraph.PlotDataItem] = {}
        self._plot = pyqtgraph.PlotWidget()
        self._plot.getPlotItem().setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as any axis
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setLogMode(x=False, y=True)
        self._plot.getPlotItem().showGrid(y=True, alpha=0.15)
        self._plot.getAxis("left").setStyle(maxTextLevel=0)  # powers of ten; more would overlap
        self._plot.setAccessibleName(self.tr("Objective over the iterations"))
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_EVERY_MS)
        self._due.timeout.connect(self._draw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        line = self.fontMetrics().height()
        self.setMinimumHeight(6 * line)
        self.setMaximumHeight(12 * line)
        self._dress()
        self.clear()

    def add(self, iteration: int, shown: Sequence[Term]) -> None:
        """Take in an iterate; one that does not follow on the last begins new curves."""
        names = [term.name for term in shown]
        if names != list(self._points) or iteration <= self._last:
            self.clear()
            self._points = {name: ([], []) for name in names}
        self._last = iteration
        for term in shown:
            xs, ys = self._points[term.name]
            if term.value > _LEAST and math.isfinite(term.value):  # a log scale knows no zero
                xs.append(iteration)
                ys.append(term.value)
        if not self._due.isActive():
            self._due.start()
        self.setVisible(True)

    def clear(self) -> None:
        """Show nothing."""
        self._points, self._curves, self._last = {}, {}, -1
        self._plot.clear()
        self.setVisible(False)  # axes without a curve tell nothing

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours of the window."""
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _draw(self) -> None:
        if self._last < 1:  # one point is no curve yet
            return
        self._plot.setXRange(0, max(_LEAST_SPAN, self._last), padding=0.02)
        for at, (name, (xs, ys)) in enumerate(self._points.items()):
            if name not in self._curves:
                self._curves[name] = self._plot.plot(pen=pen(at, self))
            if xs:
                self._curves[name].setData(xs, ys)

    def _dress(self) -> None:
        chosen = colours()
        self._plot.setBackground(QColor(chosen.base))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(chosen.edge))
            axis.setTextPen(QColor(chosen.quiet))
        for at, name in enumerate(self._points):
            if name in self._curves:
                self._curves[name].setPen(pen(at, self))
