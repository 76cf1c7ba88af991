"""The program's own icon, in all sizes that desktops ask for.

Drawn from two drawings: small ones have fewer shapes. Packages draw their files from the same two.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dfi_studio.library.resources import resource

_SIDES = (16, 24, 32, 48, 64, 128, 256)
_SMALL = 32
"""Up to this many pixels a side the small drawing serves."""


def program_icon() -> QIcon:
    """Return the icon of the program's windows."""
    drawn = QIcon()
    for side in _SIDES:
        drawn.addPixmap(_drawing(side))
    return drawn


def _drawing(side: int) -> QPixmap:
    name = "dfi-studio-small" if side <= _SMALL else "dfi-studio"
    renderer = QSvgRenderer(str(resource("program", f"{name}.svg")))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
