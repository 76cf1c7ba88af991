"""The cells of the grid as a list model: one for each draw, by its number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from dfi_studio.session.class_view import Verdict

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """One draw.

    Attributes
    ----------
    stale : bool
        Whether the picture is of an earlier strength.
    doing : str or None
        What is being done for it; None while nothing is.
    share : float
        How much of that is done, 0 to 1.
    """

    picture: QImage | None = None
    stale: bool = False
    doing: str | None = None
    share: float = 0.0
    verdict: Verdict = Verdict.OPEN


class CellModel(QAbstractListModel):
    """Knows what each cell holds; nothing of how it is painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: list[Cell] = []

    def cell(self, number: int) -> Cell:
        """Return a cell."""
        return self._cells[number]

    def show_count(self, count: int) -> None:
        """Have so many cells; those that stay keep what they hold."""
        if count > len(self._cells):
            self.beginInsertRows(QModelIndex(), len(self._cells), count - 1)
            self._cells += [Cell()] * (count - len(self._cells))
            self.endInsertRows()
        elif count < len(self._cells):
            self.beginRemoveRows(QModelIndex(), count, len(self._cells) - 1)
            del self._cells[count:]
            self.endRemoveRows()

    def clear(self) -> None:
        """Empty all cells."""
        self._cells = [Cell()] * len(self._cells)
        self._repaint()

    def grow_stale(self) -> None:
        """Mark all pictures as those of an earlier strength."""
        self._cells = [replace(each, stale=each.picture is not None) for each in self._cells]
        self._repaint()

    def change(self, number: int, **what: QImage | str | float | bool | Verdict | None) -> None:
        """Change what a cell holds; one that is gone is passed over."""
        if number < len(self._cells):
            self._cells[number] = replace(self._cells[number], **what)  # type: ignore[arg-type]
            self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Return the number of cells."""
        return 0 if parent.isValid() else len(self._cells)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the name of a draw, what to do with it, and what a screen reader says."""
        name = self.tr("Draw {}").format(index.row() + 1)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.ToolTipRole:
                return self.tr("{}: K keeps it, X rejects it").format(name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (name, *self._read(self._cells[index.row()]))))
        return None

    def _read(self, cell: Cell) -> tuple[str, str]:
        verdicts = {
            Verdict.OPEN: "",
            Verdict.KEPT: self.tr("kept"),
            Verdict.REJECTED: self.tr("rejected"),
        }
        coming = "" if cell.picture is not None else cell.doing or self.tr("still to come")
        return verdicts[cell.verdict], coming

    def _repaint(self) -> None:
        if self._cells:
            self.dataChanged.emit(self.index(0), self.index(len(self._cells) - 1))
