"""The ground that a row of a list is painted on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from dfi_studio.ui.theme import Colours


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, chosen: Colours) -> None:
    """Paint what is chosen, under the pointer, or has the focus."""
    state: QStyle.StateFlag = option.state
    selected = bool(state & QStyle.StateFlag.State_Selected)
    if not selected and not state & QStyle.StateFlag.State_MouseOver:
        return
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    painter.setPen(QPen(QColor(chosen.accent), 1.2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(chosen.pressed if selected else chosen.hover))
    painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 5, 5)
