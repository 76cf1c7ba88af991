"""Masks of the parts of a face, drawn from its landmarks: places to start painting from.

Knows two sets of landmarks: the 68 points of iBUG 300-W (Sagonas et al., 2013), and the five of
dlib's small model (the corners of both eyes and the base of the nose), from which brows, mouth and
skin are guessed by the proportions of a face that looks into the camera.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw

from dfi_studio.core.errors import MaskError
from dfi_studio.core.face_part import FacePart
from dfi_studio.core.mask import Mask, freeze_mask

Points = npt.NDArray[np.float64]
"""(N, 2): x and y in pixels, from the centre of the upper left pixel."""


_EXTENDED = {  # how far each part reaches beyond its landmarks, as a share of the eyes' distance
    FacePart.EYES: 0.14,
    FacePart.BROWS: 0.09,
    FacePart.NOSE: 0.08,
    FacePart.MOUTH: 0.12,
    FacePart.SKIN: 0.05,
}
_OF_68: Mapping[FacePart, Sequence[slice]] = {
    FacePart.EYES: (slice(36, 42), slice(42, 48)),
    FacePart.BROWS: (slice(17, 22), slice(22, 27)),
    FacePart.NOSE: (slice(27, 36),),
    FacePart.MOUTH: (slice(48, 60),),
}
_FOREHEAD = 0.35  # of the eyes' distance that skin reaches above the brows


def face_mask(part: FacePart, landmarks: npt.ArrayLike, *, height: int, width: int) -> Mask:
    """Return the mask of a part of one face.

    Parameters
    ----------
    landmarks : array, (68, 2) or (5, 2)
        Of five, in dlib's order: outer and inner corner of the eye on the right of the picture,
        the same of the left one, base of the nose.

    Raises
    ------
    MaskError
        There are neither 68 nor five, or one is not a number.
    """
    points = np.asarray(landmarks, np.float64)
    if points.shape not in ((68, 2), (5, 2)) or not np.isfinite(points).all():
        raise MaskError("Parts of a face are drawn from 68 or from five landmarks.")
    outlines = _outlines_of_68(part, points) if len(points) == 68 else _outlines_of_5(part, points)
    canvas = PIL.Image.new("L", (width, height))
    draw = PIL.ImageDraw.Draw(canvas)
    reach = _EXTENDED[part] * _distance(points)
    for outline in outlines:
        _draw(draw, _hull(outline), reach)
    return freeze_mask(np.asarray(canvas, np.float32) / 255)


def _outlines_of_68(part: FacePart, points: Points) -> list[Points]:
    if part is not FacePart.SKIN:
        return [points[each] for each in _OF_68[part]]
    chin, between = points[8], points[27]
    up = (between - chin) / np.linalg.norm(between - chin)
    brows = points[17:27] + up * _FOREHEAD * _distance(points)
    return [np.concatenate([points[:17], brows])]


def _outlines_of_5(part: FacePart, points: Points) -> list[Points]:
    face = _Axes(points)
    match part:
        case FacePart.EYES:
            return [points[0:2], points[2:4]]
        case FacePart.BROWS:
            ends = [(-1.45, -0.45), (-0.4, -0.45), (0.4, -0.45), (1.45, -0.45)]
            placed = face.placed(ends)
            return [placed[:2], placed[2:]]
        case FacePart.NOSE:
            return [face.placed([(0, 0.1), (-0.5, 1.05), (0.5, 1.05)])]
        case FacePart.MOUTH:
            return [face.placed(_oval(0.75, 0.2, centre=1.65))]
        case FacePart.SKIN:
            return [face.placed(_oval(2.0, 1.95, centre=0.75))]


class _Axes:
    """The face's own axes: along the eyes, 1 at each eye; across them, 1 at the base of the nose.

    The nose stands out of the face, so that in a face that is turned it lies to one side; what
    lies below it does so no further.
    """

    def __init__(self, points: Points) -> None:
        right, left, nose = points[0:2].mean(axis=0), points[2:4].mean(axis=0), points[4]
        self._middle, self._across = (right + left) / 2, (right - left) / 2
        down = nose - self._middle
        unit = self._across / np.linalg.norm(self._across)
        self._aside = unit * float(down @ unit)
        self._down = down - self._aside

    def placed(self, places: Sequence[tuple[float, float]]) -> Points:
        return np.array(
            [
                self._middle + x * self._across + y * self._down + min(y, 1) * self._aside
                for x, y in places
            ]
        )


def _oval(wide: float, high: float, *, centre: float) -> list[tuple[float, float]]:
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return [(wide * float(np.cos(t)), centre + high * float(np.sin(t))) for t in turns]


def _distance(points: Points) -> float:
    """Return how far the eyes are apart."""
    eyes = (points[36:42], points[42:48]) if len(points) == 68 else (points[:2], points[2:4])
    return float(np.linalg.norm(eyes[0].mean(axis=0) - eyes[1].mean(axis=0)))


def _hull(points: Points) -> Points:
    """Return the convex hull of points in order (Andrew 1979); two points stay two."""
    ordered = np.unique(points, axis=0)

    def half(hull: list[Points], point: Points) -> list[Points]:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) <= 0:
            hull.pop()
        return [*hull, point]

    lower: list[Points] = reduce(half, ordered, [])
    upper: list[Points] = reduce(half, ordered[::-1], [])
    return np.array([*lower[:-1], *upper[:-1]] or ordered)


def _turn(one: Points, two: Points, three: Points) -> float:
    (ax, ay), (bx, by) = two - one, three - one
    return float(ax * by - ay * bx)


def _draw(draw: PIL.ImageDraw.ImageDraw, hull: Points, reach: float) -> None:
    """Fill a hull and everything within a distance of it: lines with round ends around it."""
    corners = [(float(x), float(y)) for x, y in hull]
    if len(corners) > 2:
        draw.polygon(corners, fill=255)
    draw.line([*corners, corners[0]], fill=255, width=max(1, round(2 * reach)))
    for x, y in corners:
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
