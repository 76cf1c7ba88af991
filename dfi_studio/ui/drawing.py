"""A line drawing as an icon, painted when it is first shown.

Most icons of the window stand in menus, or in a workspace that a run may never open: to paint them
all would hold up its start.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIDES = (16, 18, 24, 32)
"""Sizes of icons in the window; each is painted for the screen's own pixels."""
_CLONES: list[QIconEngine] = []
"""Qt for Python would delete what `clone` returns, although the icon that asked for it holds it. Qt
asks only where an icon that is shared gets another pixmap, which none of ours does."""


class Drawing(QIconEngine):
    """Gives an icon what it shows.

    Parameters
    ----------
    path : Path
        An SVG file, drawn in `currentColor`.
    colour, faint : str
        Of the icon, and of one that cannot be pressed.
    ratio : float
        The screen's pixels to one of the window's.
    """

    def __init__(self, path: Path, colour: str, faint: str, ratio: float) -> None:
        super().__init__()
        self._path, self._ratio = path, ratio
        self._tints = {QIcon.Mode.Normal: colour, QIcon.Mode.Disabled: faint}
        self._icons: dict[QIcon.Mode, QIcon] = {}

    def clone(self) -> QIconEngine:
        """Return another engine with the same drawing."""
        colour, faint = self._tints.values()
        copy = Drawing(self._path, colour, faint, self._ratio)
        _CLONES.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the icon in a rectangle."""
        self._painted(mode).paint(painter, rect, mode=mode, state=state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon, not larger than `size`, which is in the screen's pixels."""
        return self._painted(mode).pixmap(size, 1.0, mode, state)

    def _painted(self, mode: QIcon.Mode) -> QIcon:
        """Return the icon with what a mode needs; Qt makes the others from the normal one."""
        shown = mode if mode in self._tints else QIcon.Mode.Normal
        if shown not in self._icons:
            drawing = self._path.read_text(encoding="utf-8")
            content = drawing.replace("currentColor", self._tints[shown])
            renderer, made = QSvgRenderer(QByteArray(content.encode())), QIcon()
            for side in _SIDES:
                made.addPixmap(_pixmap(renderer, round(side * self._ratio)), shown)
            self._icons[shown] = made
        return self._icons[shown]


def _pixmap(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
