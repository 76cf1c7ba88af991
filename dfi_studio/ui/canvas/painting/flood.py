"""What hangs together in one colour around a point of a picture; for outside the window's thread.

The picture is taken apart into runs: neighbours of a row whose colours are near. A run touches a
stretch of runs in the row below and one in the row above, since runs are in order; so the region
grows from run to run, all of its border at once, and no pixel is looked at twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage

from dfi_studio.core.mask import bounds, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Levels

_Index = npt.NDArray[np.intp]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a photo that is covered: 255 is in.

    Attributes
    ----------
    photo : QSize
        Of the photo it belongs to.
    erases : bool
        Whether it is to be taken away from a mask.
    """

    photo: QSize
    crop: Crop
    levels: Levels
    erases: bool


@dataclass(frozen=True, slots=True)
class Flood:
    """A wish: all of one colour around a pixel of a photo.

    Attributes
    ----------
    picture : QImage
        In RGB32; may be smaller than the photo.
    photo : QSize
        Of the photo.
    at : QPoint
        A pixel of the photo.
    tolerance : float
        How far each of red, green and blue may differ, in levels of 255.
    """

    picture: QImage
    photo: QSize
    at: QPoint
    tolerance: float
    erases: bool

    def region(self) -> Region | None:
        """Return the region; takes a while. None where the pixel is not in the picture."""
        width, height = self.picture.width(), self.picture.height()
        pixels = np.frombuffer(self.picture.constBits(), np.uint8).reshape(height, width, 4)
        x = self.at.x() * width // max(self.photo.width(), 1)
        y = self.at.y() * height // max(self.photo.height(), 1)
        if not (0 <= x < width and 0 <= y < height):
            return None
        inside = connected(_near(pixels, x, y, self.tolerance), x, y)
        if (width, height) != (self.photo.width(), self.photo.height()):
            rows = np.arange(self.photo.height()) * height // self.photo.height()
            columns = np.arange(self.photo.width()) * width // self.photo.width()
            inside = inside[rows].take(columns, axis=1)
        crop = bounds(inside)
        assert crop is not None  # the pixel itself is in
        levels = np.ascontiguousarray(inside[rectangle(crop)]).view(np.uint8) * np.uint8(255)
        return Region(self.photo, crop, levels, self.erases)


def _near(pixels: npt.NDArray[np.uint8], x: int, y: int, tolerance: float) -> _Flags:
    """Say of every pixel whether its colour is near that of one."""
    near: _Flags | None = None
    for channel in range(3):
        value = int(pixels[y, x, channel])
        least = max(value - int(tolerance), 0)
        most = min(value + int(tolerance), 255)
        # Less than the least wraps round to the far end: one comparison does for both.
        this = pixels[..., channel] - np.uint8(least) <= np.uint8(most - least)
        near = this if near is None else np.logical_and(near, this, out=near)
    assert near is not None
    return near


def connected(near: _Flags, x: int, y: int) -> _Flags:
    """Return the part of what is near that hangs together with a pixel: 4 neighbours each."""
    height, width = near.shape
    padded = np.zeros((height, width + 1), np.int8)  # a gap after each row: no run goes over it
    padded[:, :width] = near
    flat = padded.ravel()
    edges = np.flatnonzero(np.diff(flat, prepend=np.int8(0)))
    starts, ends = edges[0::2], edges[1::2]
    first = int(np.searchsorted(starts, y * (width + 1) + x, side="right")) - 1
    reached = _reached(starts, ends, first, width + 1)
    flat[:] = 0
    flat[starts[reached]] = 1
    flat[ends[reached]] = -1  # never where another begins: there is a gap between two runs
    np.cumsum(flat, out=flat)
    return padded[:, :width].astype(bool)


def _reached(starts: _Index, ends: _Index, first: int, stride: int) -> _Flags:
    """Say which runs are reached from one."""
    reached = np.zeros(len(starts), bool)
    reached[first] = True
    border = np.array([first])
    while len(border):
        found = []
        for shift in (stride, -stride):
            low = np.searchsorted(ends, starts[border] + shift, side="right")
            high = np.searchsorted(starts, ends[border] + shift, side="left")
            found.append(_stretches(low, high))
        near = np.concatenate(found)
        near = near[~reached[near]]
        reached[near] = True
        border = np.unique(near)
    return reached


def _stretches(low: _Index, high: _Index) -> _Index:
    """Return all whole numbers from each low up to its high."""
    count = np.maximum(high - low, 0)
    before = np.cumsum(count) - count
    return np.repeat(low - before, count) + np.arange(int(count.sum()))
