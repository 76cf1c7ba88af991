"""What a stroke covers, pixel by pixel, and how it is laid on a mask.

A mask of 24 megapixels is 96 MB of float32, read-only and shared with the history. So nothing is
painted into a copy of it: a stroke covers a sheet of bytes that is kept from stroke to stroke, and
the mask is looked at through that sheet while the stroke goes on. Only at its end a new mask is
made: a plain copy, and sums for the tiles that the stroke touched. The copy is made ahead, in
slices, while the hand rests or paints: 96 MB of fresh memory can take a quarter of a second. To
give a stroke up is to wipe the tiles it touched.

Painted is the larger of mask and coverage; erased is the mask less the coverage, and nothing below
0. So the traces that a smooth edge leaves are taken away by the same stroke of the eraser: what is
to be filled counts every trace as in.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dfi_studio.core.mask import Mask, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Dab, Levels

_TILE = 256
_BAND_VALUES = 250_000
"""Values that a spare copy grows by at a time: a megabyte."""
_LEVELS = np.float32(255)
Values = npt.NDArray[np.float32]
_Tiles = tuple[int, int, int, int]


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
        band = max(_BAND_VALUES // self.mask.shape[1], 1)
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


class Coverage:
    """A sheet of bytes over a picture, clean until something covers it.

    Attributes
    ----------
    width, height : int
    levels : array, (height, width)
    within : Crop or None
        All that is covered lies in it.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.levels: Levels = np.zeros((height, width), np.uint8)
        self.within: Crop | None = None
        self._touched: set[tuple[int, int]] = set()
        self._latest: _Tiles | None = None

    def stamp(self, dab: Dab) -> Crop | None:
        """Cover what a dab covers; return the rectangle of it, None beside the picture."""
        levels, left, top = dab
        x, y = max(left, 0), max(top, 0)
        right = min(left + levels.shape[1], self.width)
        bottom = min(top + levels.shape[0], self.height)
        if x >= right or y >= bottom:
            return None
        part = self.levels[y:bottom, x:right]
        np.maximum(part, levels[y - top : bottom - top, x - left : right - left], out=part)
        touched = Crop(x, y, right - x, bottom - y)
        self.touch(touched)
        return touched

    def touch(self, crop: Crop) -> None:
        """Take note that `levels` were changed in a rectangle."""
        self.within = united(self.within, crop)
        across = crop.left // _TILE, (crop.left + crop.width - 1) // _TILE
        down = crop.top // _TILE, (crop.top + crop.height - 1) // _TILE
        tiles = (*across, *down)
        if tiles != self._latest:  # the next dab mostly lies in the tiles of the last
            self._latest = tiles
            columns = range(across[0], across[1] + 1)
            rows = range(down[0], down[1] + 1)
            self._touched.update((row, column) for row in rows for column in columns)

    def clear(self) -> Crop | None:
        """Wipe the sheet; return where something was."""
        for tile in self._tiles():
            self.levels[tile] = 0
        was, self.within = self.within, None
        self._touched.clear()
        self._latest = None
        return was

    def laid_on(
        self, mask: Mask, at: Crop, *, erases: bool, spare: Spare | None = None
    ) -> Mask | None:
        """Return the mask with all that is covered painted or erased; None where nothing changed.

        Parameters
        ----------
        at : Crop
            Where in the mask this sheet lies.
        spare : Spare or None
            A copy of the mask that was made ahead; it is used up, unless nothing changed.
        """
        made = mask.copy() if spare is None else spare.copy()
        old, new, changed = mask[rectangle(at)], made[rectangle(at)], False
        for tile in self._tiles():
            lay(new[tile], self.levels[tile], erases=erases)
            changed = changed or not np.array_equal(old[tile], new[tile])
        if not changed:
            return None
        made.flags.writeable = False  # in 0..1 as before: no need to look through all of it
        return made

    def _tiles(self) -> Iterator[tuple[slice, slice]]:
        for row, column in self._touched:
            top, left = row * _TILE, column * _TILE
            yield slice(top, top + _TILE), slice(left, left + _TILE)


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


def united(one: Crop | None, other: Crop | None) -> Crop | None:
    """Return the smallest rectangle that holds both."""
    if one is None or other is None:
        return one or other
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Crop(left, top, right - left, bottom - top)
