"""Outlines that cover: rectangles, ellipses, and what was drawn by hand; with a smooth edge."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.coverage import Coverage


def rectangle_path(one: QPointF, other: QPointF) -> QPainterPath:
    """Return the rectangle between two points, with its edges on edges of pixels."""
    path = QPainterPath()
    begin, end = _whole(one), _whole(other)
    path.addRect(QRectF(begin, end).normalized())
    return path


def ellipse_path(one: QPointF, other: QPointF) -> QPainterPath:
    """Return the ellipse between two points."""
    path = QPainterPath()
    path.addEllipse(QRectF(one, other).normalized())
    return path


def polygon_path(points: list[QPointF]) -> QPainterPath:
    """Return a closed outline; where it crosses itself, all that is enclosed is in."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def squared(begin: QPointF, end: QPointF) -> QPointF:
    """Return the end moved so that both sides are as long as the longer."""
    x, y = end.x() - begin.x(), end.y() - begin.y()
    side = max(abs(x), abs(y))
    return begin + QPointF(math.copysign(side, x), math.copysign(side, y))


def cover_inside(coverage: Coverage, path: QPainterPath) -> Crop | None:
    """Cover what an outline encloses; return the rectangle of it, None where nothing is."""
    room = QRectF(0, 0, coverage.width, coverage.height)
    around = (path.boundingRect() & room).toAlignedRect()
    if around.isEmpty():
        return None
    width, height = coverage.width, coverage.height
    sheet = QImage(coverage.levels.data, width, height, width, QImage.Format.Format_Grayscale8)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, Qt.GlobalColor.white)
    painter.end()
    covered = Crop(around.x(), around.y(), around.width(), around.height())
    coverage.touch(covered)
    return covered


def _whole(point: QPointF) -> QPointF:
    return QPointF(math.floor(point.x() + 0.5), math.floor(point.y() + 0.5))
