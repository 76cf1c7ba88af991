"""What is written as a film: frames that are asked for one after another, and how fast they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dfi_studio.library.edit_mark import EditMark

Pixels = npt.NDArray[np.uint8]
"""(height, width, 3), sRGB."""


@dataclass(frozen=True, slots=True)
class Movie:
    """A film to be written.

    Attributes
    ----------
    frame : callable
        Number, from 0 -> the frame; all are of one size. They are asked for one after another,
        some more than once, and none is kept.
    count : int
        How many frames are seen.
    rate : Fraction
        How many in a second.
    mark : EditMark or None
        What it says of itself.
    """

    frame: Callable[[int], Pixels]
    count: int
    rate: Fraction
    mark: EditMark | None = None

    def frames(self) -> Iterator[Pixels]:
        """Yield every frame that is seen."""
        for number in range(self.count):
            yield self.frame(number)

    @property
    def duration(self) -> Fraction:
        """In seconds."""
        return self.count / self.rate

    def delays(self, unit: Fraction) -> list[int]:
        """Return how long each frame is seen, in whole units of so many seconds.

        Rounded so that no frame begins more than half a unit early or late, and so that they add
        up to the whole duration, rounded once.
        """
        begins = [round(at / self.rate / unit) for at in range(self.count + 1)]
        return [later - one for one, later in pairwise(begins)]


def changed_box(before: Pixels, now: Pixels, *, even: bool = False) -> tuple[int, int, int, int]:
    """Return the smallest rectangle that holds what changed: left, top, right, bottom.

    At least one pixel, where nothing did.

    Parameters
    ----------
    even : bool
        Whether left and top must be even.
    """
    changed = (before != now).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    left, top = int(columns[0]), int(rows[0])
    if even:
        left, top = left - left % 2, top - top % 2
    return left, top, int(columns[-1]) + 1, int(rows[-1]) + 1
