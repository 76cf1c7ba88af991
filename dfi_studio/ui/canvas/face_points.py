"""The points of a face while they are moved by hand: where they are, and which one is held."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, placed_face

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FacePoints:
    """Points in pixels of the photo, from the centre of the upper left one.

    Attributes
    ----------
    places : tuple of Point
        The five landmarks of a face; or three that a face is placed by, see `placed_face`.
    focus : int
        The one that the arrows move.
    """

    places: tuple[Point, ...]
    focus: int = 0

    @classmethod
    def of(cls, face: Face) -> FacePoints:
        """Return the landmarks of a face."""
        return cls(face.landmarks)

    @classmethod
    def to_place(cls, width: int, height: int) -> FacePoints:
        """Return three points in the middle of a photo of this size, to be put on a face."""
        x, y, unit = (width - 1) / 2, (height - 1) / 2, min(width, height) / 8
        return cls(((x + unit / 2, y - unit / 2), (x - unit / 2, y - unit / 2), (x, y + unit / 2)))

    @property
    def placing(self) -> bool:
        """Whether they are two eyes and a mouth."""
        return len(self.places) == 3

    @property
    def face(self) -> Face | None:
        """The face that they make; None where both eyes are in one place."""
        try:
            if not self.placing:
                return Face.of(np.array(self.places))
            right, left, mouth = self.places
            return placed_face(right, left, mouth)
        except (ValueError, UsageError):
            return None

    def moved(self, at: int, to: Point) -> FacePoints:
        """Put a point elsewhere."""
        places = (*self.places[:at], to, *self.places[at + 1 :])
        return FacePoints(places, at)

    def pushed(self, across: float, down: float) -> FacePoints:
        """Move the point in focus."""
        x, y = self.places[self.focus]
        return self.moved(self.focus, (x + across, y + down))

    def next(self, step: int) -> FacePoints:
        """Go on to another point."""
        return replace(self, focus=(self.focus + step) % len(self.places))
