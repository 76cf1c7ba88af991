"""What a stroke covers, pixel by pixel: a sheet of bytes; no mask, and no picture.

A mask of 24 megapixels is 96 MB of float32, read-only and shared with the history. So nothing is
painted into a copy of it: a stroke covers a sheet of bytes that is kept from stroke to stroke, and
the mask is looked at through that sheet until the stroke is laid on it (`laying`). To give a stroke
up is to wipe the tiles it touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Dab, Levels

_TILE = 256
_GRAIN = 64
"""Strips begin at multiples of it, as the pixels of reduced copies do."""
_Tiles = tuple[int, int, int, int]


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

    def warm(self) -> Iterator[None]:
        """Touch all of its memory, part by part; what is covered stays."""
        for top in range(0, self.height, _TILE):
            part = self.levels[top : top + _TILE]
            np.bitwise_or(part, 0, out=part)
            yield

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
        was = self.within
        for _ in self.wipe():
            pass
        return was

    def wipe(self) -> Iterator[None]:
        """Wipe the sheet, a tile at a time."""
        for tile in self.tiles():
            self.levels[tile] = 0
            yield
        self.within = self._latest = None
        self._touched.clear()

    def tiles(self) -> Iterator[tuple[slice, slice]]:
        """Return the rows and columns of each tile that may be covered, in order."""
        for row, column in sorted(self._touched):
            top, left = row * _TILE, column * _TILE
            yield slice(top, top + _TILE), slice(left, left + _TILE)


def united(one: Crop | None, other: Crop | None) -> Crop | None:
    """Return the smallest rectangle that holds both."""
    if one is None or other is None:
        return one or other
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Crop(left, top, right - left, bottom - top)


def strips(crop: Crop, pixels: int) -> list[Crop]:
    """Return a rectangle as strips of about so many pixels, from top to bottom; one at least."""
    rows = max(pixels // crop.width // _GRAIN, 1) * _GRAIN
    end = crop.top + crop.height
    inner = range((crop.top // _GRAIN * _GRAIN) + rows, end, rows)
    edges = [crop.top, *inner, end]
    return [replace(crop, top=top, height=below - top) for top, below in pairwise(edges)]
