"""The items of the queue as a list model: told everything, it changes what differs.

Rows that change places keep their selection. A move that the hand wants is passed on; the row moves
when the queue does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from dfi_studio.session.queue import Item, Stage
from dfi_studio.ui.queue.headway import Headway
from dfi_studio.ui.queue.words import kind_word, standing

AnyIndex = QModelIndex | QPersistentModelIndex


class JobRows(QAbstractListModel):
    """One row an item, in their order."""

    move_wanted = Signal(str, int)
    """The key of an item, and the place that it is to have."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Item, ...] = ()
        self._headway: Headway | None = None
        self._paused = False
        self._wanted: tuple[tuple[Item, ...], bool] | None = None
        self._showing = False

    def at(self, row: int) -> Item:
        """Return the item of a row."""
        return self._items[row]

    def row(self, key: str) -> int:
        """Return the row of an item; -1 where there is none."""
        return next((row for row, each in enumerate(self._items) if each.key == key), -1)

    def share(self, row: int) -> float | None:
        """Return how much of a row is done, 0..1; None where it does not run, or nobody knows."""
        headway = self._headway
        running = headway is not None and headway.key == self._items[row].key
        return headway.share if running and headway is not None else None

    def standing(self, row: int) -> str:
        """Return where a row is, in a few words."""
        return standing(self._items[row], self._headway, paused=self._paused)

    def detail(self, row: int) -> str:
        """Return what else to know of a row: why it failed, else where its results go."""
        item = self._items[row]
        return item.failure or f"{kind_word(item.kind)} \u2192 {_short(item.folder)}"

    def show_items(self, items: Sequence[Item], *, paused: bool) -> None:
        """Show other items, or the same ones otherwise."""
        self._wanted = tuple(items), paused
        if self._showing:  # a row that goes moves the choice, and the choice asks to be shown
            return
        self._showing = True
        try:
            while self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                self._show(*wanted)
        finally:
            self._showing = False

    def _show(self, items: tuple[Item, ...], paused: bool) -> None:
        old, new = [each.key for each in self._items], [each.key for each in items]
        if old != new:
            if sorted(old) == sorted(new):
                self._reorder(items, old, new)
            else:
                self._exchange(items, old, new)
        was, self._items = self._items, items
        everything, self._paused = paused != self._paused, paused
        for row, (one, other) in enumerate(zip(was, self._items, strict=True)):
            if everything or one != other:
                self._changed(row)

    def show_headway(self, headway: Headway | None) -> None:
        """Show how far the item is that runs."""
        keys = {each.key for each in (self._headway, headway) if each is not None}
        self._headway = headway
        for row, item in enumerate(self._items):
            if item.key in keys:
                self._changed(row)

    # -- Qt -------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says, to those who see it and to those who hear it."""
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._items[row].title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._items[row].title}, {self.standing(row)}"
        if role in (Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.ToolTipRole):
            return self._items[row].failure or str(self._items[row].folder)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let rows be dragged, and dropped between others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return chosen | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's own
        """Rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    def moveRows(  # noqa: N802 - Qt's own
        self,
        parent: AnyIndex,
        source: int,
        count: int,
        destination: AnyIndex,
        child: int,
    ) -> bool:
        """Pass on that a row was dropped before another."""
        self.move_wanted.emit(self._items[source].key, child - (child > source))
        return True

    # -- inside ---------------------------------------------------------------------------------

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))

    def _reorder(self, items: tuple[Item, ...], old: list[str], new: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = {key: place for place, key in enumerate(new)}
        after = [self.index(places[old[each.row()]]) for each in before]
        self._items = items
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _exchange(self, items: tuple[Item, ...], old: list[str], new: list[str]) -> None:
        """Take out what is gone, bring what came into its order, and put in what is new."""
        for row in reversed(range(len(old))):
            if old[row] not in new:
                self.beginRemoveRows(QModelIndex(), row, row)
                self._items = (*self._items[:row], *self._items[row + 1 :])
                self.endRemoveRows()
        left = [each.key for each in self._items]
        stayed = tuple(each for each in items if each.key in left)
        if [each.key for each in stayed] != left:
            self._reorder(stayed, left, [each.key for each in stayed])
        for row, item in enumerate(items):
            if item.key not in old:
                self.beginInsertRows(QModelIndex(), row, row)
                self._items = (*self._items[:row], item, *self._items[row:])
                self.endInsertRows()

    def running(self) -> int:
        """Return the row that runs; -1 where none does."""
        stages = (each.stage for each in self._items)
        return next((row for row, each in enumerate(stages) if each is Stage.RUNNING), -1)


def _short(folder: Path) -> str:
    """Return a folder as people write it."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
