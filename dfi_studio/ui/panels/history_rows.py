"""The history and the snapshots as list models that are told everything and change what differs.

A view that is told only of the difference keeps its selection and its place, and a drag along a
slider repaints one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from dfi_studio.session.document import Document
from dfi_studio.session.history import Entry
from dfi_studio.session.session import Snapshot
from dfi_studio.ui.actions.action import translated

AnyIndex = QModelIndex | QPersistentModelIndex
Step = Entry[Document]
Row = TypeVar("Row")


class Tense(Enum):
    """Where a step lies."""

    PAST = auto()
    PRESENT = auto()
    FUTURE = auto()


class Rows(QAbstractListModel, Generic[Row]):
    """Rows by name; a row whose name stays is the same row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def name_of(self, row: Row) -> object:
        """Return what tells a row from the others."""
        raise NotImplementedError

    def at(self, place: int) -> Row:
        """Return a row."""
        return self._rows[place]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows: what differs between two ends that are the same is changed."""
        old, new = [self.name_of(row) for row in self._rows], [self.name_of(row) for row in rows]
        if new and new[-1] in old:  # what was forgotten at the far end goes by itself
            old = old[: old.index(new[-1]) + 1]
            self._remove(len(old), len(self._rows))
        least = min(len(old), len(new))
        start = next((n for n in range(least) if old[n] != new[n]), least)
        tail = next((n for n in range(least - start) if old[-1 - n] != new[-1 - n]), least - start)
        old_end, new_end = len(old) - tail, len(new) - tail
        both = min(old_end, new_end)
        self._remove(both, old_end)
        if new_end > both:
            self.beginInsertRows(QModelIndex(), both, new_end - 1)
            self._rows[both:both] = rows[both:new_end]
            self.endInsertRows()
        self._rows[:] = rows
        self.repaint(start, both)

    def repaint(self, start: int, end: int) -> None:
        """Say that rows look different."""
        if start < end:
            self.dataChanged.emit(self.index(start), self.index(end - 1))

    def _remove(self, start: int, end: int) -> None:
        if start < end:
            self.beginRemoveRows(QModelIndex(), start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()


class Steps(Rows[Step]):
    """The history, the newest step on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._present = 0

    @property
    def present(self) -> int:
        """The row of the present."""
        return self._present

    def name_of(self, row: Step) -> object:
        """Return what is shown of a step."""
        return row.label, row.detail, row.when

    def show_history(self, entries: Sequence[Step], position: int) -> None:
        """Show another history."""
        was = self._present
        self._present = len(entries) - 1 - position
        before = len(self._rows)
        self.show_rows(entries[::-1])
        if self._present != was or len(self._rows) != before:
            self.repaint(0, len(self._rows))

    def position(self, row: int) -> int:
        """Return the place in the history of a row; the same holds the other way round."""
        return len(self._rows) - 1 - row

    def tense(self, row: int) -> Tense:
        """Say whether a step is past, present or to come."""
        if row == self._present:
            return Tense.PRESENT
        return Tense.FUTURE if row < self._present else Tense.PAST

    def title(self, row: int) -> str:
        """Return the name of a step."""
        return translated(self.at(row).label) if self.at(row).label else self.tr("Beginning")

    def time(self, row: int) -> str:
        """Return the hour of a step, or nothing where it is not known."""
        when = self.at(row).when
        return f"{datetime.fromtimestamp(when):%H:%M}" if when else ""

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the name of a step, the whole of it as a hint, and what a screen reader says."""
        row = index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{self.title(row)} {self.at(row).detail}".strip()
            case Qt.ItemDataRole.ToolTipRole:
                words = self.tr("Click to go to this step")
                when = self.at(row).when
                moment = f"{datetime.fromtimestamp(when):%x %H:%M:%S}" if when else ""
                return "\n".join(filter(None, (self.data(index), moment, words)))
            case Qt.ItemDataRole.AccessibleTextRole:
                told = {
                    Tense.PRESENT: self.tr("the present"),
                    Tense.FUTURE: self.tr("undone"),
                    Tense.PAST: "",
                }[self.tense(row)]
                return ", ".join(filter(None, (self.data(index), self.time(row), told)))
        return None


class Snapshots(Rows[Snapshot]):
    """The snapshots, in the order in which they were taken."""

    renamed = Signal(str, str)
    """The hand wants another name for a snapshot; it keeps the old one until it is told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._present = Document()

    def name_of(self, row: Snapshot) -> object:
        """Return the name of a snapshot."""
        return row.name

    def show_snapshots(self, snapshots: Sequence[Snapshot], present: Document) -> None:
        """Show other snapshots, and which of them are the present document."""
        was = [self.is_present(row) for row in range(len(self._rows))]
        self._present = present
        self.show_rows(snapshots)
        if was != [self.is_present(row) for row in range(len(self._rows))]:
            self.repaint(0, len(self._rows))

    def row_of(self, name: str) -> int:
        """Return the row of a name, or -1."""
        return next((row for row, each in enumerate(self._rows) if each.name == name), -1)

    def is_present(self, row: int) -> bool:
        """Say whether a snapshot is what is being edited."""
        return self.at(row).document == self._present

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let names be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the name, what it holds as a hint, and what a screen reader says."""
        snapshot = self.at(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return snapshot.name
            case Qt.ItemDataRole.ToolTipRole:
                words = self.tr("Double click to go back to it, F2 to rename it")
                return "\n".join(filter(None, (snapshot.name, self.summary(index.row()), words)))
            case Qt.ItemDataRole.AccessibleTextRole:
                told = self.tr("the present") if self.is_present(index.row()) else ""
                return ", ".join(filter(None, (snapshot.name, self.summary(index.row()), told)))
        return None

    def setData(  # noqa: N802 - Qt's own
        self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Say what name was typed."""
        old, new = self.at(index.row()).name, str(value).strip()
        if role == Qt.ItemDataRole.EditRole and new and new != old:
            self.renamed.emit(old, new)
        return False

    def summary(self, row: int) -> str:
        """Return the strengths that a snapshot holds, as in “0.40 · 0.15”."""
        moving = self.at(row).document.recipe.moving
        return " · ".join(f"{each.alpha:.2f}" for each in moving)
