"""The ruler of the timeline: numbers of frames, and the handle of the playhead."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPen, QPolygonF

from dfi_studio.ui.sequence.row import TimelineRow
from dfi_studio.ui.theme import colours

_HANDLE = 6.0
_TICKS_APART = 5.0
_NUMBERS_APART = 4.0
"""In heights of the font."""


class Ruler(TimelineRow):
    """Shows the frames. Left and Right step, with Shift by ten; Home and End go to the ends."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Timeline"))
        self.setToolTip(self.tr("Drag to look at any frame"))

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        super().show_step(step)
        words = self.tr("Frame {} of {}")
        self.setAccessibleDescription(words.format(self.step + 1, self.axis.frames))

    def sizeHint(self) -> QSize:
        """Ask for a line of numbers with ticks beneath."""
        return QSize(200, round(self.fontMetrics().height() * 1.5))

    def minimumSizeHint(self) -> QSize:
        """Get by with less width."""
        return QSize(60, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _paint(self, painter: QPainter) -> None:
        wears, axis = colours(), self.axis
        line, bottom = self.fontMetrics().height(), float(self.height())
        marked = set(axis.marks(_NUMBERS_APART * line))
        if axis.pace >= _TICKS_APART:
            painter.setPen(QPen(QColor(wears.edge), 1))
            for step in range(axis.frames):
                x = axis.x_of(step)
                painter.drawLine(QPointF(x, bottom - 3), QPointF(x, bottom))
        painter.setPen(QPen(QColor(wears.quiet), 1))
        for step in marked:
            x = axis.x_of(step)
            painter.drawLine(QPointF(x, bottom - 6), QPointF(x, bottom))
            room = QRectF(x - 2 * line, 0, 4 * line, bottom - 6)
            room.moveLeft(min(max(room.left(), 0.0), max(self.width() - room.width(), 0.0)))
            where = Qt.AlignmentFlag.AlignHCenter
            if step == 0:
                where = Qt.AlignmentFlag.AlignLeft
            elif step == axis.last:
                where = Qt.AlignmentFlag.AlignRight
            painter.drawText(room, where | Qt.AlignmentFlag.AlignTop, str(step + 1))

    def _paint_over(self, painter: QPainter) -> None:
        wears, x, bottom = colours(), self.axis.x_of(self.step), float(self.height())
        shape = QPolygonF(
            [
                QPointF(x - _HANDLE, bottom - 2 * _HANDLE),
                QPointF(x + _HANDLE, bottom - 2 * _HANDLE),
                QPointF(x + _HANDLE, bottom - _HANDLE),
                QPointF(x, bottom),
                QPointF(x - _HANDLE, bottom - _HANDLE),
            ]
        )
        if self.hasFocus():
            ring = QColor(wears.accent)
            ring.setAlpha(90)
            painter.setPen(QPen(ring, 6, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolygon(shape)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wears.accent if self.hasFocus() else wears.text))
        painter.drawPolygon(shape)
