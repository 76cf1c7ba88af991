"""The terms of the objective: a name, a sample of the curve, and what is left of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dfi_studio.core.steps import Preview
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import DARK, colours, tabular

_WIDTH = 1.6
# Okabe and Ito's colours, which no kind of colour blindness confuses; dashes tell them apart too.
_ON_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_ON_DARK = ("#56b4e9", "#e69f00", "#f0e442", "#cc79a7", "#009e73", "#d55e00")
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.DashLine,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One term and its weight in the objective, as the latest iterate has it."""

    name: str
    value: float


def terms(preview: Preview, *, whole: str, smoothness: str) -> list[Term]:
    """Return the terms of an iterate: the objective, each layer, and total variation."""
    layers = [Term(name, value) for name, value in preview.layers.items()]
    return [Term(whole, preview.objective), *layers, Term(smoothness, preview.tv)]


def pen(at: int, widget: QWidget) -> QPen:
    """Return the pen of the curve of a term, by its place; the whole is in the text's colour."""
    hues = _ON_DARK if colours() == DARK else _ON_LIGHT
    place = (at - 1) % len(hues)
    width = _WIDTH * widget.devicePixelRatioF()
    made = QPen(QColor(hues[place]), width, _DASHES[place])
    if at == 0:
        made = QPen(QColor(colours().text), width)
    made.setCosmetic(True)  # as wide on a plot's axes as anywhere
    return made


class Sample(QWidget):
    """A short piece of a curve."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def sizeHint(self) -> QSize:
        """Ask for as much as shows the dashes."""
        return QSize(2 * self.fontMetrics().height(), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._at, self))
        middle = self.height() / 2
        painter.drawLine(QLineF(0, middle, self.width(), middle))


class TermList(QWidget):
    """The legend of the curves, with figures."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[Sample, QLabel, QLabel]] = {}
        self.setAccessibleName(self.tr("Terms of the objective"))
        # Room for the paper's layers, the whole and TV: the panel does not jump when they come.
        self.setMinimumHeight(5 * (self.fontMetrics().height() + 2))

    def show_terms(self, shown: Sequence[Term]) -> None:
        """Show the terms; none to show nothing."""
        if [term.name for term in shown] != list(self._rows):
            self._rebuild([term.name for term in shown])
        for term in shown:
            self._rows[term.name][2].setText(readable(term.value))

    def _rebuild(self, names: Sequence[str]) -> None:
        for parts in self._rows.values():
            for part in parts:
                self._grid.removeWidget(part)
                part.deleteLater()
        self._rows = {}
        for at, name in enumerate(names):
            label, number = quiet(name), tabular(QLabel())
            label.setWordWrap(False)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row: tuple[Sample, QLabel, QLabel] = (Sample(at), label, number)
            for column in range(3):
                self._grid.addWidget(row[column], at, column)
            self._rows[name] = row


def readable(value: float) -> str:
    """Return a number with three figures that matter, and no exponent where it can be helped."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
