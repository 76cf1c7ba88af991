"""What a turn of the wheel, or two fingers on a touchpad, ask for: zoom or pan, and how much."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

NOTCH = 120
"""Eighths of a degree that a wheel turns by from one rest to the next."""
NOTCH_ZOOM = 1.2
_NOTCH_PIXELS = 60
"""How far a notch pans where pixels are not told, and how far fingers move for its zoom."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event asks for.

    Attributes
    ----------
    zoom : float
        A factor; 1 where it pans.
    pan : QPointF
        In pixels of the widget.
    rests : bool
        Whether the wheel came to rest in a notch.
    """

    zoom: float = 1.0
    pan: QPointF = field(default_factory=QPointF)
    rests: bool = False

    @classmethod
    def of(cls, event: QWheelEvent) -> Turn:
        """Read an event. A wheel zooms; fingers pan, and zoom where Ctrl is held.

        Fingers tell pixels; a fine wheel, and X11 for fingers too, only parts of a notch.
        """
        pixels, angle = event.pixelDelta(), event.angleDelta()
        fingers = (
            event.phase() is not Qt.ScrollPhase.NoScrollPhase
            or event.device().type() is QInputDevice.DeviceType.TouchPad
        )
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) or not fingers
        if zooms and angle.y():
            return cls(NOTCH_ZOOM ** (angle.y() / NOTCH), rests=angle.y() % NOTCH == 0)
        if zooms and pixels.y():
            return cls(NOTCH_ZOOM ** (pixels.y() / _NOTCH_PIXELS))
        if not pixels.isNull():
            return cls(pan=QPointF(pixels))
        return cls(pan=QPointF(angle) * _NOTCH_PIXELS / NOTCH)
