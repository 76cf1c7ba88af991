"""The ring of the brush, and the outline in the making: dark around light, seen on any picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_DARK, _LIGHT = QColor(0, 0, 0, 190), QColor(255, 255, 255, 245)
_LINE = 1.25
_CROSS = 5
_LEAST = 3.0
"""Of the ring's radius in pixels of the widget; below, a cross alone tells the place."""


def paint_ring(
    painter: QPainter, at: QPointF, radius: float, ratio: float, *, erases: bool
) -> None:
    """Draw the edge of the brush, and a plus or a minus in the middle.

    Parameters
    ----------
    at, radius : in device pixels
    ratio : float
        Device pixels for each pixel of the widget.
    """
    arm = _CROSS * ratio
    if radius >= _LEAST * ratio:
        _paint_circle(painter, at, radius, ratio)
    if radius < _LEAST * ratio or radius > 2 * arm:
        middle = QPointF(math.floor(at.x()) + 0.5, math.floor(at.y()) + 0.5)  # a sharp line
        cross = QPainterPath(middle - QPointF(arm, 0))
        cross.lineTo(middle + QPointF(arm, 0))
        if not erases:
            cross.moveTo(middle - QPointF(0, arm))
            cross.lineTo(middle + QPointF(0, arm))
        _paint_twice(painter, cross, ratio)


def _paint_circle(painter: QPainter, at: QPointF, radius: float, ratio: float) -> None:
    """Draw a light line between two thinner dark ones.

    They are drawn as circles one pixel wide: Qt takes a twentieth of the time for those, and the
    ring of a large brush is painted with every move of the hand.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dark, light = max(round(ratio), 1), max(round(1.5 * ratio), 1)
    for line in range(2 * dark + light):
        inside = dark <= line < dark + light
        painter.setPen(QPen(_LIGHT if inside else _DARK, 1))
        reach = radius + line - (2 * dark + light - 1) / 2
        painter.drawEllipse(at, reach, reach)
    painter.restore()


def ring_rect(at: QPointF, radius: float, ratio: float) -> QRect:
    """Return what the ring is painted in."""
    reach = max(radius, _CROSS * ratio) + 3 * _LINE * ratio + 2
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def paint_outline_in_hand(
    painter: QPainter, path: QPainterPath, ratio: float, *, grips: tuple[QPointF, ...] = ()
) -> None:
    """Draw an outline, dashed; with a small square at each point that was clicked."""
    _paint_twice(painter, path, ratio, dashed=True)
    side = 2.5 * ratio
    for grip in grips:
        square = QPainterPath()
        square.addRect(QRectF(grip.x() - side, grip.y() - side, 2 * side, 2 * side))
        _paint_twice(painter, square, ratio)


def outline_rect(path: QPainterPath, ratio: float) -> QRect:
    """Return what an outline is painted in."""
    reach = math.ceil(6 * ratio) + 2
    return path.controlPointRect().toAlignedRect().adjusted(-reach, -reach, reach, reach)


def _paint_twice(
    painter: QPainter, path: QPainterPath, ratio: float, *, dashed: bool = False
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_DARK, 3 * _LINE * ratio))
    painter.drawPath(path)
    pen = QPen(_LIGHT, _LINE * ratio)
    if dashed:
        pen.setDashPattern([5, 4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.restore()
