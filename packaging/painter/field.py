"""Scalar fields over the canvas: coordinates, blurs, noise and the strokes drawn on them.

Lengths are in half-interocular units: the eyes are at ``(-1, 0)`` and ``(1, 0)``, ``u`` grows to
the right and ``v`` downwards, so anatomy can be written once for every picture size.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

Field = NDArray[np.float32]
Points = NDArray[np.float64]

SIZE = 192
OVERSAMPLING = 3
CANVAS = SIZE * OVERSAMPLING
EYE_X, EYE_Y, EYE_REACH = 96.0, 80.0, 32.0
UNIT = EYE_REACH * OVERSAMPLING


def coordinates() -> tuple[Field, Field]:
    """Return the ``u`` and ``v`` coordinate of every pixel of the canvas."""
    steps = (np.arange(CANVAS, dtype=np.float32) + 0.5) / OVERSAMPLING
    u, v = np.meshgrid((steps - EYE_X) / EYE_REACH, (steps - EYE_Y) / EYE_REACH)
    return u.astype(np.float32), v.astype(np.float32)


def to_pixels(points: Points) -> Points:
    """Turn ``(u, v)`` points into canvas pixels."""
    return np.asarray(points * UNIT + np.array([EYE_X, EYE_Y]) * OVERSAMPLING, np.float64)


def coverage(image: Image.Image) -> Field:
    """Turn an 8-bit image into values from 0 to 1."""
    return np.asarray(np.asarray(image, np.float32) / 255, np.float32)


def smoothstep(low: float, high: float, x: ArrayLike) -> Field:
    """Return 0 below `low`, 1 above `high` and a smooth ramp between."""
    t = np.clip((np.asarray(x, np.float32) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def bump(x: Field, y: Field, cx: float, cy: float, sx: float, sy: float, turn: float = 0) -> Field:
    """Return a Gaussian hill of height 1, its long axis turned clockwise by `turn` radians."""
    c, s = np.cos(turn), np.sin(turn)
    dx, dy = x - cx, y - cy
    along, across = (c * dx + s * dy) / sx, (c * dy - s * dx) / sy
    return np.asarray(np.exp(-0.5 * (along * along + across * across)), np.float32)


def blur(field: Field, sigma: float) -> Field:
    """Blur by a Gaussian of `sigma` units; the border is mirrored so that edges do not wrap."""
    # A multiple of sixteen keeps the transform's length free of large primes.
    pad = min(16 * int(3 * sigma * UNIT / 16 + 1), min(field.shape) - 1)
    wide = np.pad(field, pad, mode="reflect")
    fy = np.fft.fftfreq(wide.shape[0])[:, None]
    fx = np.fft.rfftfreq(wide.shape[1])[None, :]
    response = np.exp(-2 * (np.pi * sigma * UNIT) ** 2 * (fx * fx + fy * fy))
    spectrum = np.fft.rfft2(wide) * response.astype(np.float32)
    soft = np.fft.irfft2(spectrum, s=wide.shape)
    return np.asarray(soft[pad:-pad, pad:-pad], np.float32)


def noise(rng: np.random.Generator, scale: float, stretch: float = 1.0) -> Field:
    """Return smooth noise of unit variance with blobs of `scale` units, `stretch` times as tall."""
    cells_x = max(int(CANVAS / (scale * UNIT)), 2)
    cells_y = max(int(CANVAS / (scale * UNIT * stretch)), 2)
    coarse = rng.standard_normal((cells_y + 3, cells_x + 3)).astype(np.float32)
    image = Image.fromarray(coarse).resize((CANVAS, CANVAS), Image.Resampling.BICUBIC)
    values = np.asarray(image, np.float32)
    return np.asarray(values / (values.std() + 1e-6), np.float32)


def spline(points: Sequence[tuple[float, float]] | Points, count: int) -> Points:
    """Resample a Catmull-Rom curve through `points` at `count` places."""
    knots = np.asarray(points, np.float64)
    ends = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    place = np.linspace(0, len(knots) - 1, count)
    i = np.minimum(place.astype(int), len(knots) - 2)
    t = (place - i)[:, None]
    a, b, c, d = ends[i], ends[i + 1], ends[i + 2], ends[i + 3]
    bend = (2 * a - 5 * b + 4 * c - d) * t + (3 * b - a - 3 * c + d) * t * t
    return np.asarray(0.5 * (2 * b + (c - a) * t + bend * t), np.float64)


class Creases:
    """Grooves of one width, drawn as lines and turned into a relief all at once."""

    def __init__(self, sigma: float) -> None:
        self.sigma = sigma
        self._image = Image.new("F", (CANVAS, CANVAS), 0.0)
        self._draw = ImageDraw.Draw(self._image)

    def cut(self, points: Sequence[tuple[float, float]] | Points, depth: float) -> None:
        """Cut a groove through `points` that fades out at both ends."""
        path = spline(points, 32)
        pixels = to_pixels(path)
        fade = np.sin(np.linspace(0.06, 0.94, 31) * np.pi) ** 0.7 * depth
        for start, end, value in zip(pixels[:-1], pixels[1:], fade, strict=True):
            self._draw.line([*start, *end], fill=float(value), width=2)

    def relief(self) -> Field:
        """Return the (negative) displacement, with the skin heaped up on both banks."""
        lines = np.asarray(self._image, np.float32)
        if not lines.any():
            return lines
        peak = self.sigma * UNIT * np.sqrt(2 * np.pi) / 2
        groove = blur(lines, self.sigma) - 0.9 * blur(lines, 2.2 * self.sigma)
        return np.asarray(-1.6 * groove * peak, np.float32)
