"""A face in a photograph, as a value: where it is, how it lies, and how sure its finder was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from dfi_studio.core.alignment import Points, Similarity
from dfi_studio.core.errors import UsageError

Landmarks = tuple[
    tuple[float, float],
    tuple[float, float],
    tuple[float, float],
    tuple[float, float],
    tuple[float, float],
]
"""Five places, x and y in pixels from the centre of the upper left one, in dlib's order: outer and
inner corner of the eye on the right of the picture, the same of the left one, base of the nose.
"""


@dataclass(frozen=True, slots=True)
class Face:
    """One face; it can name itself in a document, since it is a plain value.

    Attributes
    ----------
    landmarks : Landmarks
        In pixels of the photo; they may lie outside of it where the border cuts the face.
    score : float
        How sure the finder was, above 0; a face that a person placed has infinity.
    """

    landmarks: Landmarks
    score: float = float("inf")

    @classmethod
    def of(cls, points: npt.ArrayLike, score: float = float("inf")) -> Self:
        """Return the face with these landmarks, (5, 2).

        Raises
        ------
        ValueError
            They are not five, not finite, or the eyes are in one place.
        """
        return cls(landmarks_of(points), score)

    @property
    def points(self) -> Points:
        """The landmarks as an array, (5, 2)."""
        return np.array(self.landmarks)

    @property
    def eye_distance(self) -> float:
        """How far the middles of the eyes are apart, in pixels."""
        return eye_distance(self.points)

    @property
    def degrees(self) -> float:
        """How far the head leans, clockwise, in -180..180."""
        right, left = eyes(self.points)
        return float(np.degrees(np.arctan2(*(right - left)[::-1])))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the square from the brows to the chin, unturned."""
        (x, y), half = self.centre, 1.15 * self.eye_distance
        return x - half, y - half, x + half, y + half

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the face: below the eyes, by as much as the nose hangs below them."""
        right, left = eyes(self.points)
        across = right - left
        down = np.array([-across[1], across[0]])
        middle = (right + left) / 2 + 0.55 * down
        return float(middle[0]), float(middle[1])

    def moved(self, transform: Similarity) -> Face:
        """Return the same face in another picture's pixels."""
        return Face(landmarks_of(transform(self.points)), self.score)


def landmarks_of(points: npt.ArrayLike) -> Landmarks:
    """Return five landmarks as a value; see `Face.of`."""
    try:
        places = np.asarray(points, np.float64)
    except OverflowError as error:
        raise ValueError("a landmark is beyond any number") from error
    if places.shape != (5, 2) or not np.isfinite(places).all():
        raise ValueError("a face has five landmarks, x and y each")
    if eye_distance(places) == 0:
        raise ValueError("the eyes of a face are in two places")
    one, two, three, four, five = ((float(x), float(y)) for x, y in places)
    return one, two, three, four, five


def resized_landmarks(landmarks: Landmarks, scale: float) -> Landmarks:
    """Return landmarks in the pixels of the same picture at another size."""
    return landmarks_of(Similarity.resized(scale)(np.asarray(landmarks)))


def placed_face(
    right_eye: tuple[float, float], left_eye: tuple[float, float], mouth: tuple[float, float]
) -> Face:
    """Return the face that a person marked by three points, where none was found.

    Parameters
    ----------
    right_eye, left_eye : pair of float
        Middles of the eyes, as the picture shows them right and left.
    mouth : pair of float
        Its middle.

    Raises
    ------
    UsageError
        The eyes are in one place.
    """
    right, left, lips = (np.array(each, np.float64) for each in (right_eye, left_eye, mouth))
    half = (right - left) * 0.19  # from the middle of an eye to its corners
    if not np.any(half):
        raise UsageError("Both eyes are in one place: put one point on each.")
    middle = (right + left) / 2
    nose = middle + (lips - middle) * 0.64
    return Face.of(np.array([right + half, right - half, left - half, left + half, nose]))


def eyes(points: Points) -> tuple[Points, Points]:
    """Return the middles of the eyes on the right and on the left of the picture."""
    return points[0:2].mean(axis=0), points[2:4].mean(axis=0)


def eye_distance(points: Points) -> float:
    """Return how far the middles of the eyes are apart."""
    right, left = eyes(points)
    return float(np.linalg.norm(right - left))


def chosen_face(faces: Sequence[Face], number: int | None) -> Face | None:
    """Return the face with a number, from 1 in the order they were found: the largest first.

    None takes the largest, or None where there is no face.

    Raises
    ------
    UsageError
        There is no such face.
    """
    if number is None:
        return faces[0] if faces else None
    if not 1 <= number <= len(faces):
        known = f"faces 1 to {len(faces)}" if len(faces) > 1 else "one face" if faces else "no face"
        raise UsageError(f"There is no face {number}: {known} can be found in the photo.")
    return faces[number - 1]
