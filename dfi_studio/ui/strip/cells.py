"""The cells of the alpha strip as a list model: what each holds, and which is marked or shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QImage

from dfi_studio.ui.strip.alphas import nearest, written

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """One strength.

    Attributes
    ----------
    doing : str or None
        What is being done for it; None while nothing is.
    share : float
        How much of that is done, 0 to 1.
    wrong : str
        Why there will be no picture.
    """

    alpha: float
    picture: QImage | None = None
    doing: str | None = None
    share: float = 0.0
    wrong: str = ""


class CellModel(QAbstractListModel):
    """The cells of the strip, by strength; a strength that has no cell is passed over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: list[Cell] = []
        self._present = 0.0
        self.shape = QSize(1, 1)
        """Of the pictures that are to come."""
        self.shown: float | None = None

    @property
    def alphas(self) -> tuple[float, ...]:
        """The strengths, as they stand."""
        return tuple(cell.alpha for cell in self._cells)

    @property
    def exact(self) -> bool:
        """Whether there is a cell for the very strength of the document."""
        return any(abs(each - self._present) < 0.005 for each in self.alphas)

    def cell(self, row: int) -> Cell:
        """Return a cell."""
        return self._cells[row]

    def is_marked(self, row: int) -> bool:
        """Say whether a cell is the one nearest to the strength of the document."""
        return self._cells[row].alpha == nearest(self.alphas, self._present)

    def row_of(self, alpha: float) -> int:
        """Return the place of a strength, or -1."""
        return next((row for row, cell in enumerate(self._cells) if cell.alpha == alpha), -1)

    def show_alphas(self, alphas: Sequence[float]) -> None:
        """Show other strengths; those that stay keep what they hold."""
        held = {cell.alpha: cell for cell in self._cells}
        self.beginResetModel()
        self._cells = [held.get(alpha, Cell(alpha)) for alpha in alphas]
        self.endResetModel()

    def clear(self, shape: QSize) -> None:
        """Empty all cells."""
        self.shape = shape
        self._cells = [Cell(cell.alpha) for cell in self._cells]
        self._repaint()

    def change(self, alpha: float, **what: QImage | str | float | None) -> None:
        """Let a cell hold this, and nothing besides."""
        row = self.row_of(alpha)
        if row >= 0:
            self._cells[row] = replace(Cell(alpha), **what)  # type: ignore[arg-type]
            self.dataChanged.emit(self.index(row), self.index(row))

    def show_present(self, alpha: float) -> None:
        """Mark the cell that is nearest; while that stays the same there is nothing to paint."""
        before = self._mark
        self._present = alpha
        if self._mark != before:
            self._repaint()

    def show_shown(self, alpha: float | None) -> None:
        """Frame the cell that is seen on the canvas."""
        self.shown = alpha
        self._repaint()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Return the number of cells."""
        return 0 if parent.isValid() else len(self._cells)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the number, what to do with it, and what a screen reader says."""
        cell = self._cells[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return written(cell.alpha)
            case Qt.ItemDataRole.ToolTipRole:
                return self._told(cell)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._read(index.row())
        return None

    def _told(self, cell: Cell) -> str:
        if cell.wrong:
            return cell.wrong
        if cell.picture is None:
            return self.tr("Strength {}: the draft is still to come").format(written(cell.alpha))
        words = self.tr("Strength {}: click to see this draft in large, double click to use it")
        return words.format(written(cell.alpha))

    def _read(self, row: int) -> str:
        cell = self._cells[row]
        parts = [self.tr("Strength {}").format(written(cell.alpha))]
        if cell.wrong:
            parts.append(cell.wrong)
        elif cell.picture is None:
            parts.append(cell.doing or self.tr("still to come"))
        if cell.alpha == self.shown:
            parts.append(self.tr("seen in large"))
        if self.is_marked(row):
            parts.append(self.tr("in use") if self.exact else self.tr("nearest to what is in use"))
        return ", ".join(parts)

    @property
    def _mark(self) -> tuple[float, bool] | None:
        """Which cell is marked, and whether it is of the very strength in use."""
        return (nearest(self.alphas, self._present), self.exact) if self._cells else None

    def _repaint(self) -> None:
        if self._cells:
            self.dataChanged.emit(self.index(0), self.index(len(self._cells) - 1))
