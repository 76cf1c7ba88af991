"""A picture at half its size, a quarter, an eighth ...: any smaller zoom is near one of them.

Scaled from the nearest larger level, a picture of 24 megapixels costs no more to paint than the
screen has pixels, and it does not shimmer: no pixel of the level is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

_BAND_PIXELS = 24_000
"""Pixels of a level that are made at a time: what they come from stays in the processor's cache."""
_TOLERANCE = 1.001
"""A level that is missing a thousandth serves: nobody sees it, and it is half the work."""
_ONE = np.uint32(1)
_SEVEN_BITS = np.uint32(0x7F7F7F7F)

Pixels = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Level:
    """A reduced picture; each pixel is the mean of `reduction` x `reduction` of the picture.

    At the right and lower edge it may reach a little beyond the picture.
    """

    image: QImage
    reduction: int


class Pyramid:
    """The levels of a picture in RGB32, made when they are wanted."""

    def __init__(self, picture: QImage) -> None:
        self._levels = [picture]

    def best(self, scale: float) -> Level:
        """Return the smallest level at hand that need not be enlarged for a scale."""
        number = min(self._wanted(scale), len(self._levels) - 1)
        return Level(self._levels[number], 1 << number)

    def lacks(self, scale: float) -> bool:
        """Say whether a better level could be made for a scale."""
        return self._wanted(scale) >= len(self._levels)

    def grow(self, scale: float) -> Iterator[None]:
        """Make the levels for a scale, a band at a time."""
        while self.lacks(scale):
            larger = self._levels[-1]
            size = (larger.width() + 1) // 2, (larger.height() + 1) // 2
            level = QImage(*size, QImage.Format.Format_RGB32)
            yield from _halve(larger, level)
            if self._levels[-1] is larger:  # else another turn was here first
                self._levels.append(level)

    def _wanted(self, scale: float) -> int:
        if scale <= 0:
            return 0
        shorter = min(self._levels[0].width(), self._levels[0].height())
        return min(max(int(math.log2(_TOLERANCE / scale)), 0), max(shorter.bit_length() - 1, 0))


def _halve(larger: QImage, level: QImage) -> Iterator[None]:
    """Fill a level with the means of each four pixels.

    All four bytes of a pixel are averaged in one step: a mean is what both have in common and
    half of what they differ in. Rounded down between rows and up between columns, it is neither
    darker nor brighter than the picture.
    """
    height, width = level.height(), level.width()
    rows = max(_BAND_PIXELS // width, 1)
    wide = np.empty((2, rows, 2 * width), np.uint32)
    narrow = np.empty((rows, width), np.uint32)
    for top in range(0, height, rows):
        count = min(rows, height - top)
        source = _pixels(larger, larger.constBits())[2 * top : 2 * (top + count)]
        odd = (2 * count - source.shape[0], 2 * width - source.shape[1])
        if any(odd):
            source = np.pad(source, ((0, odd[0]), (0, odd[1])), mode="edge")
        _mean(source[0::2], source[1::2], wide[0, :count], wide[1, :count])
        mean = wide[0, :count]
        out = _pixels(level, level.bits())[top : top + count]
        _upper_mean(mean[:, 0::2], mean[:, 1::2], out, narrow[:count])
        yield


def _mean(one: Pixels, other: Pixels, out: Pixels, spare: Pixels) -> None:
    np.bitwise_xor(one, other, out=spare)
    np.right_shift(spare, _ONE, out=spare)
    np.bitwise_and(spare, _SEVEN_BITS, out=spare)
    np.bitwise_and(one, other, out=out)
    np.add(out, spare, out=out)


def _upper_mean(one: Pixels, other: Pixels, out: Pixels, spare: Pixels) -> None:
    np.bitwise_xor(one, other, out=spare)
    np.right_shift(spare, _ONE, out=spare)
    np.bitwise_and(spare, _SEVEN_BITS, out=spare)
    np.bitwise_or(one, other, out=out)
    np.subtract(out, spare, out=out)


def _pixels(picture: QImage, loan: bytes | bytearray | memoryview) -> Pixels:
    return np.frombuffer(loan, np.uint32).reshape(picture.height(), picture.width())
