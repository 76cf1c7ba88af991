"""Pictures laid over one another by a similarity, by Pillow: quick, and no thread of torch's."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import PIL.Image

from dfi_studio.core.alignment import Points, Similarity
from dfi_studio.core.photo import Crop

Values = npt.NDArray[np.float32]
"""(height, width) or (height, width, channels) float32."""

_REACH = 3  # pixels that a bicubic kernel sees beyond a place, and one to spare
_ENLARGED = 1.5  # times; from here on a picture is enlarged before it is turned
_GAP = 3.0  # times the size to which a picture is first reduced by averages: much quicker


def warped(
    values: npt.NDArray[np.generic],
    transform: Similarity,
    *,
    height: int,
    width: int,
    outside: str = "mirrored",
) -> Values:
    """Return a picture as another frame sees it, bicubic, and smoothed first where it shrinks.

    Parameters
    ----------
    values : array, (H, W) or (H, W, channels)
        8 bits are computed in 8 bits, anything else in float32.
    transform : Similarity
        From the pixels of `values` to those of the result.
    height, width : int
        Of the result.
    outside : {"mirrored", "drawn", "zero"}
        What lies beyond the border of `values`; drawn out are the pixels along it.

    Returns
    -------
    array, (height, width) or (height, width, channels), float32
        Bicubic kernels overshoot a little; the range is not limited here.
    """
    back = transform.inverse()
    part, origin = _surroundings(values, back, height, width, outside)
    # Enlarged first by a kernel that keeps ramps, which Pillow's bicubic transform does not quite;
    # what is left is a turn of something smooth, and a straight line between pixels will do.
    enlarged = transform.scale > _ENLARGED
    first = transform.scale if enlarged or transform.scale < 1 else 1.0
    sampling = PIL.Image.Resampling.BILINEAR if enlarged else PIL.Image.Resampling.BICUBIC
    rows, columns = (max(1, round(side * first)) for side in part.shape[:2])
    ratios = columns / part.shape[1], rows / part.shape[0]
    coefficients = _coefficients(back, origin, ratios)
    channels = part[..., None] if part.ndim == 2 else part
    kind = np.uint8 if part.dtype == np.uint8 else np.float32
    result = np.empty((height, width, channels.shape[2]), np.float32)
    for index in range(channels.shape[2]):
        picture = PIL.Image.fromarray(np.ascontiguousarray(channels[..., index], kind))
        if (columns, rows) != picture.size:
            picture = picture.resize(
                (columns, rows), PIL.Image.Resampling.BICUBIC, reducing_gap=_GAP
            )
        affine = PIL.Image.Transform.AFFINE
        seen = picture.transform((width, height), affine, coefficients, resample=sampling)
        result[..., index] = np.asarray(seen)
    return result[..., 0] if values.ndim == 2 else result


def _coefficients(
    back: Similarity, origin: Points, ratios: tuple[float, float]
) -> tuple[float, ...]:
    """Return what Pillow asks for: from corners of the result's pixels to those of the source's."""
    x, y = back([-0.5, -0.5]) + 0.5 - origin
    across, down = ratios
    return (
        back.a * across,
        -back.b * across,
        x * across,
        back.b * down,
        back.a * down,
        y * down,
    )


def reached(transform: Similarity, *, height: int, width: int) -> Points:
    """Return where the corners of a picture's outermost pixels go, (4, 2)."""
    right, bottom = width - 0.5, height - 0.5
    return transform([(-0.5, -0.5), (right, -0.5), (right, bottom), (-0.5, bottom)])


def touched(
    transform: Similarity, *, height: int, width: int, within: tuple[int, int]
) -> Crop | None:
    """Return the whole pixels of another picture that one reaches; None where it reaches none.

    Parameters
    ----------
    height, width : int
        Of the picture that is laid over the other.
    within : pair of int
        Height and width of the other.
    """
    corners = reached(transform, height=height, width=width)
    left, top = (max(0, math.floor(each)) for each in corners.min(axis=0) + 0.5)
    right = min(within[1], math.ceil(corners[:, 0].max() + 0.5))
    bottom = min(within[0], math.ceil(corners[:, 1].max() + 0.5))
    if right <= left or bottom <= top:
        return None
    return Crop(left, top, right - left, bottom - top)


def _surroundings(
    values: npt.NDArray[np.generic], back: Similarity, height: int, width: int, outside: str
) -> tuple[npt.NDArray[np.generic], Points]:
    """Return the part of a picture that a frame sees, and where it begins, in corner units."""
    seen = reached(back, height=height, width=width) + 0.5
    reach = math.ceil(_REACH * max(1.0, back.scale))
    left, top = (int(each) for each in np.floor(seen.min(axis=0)) - reach)
    right, bottom = (int(each) for each in np.ceil(seen.max(axis=0)) + reach)
    rows, columns = values.shape[:2]
    inner = values[
        min(max(top, 0), rows - 1) : max(min(bottom, rows), 1),
        min(max(left, 0), columns - 1) : max(min(right, columns), 1),
    ]
    beyond = (
        (max(0, min(-top, bottom - top)), max(0, min(bottom - rows, bottom - top))),
        (max(0, min(-left, right - left)), max(0, min(right - columns, right - left))),
    )
    origin = np.array([max(left, -beyond[1][0]), max(top, -beyond[0][0])], np.float64)
    if not any(map(any, beyond)):
        return inner, np.array([max(left, 0), max(top, 0)], np.float64)
    start = np.array([min(max(left, 0), columns - 1), min(max(top, 0), rows - 1)], np.float64)
    origin = start - (beyond[1][0], beyond[0][0])
    padding = (*beyond, *[(0, 0)] * (values.ndim - 2))
    match outside:
        case "zero":
            return np.pad(inner, padding), origin
        case "drawn":
            return np.pad(inner, padding, mode="edge"), origin
        case _:
            return np.pad(inner, padding, mode="symmetric"), origin
