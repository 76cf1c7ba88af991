"""The grid of draws: arrows move, K keeps, X rejects. A passive view."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from dfi_studio.session.class_view import Verdict
from dfi_studio.ui.isda.cell_delegate import CellDelegate
from dfi_studio.ui.isda.cells import CellModel
from dfi_studio.ui.theme import DARK

_LEAST_SIDE = 150
"""Of a picture in its cell, in pixels."""
_VERDICTS = {Qt.Key.Key_K: Verdict.KEPT, Qt.Key.Key_X: Verdict.REJECTED}


class DrawGrid(QListView):
    """Shows the draws, and says which one the hand is at."""

    current_changed = Signal(int)
    """The number of the draw that has the focus now; -1 for none."""
    judged = Signal(int, object)
    """A number and a `Verdict`."""

    def __init__(self) -> None:
        super().__init__()
        self.cells = CellModel(self)
        self._delegate = CellDelegate(self.cells)
        self.empty_text = ""
        self.setObjectName("drawGrid")
        self.setModel(self.cells)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Draws"))
        self.setAccessibleDescription(
            self.tr("K keeps a draw, X rejects it; the same key again takes that back.")
        )
        palette = self.viewport().palette()
        palette.setColor(self.viewport().backgroundRole(), QColor(DARK.surround))
        self.viewport().setPalette(palette)
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def current(self) -> int:
        """The number of the draw that has the focus; -1 for none."""
        return self.currentIndex().row()

    def show_shape(self, shape: QSize) -> None:
        """Show pictures of this shape."""
        if shape != self._delegate.shape:
            self._delegate.shape = shape
            self.scheduleDelayedItemsLayout()

    def show_nothing(self, why: str) -> None:
        """Say what the draws wait for, where there are none; nothing for empty text."""
        self.empty_text = why
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the cells of a row share its width."""
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        around = 2 * self._delegate.around(self.fontMetrics().height()) + 1
        columns = max(room // (_LEAST_SIDE + around), 1)
        side = max(room // columns - around, 1)
        if side != self._delegate.side:
            self._delegate.side = side
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a verdict, and go on to the next draw."""
        verdict = _VERDICTS.get(Qt.Key(event.key()))
        if verdict is None or self.current < 0 or event.modifiers():
            super().keyPressEvent(event)
            return
        self.judged.emit(self.current, verdict)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there is nothing."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(DARK.surround))
        if self.empty_text:
            painter.setPen(QColor(DARK.on_surround_quiet))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(
                self.viewport().rect().adjusted(40, 40, -40, -40), flags, self.empty_text
            )
        painter.end()
        super().paintEvent(event)

    def _on_current(self, now: QModelIndex) -> None:
        self.current_changed.emit(now.row())
