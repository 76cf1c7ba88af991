"""The curves of a comparison in four plots: loss, accuracy, lambda and sigma^2 over the epochs.

Imported when the training is first looked at, outside the window's thread: pyqtgraph takes half a
second.
"""

from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dfi_studio.core.classifier import Trial
from dfi_studio.ui.isda.training_curves import Curves, Figure, Points, kind_of
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.panels.terms import Sample, pen, readable
from dfi_studio.ui.theme import colours, tabular

_EVERY_MS = 200  # five times a second suffices for a curve, and leaves the window its time
_DOT = 5


class TrainingPlots(QWidget):
    """Draws `Curves` at its own pace, with a legend of what is compared."""

    def __init__(self) -> None:
        super().__init__()
        names = {
            Figure.LOSS: self.tr("Loss"),
            Figure.ACCURACY: self.tr("Accuracy, held out (%)"),
            Figure.STRENGTH: self.tr("\u03bb"),
            Figure.SIGMA2: self.tr("\u03c3\u00b2"),
        }
        self.plots = {figure: FigurePlot(name) for figure, name in names.items()}
        self._curves = Curves()
        self._legend = QHBoxLayout()
        self._legend.setSpacing(8)
        grid = QGridLayout()
        grid.setSpacing(10)
        for at, plot in enumerate(self.plots.values()):
            grid.addWidget(plot, at // 2, at % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._legend)
        column.addLayout(grid, 1)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_EVERY_MS)
        self._due.timeout.connect(self._draw)

    def show_curves(self, curves: Curves) -> None:
        """Show curves, now and as they grow."""
        if curves is not self._curves:
            self._curves = curves
            self._name(curves.kinds)
            for plot in self.plots.values():
                plot.clear(curves.epochs)
        if not self._due.isActive():
            self._due.start()

    def _draw(self) -> None:
        for trial, curve in self._curves.of.items():
            at = self._curves.kinds.index(kind_of(trial))
            for figure, points in curve.items():
                self.plots[figure].draw_curve(trial, at, points)

    def _name(self, kinds: tuple[str, ...]) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, kind in enumerate(kinds):
            label = quiet(kind)
            label.setWordWrap(False)
            self._legend.addWidget(Sample(at))
            self._legend.addWidget(label)
        self._legend.addStretch(1)


class FigurePlot(QWidget):
    """One of the plots: a name, the newest value, and a curve for each training."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.value = tabular(QLabel())
        self._items: dict[Trial, tuple[int, pyqtgraph.PlotDataItem]] = {}
        self._drawn: dict[Trial, tuple[int, float]] = {}
        self._plot = pyqtgraph.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.getPlotItem().showGrid(y=True, alpha=0.15)
        self._plot.setAccessibleName(self.tr("{} over the epochs").format(name))
        top = QHBoxLayout()
        top.addWidget(QLabel(name))
        top.addStretch(1)
        top.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._plot, 1)
        self.setMinimumHeight(6 * self.fontMetrics().height())
        self._dress()

    def clear(self, epochs: int) -> None:
        """Show nothing, over so many epochs."""
        self._plot.clear()
        self._items, self._drawn = {}, {}
        self.value.clear()
        self._plot.setXRange(0, epochs, padding=0.02)

    def draw_curve(self, trial: Trial, at: int, points: Points) -> None:
        """Draw the curve of a training with the pen of its kind; points where they are few."""
        if not points.epochs:
            return
        if trial not in self._items:
            self._items[trial] = at, self._plot.plot(pen=pen(at, self))
        curve, newest = self._items[trial][1], (len(points.epochs), points.epochs[-1])
        if self._drawn.get(trial) == newest:  # most are done
            return
        self._drawn[trial] = newest
        few = len(points.epochs) < _DOT
        brush = pen(at, self).color()
        curve.setData(
            points.epochs,
            points.values,
            symbol="o" if few else None,
            symbolSize=_DOT,
            symbolBrush=brush,
            symbolPen=brush,
        )
        self.value.setText(readable(points.values[-1]))
        self._plot.setAccessibleDescription(self.value.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours of the window."""
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        chosen = colours()
        self._plot.setBackground(QColor(chosen.base))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(chosen.edge))
            axis.setTextPen(QColor(chosen.quiet))
        for at, curve in self._items.values():
            curve.setPen(pen(at, self))
