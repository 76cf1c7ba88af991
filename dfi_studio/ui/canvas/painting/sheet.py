"""A mask as it is looked at: sampled for the screen at any zoom, with the stroke in hand in it.

From 50 % on the mask itself is read. Zoomed out further, copies at half its size, a quarter ... are
read, which are made when they are wanted, in slices; from then on only what a stroke touches is
made anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Levels
from dfi_studio.ui.canvas.painting.coverage import united
from dfi_studio.ui.canvas.painting.laying import Values

_BAND_PIXELS = 400_000
"""Pixels that are halved at a time; under a millisecond."""
_NEARLY = 0.99
"""From this scale on a copy is as good as in its own size."""
Index = npt.NDArray[np.intp]
Number = TypeVar("Number", np.float32, np.uint8)


class Line(NamedTuple):
    """Pixels of the screen in a row or a column, over a side of the mask.

    Attributes
    ----------
    start, end : int
        Which of the screen's pixels, from where the mask begins.
    screen, side : int
        How long the mask is: on the screen, and in its own pixels.
    """

    start: int
    end: int
    screen: int
    side: int

    def places(self, part: int, of: int) -> Index:
        """Return the pixels of the mask under a part of each pixel, such as 1 of 2: its middle."""
        steps = np.arange(self.start, self.end, dtype=np.intp) * of + part
        found: Index = steps * self.side // (of * self.screen)
        return found


class Cover(NamedTuple):
    """What a stroke covers that is still to be laid on the mask."""

    levels: Levels
    erases: bool


class Sheet:
    """A mask, or the part of one that a crop leaves, and its reduced copies.

    Parameters
    ----------
    values : array, (height, width)
        In 0..1. Not copied.
    """

    def __init__(self, values: Values) -> None:
        self.values = values
        self._levels: list[Levels] = []
        self._covers: tuple[Cover, ...] = ()
        self._late: Crop | None = None  # what changed while a copy was in the making

    # -- what is seen ---------------------------------------------------------------------------

    def sampled(self, down: Line, across: Line) -> Levels:
        """Return the levels under pixels of the screen, 0..255.

        Enlarged, or in its own size, a mask shows its pixels. Reduced, each pixel of the screen
        shows the mean of two, so that edges are not jagged.
        """
        scale = across.screen / across.side
        number = min(self._wanted(scale), len(self._levels))
        if scale * (1 << number) > _NEARLY:
            return self._at(number, down.places(1, 2), across.places(1, 2))
        one = self._at(number, down.places(2, 8), across.places(3, 8))
        other = self._at(number, down.places(6, 8), across.places(5, 8))  # not on a diagonal
        mean: Levels = (one & other) + ((one ^ other) >> np.uint8(1))
        return mean

    def _at(self, number: int, rows: Index, columns: Index) -> Levels:
        """Return the levels at rows and columns of the mask, as a copy of it knows them."""
        if number:
            return _picked(self._levels[number - 1], rows >> number, columns >> number)
        found = to_levels(_picked(self.values, rows, columns))
        for cover in self._covers:
            _lay(found, _picked(cover.levels, rows, columns), erases=cover.erases)
        return found

    def lacks(self, scale: float) -> bool:
        """Say whether a better copy could be made for a scale."""
        return self._wanted(scale) > len(self._levels)

    def grow(self, scale: float) -> Iterator[None]:
        """Make the copies for a scale, a band at a time."""
        while self.lacks(scale):
            number, self._late = len(self._levels), None
            height, width = self._size(number)
            made = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint8)
            rows = max(_BAND_PIXELS // width // 2 * 2, 2)
            for top in range(0, height, rows):
                larger = self._read(number, slice(top, top + rows), slice(0, width))
                made[top // 2 : (top + rows) // 2] = halved(larger)
                yield
            if number == len(self._levels):  # else another turn was here first
                self._levels.append(made)
                if self._late is not None:
                    self.refresh(self._late)

    # -- what changes ---------------------------------------------------------------------------

    def look_through(self, *covers: Cover) -> None:
        """Show what is covered as painted, or as erased, in turn; `refresh` says where."""
        self._covers = covers

    def refresh(self, crop: Crop) -> None:
        """Make the reduced copies anew in a rectangle."""
        self._late = united(self._late, crop)
        grain = 1 << len(self._levels)
        height, width = self.values.shape
        top, left = crop.top // grain * grain, crop.left // grain * grain
        bottom = min(-(-(crop.top + crop.height) // grain) * grain, height)
        right = min(-(-(crop.left + crop.width) // grain) * grain, width)
        if not self._levels or top >= bottom or left >= right:
            return
        block = self._read(0, slice(top, bottom), slice(left, right))
        for level in self._levels:
            block, top, left = halved(block), top // 2, left // 2
            level[top : top + block.shape[0], left : left + block.shape[1]] = block

    def _read(self, number: int, rows: slice, columns: slice) -> Levels:
        if number:
            return self._levels[number - 1][rows, columns]
        found = to_levels(self.values[rows, columns])
        for cover in self._covers:
            _lay(found, cover.levels[rows, columns], erases=cover.erases)
        return found

    def _size(self, number: int) -> tuple[int, int]:
        height, width = self._levels[number - 1].shape if number else self.values.shape
        return height, width

    def _wanted(self, scale: float) -> int:
        most = max(min(self.values.shape).bit_length() - 1, 0)
        return min(max(int(math.log2(1 / scale)), 0), most) if scale > 0 else 0


def _picked(values: npt.NDArray[Number], rows: Index, columns: Index) -> npt.NDArray[Number]:
    """Return the values at rows and columns, both in order; at 100 % they are a plain part."""
    part = values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if part.shape == (len(rows), len(columns)):
        return part
    picked: npt.NDArray[Number] = part[rows - rows[0]].take(columns - columns[0], axis=1)
    return picked


def to_levels(values: Values) -> Levels:
    """Return values in 0..1 as 0..255."""
    return (values * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def halved(levels: Levels) -> Levels:
    """Return the means of each four pixels; the last row and column count twice where odd."""
    odd = levels.shape[0] % 2, levels.shape[1] % 2
    if any(odd):
        levels = np.pad(levels, ((0, odd[0]), (0, odd[1])), mode="edge")
    rows = np.add(levels[0::2], levels[1::2], dtype=np.uint16)
    sums = rows[:, 0::2] + rows[:, 1::2]
    sums += 2
    sums >>= 2
    return sums.astype(np.uint8)


def _lay(found: Levels, cover: Levels, *, erases: bool) -> None:
    """Paint or erase levels in place."""
    if erases:
        np.subtract(found, np.minimum(found, cover), out=found)
    else:
        np.maximum(found, cover, out=found)
