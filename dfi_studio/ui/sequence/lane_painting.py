"""How the curve of a lane is painted: its level lines, its way, and its keys as diamonds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from dfi_studio.core.sequence import Curve, Easing, Key
from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.sequence.band import Band
from dfi_studio.ui.theme import Colours

KEY = 6.0
"""Half of a diamond, in logical pixels."""
_STRIDE = 2.0
_MOST = 2000


def point_of(key: Key, axis: Axis, band: Band, height: float) -> QPointF:
    """Return where a key is painted: within the lane, wherever its value lies."""
    y = band.y(key.value, height)
    return QPointF(axis.x(key.at), min(max(y, KEY), height - KEY))


def paint_levels(painter: QPainter, room: QRectF, band: Band, wears: Colours) -> None:
    """Paint the ground, and lines at 0 and 1 where the values are strengths."""
    painter.fillRect(room, QColor(wears.base))
    if band.parameter.logarithmic:
        return
    for value in (0.0, 1.0):
        y = round(band.y(value, room.height())) + 0.5
        style = Qt.PenStyle.SolidLine if value == 0 else Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor(wears.groove), 1, style))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))


def paint_curve(
    painter: QPainter,
    curve: Curve,
    still: float,
    *,
    axis: Axis,
    band: Band,
    height: float,
    wears: Colours,
) -> None:
    """Paint the way of the values; a dashed line where nothing moves.

    Parameters
    ----------
    still : float
        The value where there are no keys.
    """
    if not curve.keys:
        y = min(max(band.y(still, height), 1.0), height - 1.0)
        painter.setPen(QPen(QColor(wears.faint), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(axis.x(0), y), QPointF(axis.x(1), y))
        return
    painter.setPen(QPen(QColor(wears.accent), 2, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_way(curve, axis, band, height))


def paint_key(
    painter: QPainter, at: QPointF, *, selected: bool, focused: bool, wears: Colours
) -> None:
    """Paint one diamond; the selected one is full and larger, so that colour is not all there is.

    Parameters
    ----------
    focused : bool
        Whether the keyboard is at it.
    """
    size = KEY + 1 if selected else KEY - 1
    shape = QPolygonF(
        [at + QPointF(*each) * size for each in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    )  # fmt: skip
    if selected and focused:
        ring = QColor(wears.accent)
        ring.setAlpha(90)
        painter.setPen(QPen(ring, 7, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(shape)
    painter.setPen(QPen(QColor(wears.accent), 2, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(QColor(wears.accent if selected else wears.base))
    painter.drawPolygon(shape)


def _way(curve: Curve, axis: Axis, band: Band, height: float) -> QPolygonF:
    """Return the way as points, close enough to look round; at keys exactly."""
    logarithmic = band.parameter.logarithmic
    count = min(max(round(axis.width / _STRIDE), 2), _MOST)
    places = {index / count for index in range(count + 1)} | {each.at for each in curve.keys}
    jumps = {each.at for one, each in zip(curve.keys, curve.keys[1:], strict=False)
             if one.easing is Easing.HOLD}  # fmt: skip
    points = []
    before = curve.keys[0].value
    for place in sorted(places):
        value = curve.value(place, logarithmic=logarithmic)
        assert value is not None  # it has keys
        if place in jumps:
            points.append(QPointF(axis.x(place), band.y(before, height)))
        points.append(QPointF(axis.x(place), band.y(value, height)))
        before = value
    return QPolygonF(points)
