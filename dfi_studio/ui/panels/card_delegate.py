"""How an attribute of the library looks in a list: its strip, its name, and a line on it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dfi_studio.ui.theme import colours

STRIP = QSize(126, 42)
_AROUND, _ROUND = 7, 5
_FAINT = 0.45


class CardDelegate(QStyledItemDelegate):
    """Paints a card: picture of the decoration role, the text, and the status tip beneath it."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for room for the strip, or for three lines of text."""
        lines = 3 * option.fontMetrics.lineSpacing()
        return QSize(0, max(STRIP.height(), lines) + 2 * _AROUND)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one card; what cannot be chosen is pale, but its reason can be read."""
        chosen = colours()
        state: QStyle.StateFlag = option.state
        room: QRect = option.rect
        able = bool(state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if able and state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = state & QStyle.StateFlag.State_Selected
            painter.setBrush(QColor(chosen.pressed if selected else chosen.hover))
            painter.setPen(QColor(chosen.accent) if selected else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        inside = room.adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND)
        strip = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(strip, QImage) and not strip.isNull():
            painter.setOpacity(1 if able else _FAINT)
            painter.drawImage(_fitted(strip.size(), inside), strip)
            painter.setOpacity(1)
            inside.setLeft(inside.left() + STRIP.width() + 2 * _AROUND)
        self._write(painter, inside, index, able)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        index: QModelIndex | QPersistentModelIndex,
        able: bool,
    ) -> None:
        chosen = colours()
        plain = QFont(painter.font())
        heavy = QFont(plain)
        heavy.setWeight(QFont.Weight.DemiBold)
        painter.setFont(heavy)
        painter.setPen(QColor(chosen.text if able else chosen.quiet))
        name = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignTop), name)
        room.setTop(room.top() + painter.fontMetrics().lineSpacing())
        painter.setFont(plain)
        painter.setPen(QColor(chosen.quiet))
        told = index.data(Qt.ItemDataRole.StatusTipRole)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), told)


def _fitted(size: QSize, room: QRect) -> QRect:
    """Return where a strip is painted: at the left, in the middle of the height."""
    shown = size.scaled(STRIP, Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(QPoint(room.left(), room.center().y() - shown.height() // 2), shown)
