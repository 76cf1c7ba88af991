"""A list whose rows are chosen by Enter, deleted by Del, and asked about by the menu key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from dfi_studio.ui.panels.history_rows import Rows
from dfi_studio.ui.theme import colours

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_OWN = (*_ENTER, Qt.Key.Key_Delete, Qt.Key.Key_F2)


class RowList(QListView):
    """Rows of one height."""

    entered = Signal(int)
    """Enter was pressed on a row."""
    deleted = Signal(int)
    """Del was pressed on a row."""
    menu_wanted = Signal(int, QPoint)
    """What can be done with a row is asked for, at a point of the screen."""

    def __init__(self, rows: Rows[Any]) -> None:
        super().__init__()
        self.rows = rows
        self.empty_text = ""
        self.setModel(rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen(self) -> int:
        """The row that is selected, or -1."""
        return self.currentIndex().row() if self.selectionModel().hasSelection() else -1

    def choose(self, row: int) -> None:
        """Select a row."""
        self.setCurrentIndex(self.rows.index(row))

    def sees(self, row: int) -> bool:
        """Say whether a row is in sight, or nothing is yet."""
        place = self.visualRect(self.rows.index(row))
        return not self.isVisible() or self.viewport().rect().intersects(place)

    def top(self) -> tuple[QPersistentModelIndex, int]:
        """Return the row that is uppermost in sight, and where it begins."""
        index = self.indexAt(QPoint(2, 2))
        return QPersistentModelIndex(index), self.visualRect(index).top()

    def scroll_back(self, top: tuple[QPersistentModelIndex, int]) -> None:
        """Bring the row that was uppermost back to its place."""
        index, place = top
        if index.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - place)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the window's shortcuts while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~_KEYPAD
            if event.key() in _OWN and plain:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on what is wanted of the row; all other keys are Qt's."""
        row, plain = self.currentIndex().row(), not event.modifiers() & ~_KEYPAD
        if row >= 0 and plain and event.key() in _ENTER:
            self.entered.emit(row)
        elif row >= 0 and plain and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask about the row under the pointer, or the selected one."""
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        index = self.indexAt(place)
        if index.isValid():
            self.menu_wanted.emit(index.row(), self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin somewhere, so that keys have somewhere to start."""
        by_hand = event.reason() == Qt.FocusReason.MouseFocusReason  # which says itself where
        if not by_hand and not self.currentIndex().isValid() and self.rows.rowCount():
            self.choose(self.first())
        super().focusInEvent(event)

    def first(self) -> int:
        """Return the row where keys start."""
        return 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or why there are none."""
        super().paintEvent(event)
        if not self.rows.rowCount() and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(colours().quiet)
            unit = self.fontMetrics().height()
            area = self.viewport().rect().adjusted(unit, unit, -unit, -unit)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text)
