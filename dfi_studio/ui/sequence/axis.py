"""Where on a timeline something is: between a place, a step of it, and a pixel. No widgets.

A place is a share of the timeline, 0..1. A step is one of its frames, from 0; the hand reads it as
a number from 1.
"""

from __future__ import annotations

from dataclasses import dataclass

_APART = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Axis:
    """A timeline of so many frames, laid along a widget.

    Attributes
    ----------
    frames : int
        At least 1.
    left, width : float
        Where the first frame is, and how far from it the last one; in logical pixels.
    """

    frames: int = 48
    left: float = 0.0
    width: float = 1.0

    @property
    def last(self) -> int:
        """The last step."""
        return self.frames - 1

    @property
    def pace(self) -> float:
        """How far one step is from the next, in logical pixels."""
        return self.width / max(1, self.last)

    def x(self, place: float) -> float:
        """Return where a place is."""
        return self.left + place * self.width

    def x_of(self, step: int) -> float:
        """Return where a step is."""
        return self.x(self.place_of(step))

    def place_of(self, step: int) -> float:
        """Return the place of a step; of a single frame it is the first."""
        return min(max(step / max(1, self.last), 0.0), 1.0)

    def step_at(self, x: float) -> int:
        """Return the step that is nearest to a pixel."""
        return self.step_of((x - self.left) / self.width if self.width > 0 else 0.0)

    def step_of(self, place: float) -> int:
        """Return the step that is nearest to a place."""
        return min(max(round(place * max(1, self.last)), 0), self.last)

    def marks(self, apart: float) -> list[int]:
        """Return the steps to be marked by a number, `apart` logical pixels from each other.

        The first and the last are among them; the others are those that the hand reads as round.
        """
        every = next((each for each in _APART if each * self.pace >= apart), _APART[-1])
        inner = [
            step
            for step in range(every - 1, self.last, every)
            if min(self.x_of(step) - self.left, self.left + self.width - self.x_of(step)) >= apart
        ]
        return sorted({0, *inner, self.last})
