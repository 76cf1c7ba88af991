"""Words and lines over the picture: light on a dark pill, so that they read on any photo."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QRegion

from dfi_studio.ui.theme import DARK

_GROUND = QColor(0, 0, 0, 176)


def paint_label(
    painter: QPainter, text: str, room: QRectF, *, at: Qt.AlignmentFlag, ratio: float
) -> None:
    """Write a text into a corner or at an edge of `room`; cut short, or left out where too long.

    Parameters
    ----------
    at : Qt.AlignmentFlag
        Left, right or the middle; top or bottom.
    ratio : float
        Units of the painter for each pixel of the widget.
    """
    font = QFont(painter.font())
    font.setPixelSize(max(round(QFontInfo(font).pixelSize() * ratio), 1))
    words = QFontMetricsF(font)
    em = words.height()
    inside = room.adjusted(em * 0.5, em * 0.5, -em * 0.5, -em * 0.5)
    widest = inside.width() - em
    if widest < 3 * em or inside.height() < 2 * em:
        return
    shown = words.elidedText(text, Qt.TextElideMode.ElideRight, widest)
    size = QSizeF(words.horizontalAdvance(shown) + em, em * 1.4)
    box = QRectF(inside.topLeft(), size)
    if at & Qt.AlignmentFlag.AlignRight:
        box.moveRight(inside.right())
    if at & Qt.AlignmentFlag.AlignHCenter:
        box.moveLeft(inside.center().x() - size.width() / 2)
    if at & Qt.AlignmentFlag.AlignBottom:
        box.moveBottom(inside.bottom())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(box, em * 0.35, em * 0.35)
    painter.setPen(QColor("white"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()


def paint_focus(painter: QPainter, room: QRect, *, ratio: float) -> None:
    """Draw the frame of a canvas that has the keyboard's focus."""
    paint_outline(painter, room, max(round(2 * ratio), 2), QColor(DARK.accent))


def paint_outline(painter: QPainter, rect: QRect, width: int, colour: QColor) -> None:
    """Fill a line along the inner edge of a rectangle."""
    inside = rect.adjusted(width, width, -width, -width)
    fill(painter, QRegion(rect) - QRegion(inside), colour)


def fill(painter: QPainter, region: QRegion, colour: QColor) -> None:
    """Fill a region."""
    painter.save()  # a clip that was only switched off would not be changed by the next
    painter.setClipRegion(region)
    painter.fillRect(region.boundingRect(), colour)
    painter.restore()
