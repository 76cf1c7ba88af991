"""How much can be scaled smoothly in one paint, learned from how long it took before.

The solver shares the machine: while it runs at full load, the same paint takes three times as
long. What does not fit is painted roughly while the hand moves, and smoothly when it rests.
"""

from __future__ import annotations

_TURN_S = 0.007
"""What a paint may take of the 16 ms that a screen of 60 Hz leaves."""
MOST = 2_200_000
"""Device pixels: a window of 1920 x 1080. More is not tried."""
LEAST = 300_000
_RECOVERY = 1.05
"""How much more is dared after a paint that was fast enough."""


class Budget:
    """Keeps the budget of one view."""

    def __init__(self) -> None:
        self.pixels = MOST

    def learn(self, pixels: int, seconds: float) -> None:
        """Take note of a paint: less at once where it was late, more step by step."""
        if pixels < LEAST // 2 or seconds <= 0:
            return
        fits = int(pixels / seconds * _TURN_S)
        dared = int(self.pixels * _RECOVERY)
        self.pixels = max(min(fits, dared, MOST), LEAST)
