"""Masks over the picture: each role in its colour and hatch, the current mask the strongest.

Nothing is kept: what a paint touches is sampled from the sheets there and then. That is a few
milliseconds for a whole screen, and next to nothing for the rectangle of a stroke.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QBrush, QImage, QPainter

from dfi_studio.core.mask import MaskRole, bounds, rectangle
from dfi_studio.ui.canvas.painting.brush import Levels
from dfi_studio.ui.canvas.painting.hatch import hatch
from dfi_studio.ui.canvas.painting.sheet import Line, Sheet

_FAINT = 0.45
"""How strong the other masks are beside the current one."""


class Shown(NamedTuple):
    """A sheet and how it looks."""

    sheet: Sheet
    role: MaskRole
    current: bool


def paint_masks(
    painter: QPainter, shown: Sequence[Shown], frame: QRect, part: QRect, *,
    opacity: float, ratio: float,
) -> None:  # fmt: skip
    """Paint masks over a part of the view; the current one last.

    Parameters
    ----------
    frame : QRect
        Where the photo lies, in device pixels.
    part : QRect
        What is to be painted.
    opacity : float
        Of the current mask, 0..1.
    """
    visible = part & frame
    if visible.isEmpty():
        return
    seen = visible.translated(-frame.topLeft())
    for each in sorted(shown, key=lambda one: one.current):
        height, width = each.sheet.values.shape
        down = Line(seen.top(), seen.top() + seen.height(), frame.height(), height)
        across = Line(seen.left(), seen.left() + seen.width(), frame.width(), width)
        levels = each.sheet.sampled(down, across)
        inside = bounds(levels > 0)
        if inside is not None:
            at = visible.topLeft() + QPoint(inside.left, inside.top)
            painter.setOpacity(opacity if each.current else opacity * _FAINT)
            origin = frame.topLeft() - at
            painter.drawImage(at, _coloured(levels[rectangle(inside)], each.role, origin, ratio))
    painter.setOpacity(1.0)


def _coloured(levels: Levels, role: MaskRole, origin: QPoint, ratio: float) -> QImage:
    """Return the hatch of a role, as opaque as the levels say."""
    height, width = levels.shape
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setBrushOrigin(origin)  # the hatch moves with the photo
    painter.fillRect(made.rect(), QBrush(hatch(role, ratio)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    alpha = np.ascontiguousarray(levels)
    painter.drawImage(0, 0, QImage(alpha.data, width, height, width, QImage.Format.Format_Alpha8))
    painter.end()
    return made
