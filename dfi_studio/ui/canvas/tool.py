"""What a tool of the canvas is: it is given what the hand does, and paints over the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from dfi_studio.ui.canvas.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Touch:
    """Where the pointer is, and how the photo lies there.

    Attributes
    ----------
    at : QPointF
        In device pixels of the view.
    ratio : float
        Device pixels for each pixel of the widget: what is to be as large on every screen, such
        as the reach of a handle, is multiplied by it.
    """

    at: QPointF
    viewport: Viewport
    ratio: float
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier


class Tool(Protocol):
    """Takes the left button and some keys while it is in hand; panning and zooming go on."""

    def cursor(self, touch: Touch) -> Qt.CursorShape:
        """Return the pointer's shape."""

    def press(self, touch: Touch) -> bool:
        """Begin; False where there is nothing to take hold of."""

    def drag(self, touch: Touch) -> None:
        """Go on."""

    def release(self) -> None:
        """End."""

    def double_click(self, touch: Touch) -> bool:
        """Take a double click; False where it is not meant."""

    def takes(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Say whether a key is the tool's."""

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Take a key."""

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """Paint over the pictures, in device pixels of the view."""
