"""The look of a mask: a colour and a hatch for each role, told apart without seeing colours.

Missing pixels have diagonals, where to edit has dots, what is protected is crossed both ways. Each
line has a light and a dark side, so that it is seen on any picture. The colours are Okabe's and
Ito's, which stay apart for every kind of colour vision.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from dfi_studio.core.mask import MaskRole

COLOURS = {MaskRole.FILL: "#e0601a", MaskRole.EDIT: "#0a84d6", MaskRole.PROTECT: "#c2569a"}
_GROUND = 0.62
_LIGHT, _DARK = QColor(255, 255, 255, 225), QColor(0, 0, 0, 205)
_PERIOD = 12
_LINE = 1.25


@lru_cache(maxsize=32)
def hatch(role: MaskRole, ratio: float) -> QImage:
    """Return the tile of a role; many of them side by side have no seam.

    Parameters
    ----------
    ratio : float
        Device pixels for each pixel of the widget.
    """
    side = max(round(_PERIOD * ratio), 4)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    ground = QColor(COLOURS[role])
    ground.setAlphaF(_GROUND)
    tile.fill(ground)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if role is MaskRole.EDIT:
        _dot(painter, side, ratio)
    else:
        thick = _LINE * ratio
        _diagonals(painter, side, thick, rising=True)
        if role is MaskRole.PROTECT:
            _diagonals(painter, side, thick, rising=False)
    painter.end()
    return tile


def swatch(role: MaskRole, size: QSize, ratio: float) -> QPixmap:
    """Return a sample of a role's look, on the grey that pictures stand on."""
    made = QPixmap(size * ratio)
    made.fill(QColor("#8a8a8d"))
    painter = QPainter(made)
    painter.fillRect(made.rect(), QBrush(hatch(role, ratio)))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _diagonals(painter: QPainter, side: int, thick: float, *, rising: bool) -> None:
    """Draw one diagonal, light above dark, and its neighbours that reach into the tile."""
    for colour, shift in ((_DARK, thick), (_LIGHT, 0.0)):
        painter.setPen(QPen(colour, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for start in (-side, 0, side):
            begin, end = QPointF(start - side, shift - side), QPointF(start + 2 * side, shift)
            end.setY(shift + 2 * side)
            if rising:
                begin, end = QPointF(begin.x(), 2 * side + shift), QPointF(end.x(), shift - side)
            painter.drawLine(QLineF(begin, end))


def _dot(painter: QPainter, side: int, ratio: float) -> None:
    """Draw a light dot with a dark rim."""
    painter.setPen(QPen(_DARK, 1.1 * ratio))
    painter.setBrush(_LIGHT)
    reach = 2.1 * ratio
    painter.drawEllipse(QPointF(side / 2, side / 2), reach, reach)
