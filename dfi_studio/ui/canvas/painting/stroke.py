"""A stroke of a brush: dabs at even distances along the way of the hand.

Where the dabs lie depends on the way alone, not on how often the hand was asked where it is: a
straight line is the same in one step as in a hundred.
"""

from __future__ import annotations

import math

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.coverage import Coverage, united

_LEVELS_OF_PRESSURE = 32
"""As many sizes a pen knows: each needs dabs of its own."""


class Stroke:
    """One stroke, from its first dab on.

    Each step returns the rectangle that it covered; None where all of it lies beside the picture.

    Parameters
    ----------
    pressure : float
        Of a pen, 0..1; 1 for a mouse.
    """

    def __init__(
        self, coverage: Coverage, brush: Brush, x: float, y: float, pressure: float = 1.0
    ) -> None:
        self._coverage = coverage
        self._brush = brush
        self._at = (x, y, pressure)
        self._due = self._sized(pressure).spacing  # how far on the way the next dab is
        self.began = self._stamp(x, y, pressure)

    def to(self, x: float, y: float, pressure: float = 1.0) -> Crop | None:
        """Go on in a straight line; the pressure changes evenly on the way."""
        from_x, from_y, was = self._at
        length = math.hypot(x - from_x, y - from_y)
        covered, due = None, self._due
        while due <= length:
            share = due / length
            now = was + (pressure - was) * share
            place = from_x + (x - from_x) * share, from_y + (y - from_y) * share
            covered = united(covered, self._stamp(*place, now))
            due += self._sized(now).spacing
        self._due, self._at = due - length, (x, y, pressure)
        return covered

    def end(self) -> Crop | None:
        """Reach the very point where the hand is."""
        return self._stamp(*self._at)

    def _stamp(self, x: float, y: float, pressure: float) -> Crop | None:
        return self._coverage.stamp(self._sized(pressure).dab(x, y))

    def _sized(self, pressure: float) -> Brush:
        steps = max(round(pressure * _LEVELS_OF_PRESSURE), 1)
        return self._brush.pressed(steps / _LEVELS_OF_PRESSURE)
