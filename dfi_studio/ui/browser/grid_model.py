"""The pictures of a grid as a list model: rows of an array of numbers, and no object a picture.

It knows which pictures are shown, what is written on them, and which tray each lies in; it knows
neither files nor how a cell looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dfi_studio.session.trays import Role, Trays

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

MIME = "application/x-dfi-studio-pictures"
"""Pictures on their way from grid to tray: their numbers as int64."""

_ID = Qt.ItemDataRole.UserRole
_NONE, _SOURCE, _TARGET = 0, 1, 2
_ROLES = {_NONE: None, _SOURCE: Role.SOURCE, _TARGET: Role.TARGET}

AnyIndex = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractListModel):
    """Rows of picture numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: IntArray = np.empty(0, np.int64)
        self.written: Sequence[str] | None = None
        self._marks = np.empty(0, np.uint8)
        self._trays = Trays()

    def show_pictures(self, ids: IntArray, written: Sequence[str] | None = None) -> None:
        """Show other pictures.

        Parameters
        ----------
        ids : IntArray, (N,)
        written : sequence of str, (N,), or None
            What is written on each, such as a distance.
        """
        self.beginResetModel()
        self.ids = ids
        self.written = written
        self._mark()
        self.endResetModel()

    def show_trays(self, trays: Trays) -> None:
        """Mark the pictures that lie in a tray."""
        self._trays = trays
        self._mark()
        if len(self.ids):
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def tray_of(self, row: int) -> Role | None:
        """Return the tray that a row's picture lies in."""
        return _ROLES[int(self._marks[row])]

    def ids_of(self, rows: Iterable[int]) -> list[int]:
        """Return the pictures of some rows, in the order of the grid."""
        return [int(each) for each in self.ids[sorted(rows)]]

    def row_of(self, picture: int) -> int | None:
        """Return where a picture is, or None where it is not shown."""
        found = np.flatnonzero(self.ids == picture)
        return int(found[0]) if found.size else None

    # -- Qt -------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's own
        """Return how many pictures there are."""
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the number of a picture, and what a screen reader says of it."""
        row = index.row()
        if not 0 <= row < len(self.ids):
            return None
        if role == _ID:
            return int(self.ids[row])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let every picture be selected and dragged."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return (
            flag.ItemIsSelectable
            | flag.ItemIsEnabled
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's own
        """Return the one kind of thing that is dragged."""
        return [MIME]

    def mimeData(self, indexes: Iterable[AnyIndex]) -> QMimeData:  # noqa: N802 - Qt's own
        """Pack pictures for a drag."""
        packed = np.array(self.ids_of(index.row() for index in indexes), np.int64)
        content = QMimeData()
        content.setData(MIME, QByteArray(packed.tobytes()))
        return content

    def _mark(self) -> None:
        self._marks = np.zeros(len(self.ids), np.uint8)
        for code, ids in ((_SOURCE, self._trays.source), (_TARGET, self._trays.target)):
            if ids:
                self._marks[np.isin(self.ids, np.array(ids, np.int64))] = code

    def _spoken(self, row: int) -> str:
        words = [self.tr("Picture {}").format(row + 1)]
        if self.written is not None:
            words.append(self.written[row])
        tray = self.tray_of(row)
        if tray is not None:
            words.append(self.tr("in the source") if tray is Role.SOURCE else self.tr("in target"))
        return ", ".join(words)


def dragged(content: QMimeData) -> list[int]:
    """Return the pictures in a drag, or none."""
    packed = content.data(MIME)
    return [int(each) for each in np.frombuffer(bytes(packed.data()), np.int64)]
