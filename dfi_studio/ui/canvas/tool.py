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
    button : Qt.MouseButton
        What was pressed: the left one or the right one.
    pressure : float
        Of a pen, 0..1; 1 for a mouse.
    eraser : bool
        Whether it is the other end of a pen.
    """

    at: QPointF
    viewport: Viewport
    ratio: float
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    button: Qt.MouseButton = Qt.MouseButton.LeftButton
    pressure: float = 1.0
    eraser: bool = False


class Tool(Protocol):
    """Takes two buttons and some keys while it is in hand; panning and zooming go on."""

    def cursor(self, touch: Touch) -> Qt.CursorShape:
        """Return the pointer's shape."""

    def hover(self, touch: Touch | None) -> None:
        """Take note of where the pointer is, with a button held or not; None: it left."""

    def press(self, touch: Touch) -> bool:
        """Begin; False where there is nothing to take hold of, or the button means nothing."""

    def drag(self, touch: Touch) -> None:
        """Go on."""

    def release(self) -> None:
        """End."""

    def double_click(self, touch: Touch) -> bool:
        """Take a double click; False where it is not meant: then it is a press."""

    def turn(self, angle: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take a turn of the wheel, in eighths of a degree; False where it is not meant."""

    def takes(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Say whether a key is the tool's."""

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Take a key."""

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """Paint over the pictures, in device pixels of the view."""
