"""One dab of a brush: how far it covers each pixel; no widget, and no picture.

Dabs are made once for each size, hardness and place within a pixel, and kept: to stamp one is then
a single pass over the pixels it touches. A large brush snaps to whole pixels, which nobody sees; a
small one knows quarters of a pixel, so that a thin line is straight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dfi_studio.core.parameters import check_parameters, parameter, parameters

Levels = npt.NDArray[np.uint8]
"""How far pixels are covered: 0 is not at all, 255 wholly."""

_FINE = (3.0, 64.0)
"""Between these sizes a dab knows parts of a pixel."""
_PARTS = 4
_GRAIN = 1024
"""Places are rounded to this part of a pixel, so that sums of steps cannot tip a dab over."""
_SCALLOP = 0.1
"""How far the edge of a row of dabs may waver, in pixels."""
_RIPPLE = 0.16
"""How far apart dabs may be, as a share of the radius, for a soft brush to stay even."""
_LEAST_STEP = 0.5
_SIZE_STEP = 1.15
_HARDNESS_STEP = 10


class Dab(NamedTuple):
    """Levels, and the pixel of their upper left corner."""

    levels: Levels
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Brush:
    """How large a brush is, and how hard its edge."""

    size: float = parameter(
        60.0,
        "Size",
        "Diameter of the brush; [ and ] or Alt and the wheel change it over the picture.",
        hard=(1, 2000),
        soft=(2, 1000),
        unit="px of the photo",
        logarithmic=True,
        decimals=0,
    )
    hardness: float = parameter(
        80.0,
        "Hardness",
        "How much of the brush covers wholly; at 100 only its very edge is smooth ({ and }).",
        hard=(0, 100),
        unit="%",
        decimals=0,
    )

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)

    @property
    def spacing(self) -> float:
        """How far apart its dabs are, in pixels: as far as nobody sees it."""
        radius = self.size / 2
        return max(min(2 * math.sqrt(2 * radius * _SCALLOP), _RIPPLE * radius), _LEAST_STEP)

    def resized(self, steps: float) -> Brush:
        """Return the brush so many steps larger, or smaller; by a whole pixel at the least."""
        limits = parameters(Brush)["size"]
        size = self.size * _SIZE_STEP**steps
        if abs(size - self.size) < 1:
            size = self.size + math.copysign(1, steps)
        return replace(self, size=min(max(round(size), limits.low), limits.high))

    def hardened(self, steps: float) -> Brush:
        """Return the brush so many steps harder, or softer."""
        hardness = self.hardness + steps * _HARDNESS_STEP
        return replace(self, hardness=min(max(hardness, 0.0), 100.0))

    def pressed(self, pressure: float) -> Brush:
        """Return the brush as large as a pen's pressure makes it, 0..1."""
        return self if pressure >= 1 else replace(self, size=max(self.size * pressure, 1.0))

    def dab(self, x: float, y: float) -> Dab:
        """Return the dab at a point, in pixels of the photo."""
        parts = _PARTS if _FINE[0] <= self.size <= _FINE[1] else 1
        (column, across), (row, down) = _place(x, parts), _place(y, parts)
        size = self.size if self.size < _FINE[1] else round(self.size)
        levels = _levels(size, self.hardness, parts, across, down)
        reach = len(levels) // 2
        return Dab(levels, column - reach, row - reach)


def _place(value: float, parts: int) -> tuple[int, int]:
    """Return the pixel that a coordinate lies in, and the part of it."""
    within = math.floor(round(value * _GRAIN) * parts / _GRAIN)
    return divmod(within, parts)


@lru_cache(maxsize=48)
def _levels(size: float, hardness: float, parts: int, across: int, down: int) -> Levels:
    """Return the levels of a dab: a square with the pixel of its centre in the middle.

    A dab in the middle of its pixel is the same to all four sides, so a quarter of it is made.
    """
    outer = size / 2 + 0.5
    inner = min(size / 2 * hardness / 100, outer - 1)
    reach = math.ceil(outer)
    if parts > 1:
        steps = np.arange(-reach, reach + 1, dtype=np.float32)
        x, y = steps + 0.5 - (across + 0.5) / parts, steps + 0.5 - (down + 0.5) / parts
        return _profile(x, y, inner, outer)
    steps = np.arange(0, reach + 1, dtype=np.float32)
    quarter = _profile(steps, steps, inner, outer)
    half = np.concatenate([quarter[:0:-1], quarter])
    return np.ascontiguousarray(np.concatenate([half[:, :0:-1], half], axis=1))


def _profile(
    x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], inner: float, outer: float
) -> Levels:
    """Return the levels at distances from the centre: 255 up to `inner`, 0 from `outer` on.

    Between them 3 t^2 - 2 t^3, whose slope is 0 at both ends.
    """
    t = np.hypot(x[None, :], y[:, None])
    np.subtract(np.float32(outer), t, out=t)
    t *= np.float32(1 / (outer - inner))
    np.clip(t, 0, 1, out=t)
    t *= t * (3 - 2 * t)
    return (t * np.float32(255) + np.float32(0.5)).astype(np.uint8)
