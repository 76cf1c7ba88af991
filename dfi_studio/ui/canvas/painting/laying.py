"""How what a stroke covers is laid on a mask: a new mask is made, in slices.

It is a plain copy, and sums for the tiles that the stroke touched. The copy is made ahead, while
the hand rests or paints: 96 MB of fresh memory can take a quarter of a second. What names the
change is made from what was covered, a byte for each pixel, and not from what came of it.

Painted is the larger of mask and coverage; erased is the mask less the coverage, and nothing below
0. So the traces that a smooth edge leaves are taken away by the same stroke of the eraser: what is
to be filled counts every trace as in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dfi_studio.core.mask import Change, Mask, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Levels
from dfi_studio.ui.canvas.painting.coverage import Coverage

_BAND_VALUES = 250_000
"""Values that are copied, or looked through, at a time: a megabyte."""
_LEVELS = np.float32(255)
Values = npt.NDArray[np.float32]


class Spare:
    """A copy of a mask that is made ahead.

    Attributes
    ----------
    mask : Mask
        What it is a copy of.
    """

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self._made: Values = np.empty_like(mask)
        self._rows = 0

    def grow(self) -> Iterator[None]:
        """Make it, a band at a time."""
        band = _band(self.mask)
        while self._rows < len(self.mask):
            rows = slice(self._rows, self._rows + band)
            self._made[rows] = self.mask[rows]
            self._rows += band
            yield

    def copy(self) -> Values:
        """Return the copy, made to its end."""
        self._made[self._rows :] = self.mask[self._rows :]
        self._rows = len(self.mask)
        return self._made


class Laid(NamedTuple):
    """What a stroke made of a mask.

    Attributes
    ----------
    within : Crop
        Where in the mask it differs from the one before.
    """

    mask: Mask
    within: Crop
    change: Change


@dataclass(eq=False, slots=True)
class Laying:
    """A stroke that the hand is done with, on its way into the mask.

    Attributes
    ----------
    at : Crop
        Where in the mask the coverage lies.
    laid : Laid or None
        None until `steps` came to its end, and where nothing changed.
    """

    coverage: Coverage
    at: Crop
    label: str
    erases: bool
    laid: Laid | None = None

    def steps(self, spare: Spare) -> Iterator[None]:
        """Lay it on a mask of which there is a copy, which is used up, a tile at a time."""
        yield from spare.grow()
        mask, made, within = spare.mask, spare.copy(), self.coverage.within
        old, new = mask[rectangle(self.at)], made[rectangle(self.at)]
        name = hashlib.blake2b(f"{astuple(self.at)} {self.erases}".encode(), digest_size=16)
        changed = False
        for tile in self.coverage.tiles():
            levels = self.coverage.levels[tile]
            lay(new[tile], levels, erases=self.erases)
            changed = changed or not np.array_equal(old[tile], new[tile])
            name.update(f"{tile}".encode())
            name.update(np.ascontiguousarray(levels).data)
            yield
        if not changed or within is None:  # such as erasing where nothing is
            return
        empty = self.erases  # what was painted is in
        for some in _looked_through(made) if empty else ():
            if some:
                empty = False
                break
            yield
        made.flags.writeable = False  # in 0..1 as before: no need to look through all of it
        there = replace(within, left=self.at.left + within.left, top=self.at.top + within.top)
        self.laid = Laid(made, there, Change(name.hexdigest(), empty))


def lay(values: Values, levels: Levels, *, erases: bool) -> None:
    """Paint or erase in place what levels of the same shape cover."""
    if erases:
        # In whole levels: the difference of two fractions is off by a trace, and a trace counts
        # as in.
        left = np.rint(values * _LEVELS)
        left -= levels
        np.maximum(left, 0, out=left)
        np.divide(left, _LEVELS, out=values, where=levels > 0)
    else:
        np.maximum(values, levels / _LEVELS, out=values)


def _band(values: Values) -> int:
    """Return how many rows are worked on at a time."""
    width: int = values.shape[1]
    return max(_BAND_VALUES // width, 1)


def _looked_through(values: Values) -> Iterator[bool]:
    """Say of one band of rows after the other whether any value in it is above 0."""
    band = _band(values)
    return (bool(values[top : top + band].any()) for top in range(0, len(values), band))
