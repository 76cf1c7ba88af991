"""Similarity transforms as values: how one picture's pixels lie over another's.

A similarity turns, scales and moves, and neither shears nor mirrors; so a face stays itself. Points
are x and y in pixels, from the centre of the upper left pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""(N, 2): x and y in pixels, from the centre of the upper left pixel."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """The map x' = a x - b y + dx, y' = b x + a y + dy.

    Attributes
    ----------
    a, b : float
        Scale times cosine and sine of the angle.
    dx, dy : float
        Where the origin goes.
    """

    a: float = 1.0
    b: float = 0.0
    dx: float = 0.0
    dy: float = 0.0

    @classmethod
    def turned(cls, degrees: float, *, scale: float = 1.0) -> Self:
        """Return the turn about the origin, clockwise as a picture shows it, and then a scale."""
        angle = math.radians(degrees)
        return cls(scale * math.cos(angle), scale * math.sin(angle))

    @classmethod
    def moved(cls, dx: float, dy: float) -> Self:
        """Return the shift by so many pixels."""
        return cls(dx=dx, dy=dy)

    @classmethod
    def resized(cls, scale: float) -> Self:
        """Return what scaling a whole picture does to pixel centres: its corners stay corners."""
        return cls(a=scale, dx=scale / 2 - 0.5, dy=scale / 2 - 0.5)

    @classmethod
    def fitted(cls, source: npt.ArrayLike, target: npt.ArrayLike) -> Self:
        """Return the similarity that brings points nearest to others, by least squares.

        The closed form of Umeyama (1991) in the plane, where it cannot mirror.

        Parameters
        ----------
        source, target : array, (N, 2)
            At least two different points, one to one.

        Raises
        ------
        ValueError
            The shapes differ, a number is not finite, or all points of the source are one.
        """
        here, there = np.asarray(source, np.float64), np.asarray(target, np.float64)
        if here.shape != there.shape or here.ndim != 2 or here.shape[1] != 2:
            raise ValueError(f"points are (N, 2) and as many, not {here.shape} and {there.shape}")
        if not (np.isfinite(here).all() and np.isfinite(there).all()):
            raise ValueError("points must be finite")
        middle, goal = here.mean(axis=0), there.mean(axis=0)
        (x, y), (u, v) = (here - middle).T, (there - goal).T
        spread = float(x @ x + y @ y)
        if spread <= 1e-12:
            raise ValueError("a similarity needs two different points")
        a, b = float(x @ u + y @ v) / spread, float(x @ v - y @ u) / spread
        return cls(
            a,
            b,
            float(goal[0] - a * middle[0] + b * middle[1]),
            float(goal[1] - b * middle[0] - a * middle[1]),
        )

    def __call__(self, points: npt.ArrayLike) -> Points:
        """Return where points (..., 2) go."""
        places = np.asarray(points, np.float64)
        x, y = places[..., 0], places[..., 1]
        moved = (self.a * x - self.b * y + self.dx, self.b * x + self.a * y + self.dy)
        return np.stack(moved, axis=-1)

    def then(self, other: Similarity) -> Similarity:
        """Return this transform followed by another."""
        return Similarity(
            other.a * self.a - other.b * self.b,
            other.b * self.a + other.a * self.b,
            other.a * self.dx - other.b * self.dy + other.dx,
            other.b * self.dx + other.a * self.dy + other.dy,
        )

    def inverse(self) -> Similarity:
        """Return the way back.

        Raises
        ------
        ValueError
            The scale is 0.
        """
        square = self.a**2 + self.b**2
        if square == 0:
            raise ValueError("a transform of scale 0 has no inverse")
        a, b = self.a / square, -self.b / square
        return Similarity(a, b, -a * self.dx + b * self.dy, -b * self.dx - a * self.dy)

    @property
    def scale(self) -> float:
        """How much longer lengths become."""
        return math.hypot(self.a, self.b)

    @property
    def degrees(self) -> float:
        """The turn, clockwise as a picture shows it, in -180..180."""
        return math.degrees(math.atan2(self.b, self.a))

    def misfit(self, source: npt.ArrayLike, target: npt.ArrayLike) -> float:
        """Return the root mean square distance that it leaves between points and their targets."""
        away = self(source) - np.asarray(target, np.float64)
        return float(np.sqrt((away**2).sum(axis=-1).mean()))
