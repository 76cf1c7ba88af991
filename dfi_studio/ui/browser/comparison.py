"""How the trays differ: mean pictures, where they differ, and every label side by side. No Qt.

Reads files: called outside the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dfi_studio.session.trays import Trays

Pixels = npt.NDArray[np.uint8]
"""(height, width, 3) in sRGB."""

MEAN_SIDE = 96
MOST_MEANT = 400
"""A mean picture of more looks the same, and takes longer."""

_HEAT = np.array(
    [
        (0x1D, 0x1D, 0x1E),
        (0x5B, 0x2A, 0x6E),
        (0xC4, 0x3E, 0x54),
        (0xF3, 0x8F, 0x3A),
        (255, 246, 200),
    ],
    np.float32,
)
"""From no difference to the largest: ever lighter, so that it reads without colour."""
_FULL_HEAT = 64.0
"""The difference in grey levels that is painted brightest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One label in both trays, as it is shown.

    Attributes
    ----------
    name : str
        What to call it: the label, and for a word that word.
    label : str
        The label alone.
    source, target : str
        A share or a mean.
    effect : float
        How much they differ: about 1 is a difference that one sees at once; 0 is none.
    """

    name: str
    label: str
    source: str
    target: str
    effect: float


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """What is known of the trays.

    Attributes
    ----------
    source, target, heat : Pixels or None
        Mean pictures, and where they differ; None for an empty tray.
    rows : tuple of Row
        One a label, the most unequal first.
    """

    trays: Trays = field(default_factory=Trays)
    source: Pixels | None = None
    target: Pixels | None = None
    heat: Pixels | None = None
    rows: tuple[Row, ...] = field(default_factory=tuple)


def spread(ids: Sequence[int], most: int = MOST_MEANT) -> Sequence[int]:
    """Return at most so many, evenly from the whole sequence."""
    if len(ids) <= most:
        return ids
    return [ids[place] for place in np.linspace(0, len(ids) - 1, most).astype(int)]


def mean_picture(pictures: Iterable[Pixels]) -> Pixels | None:
    """Return the mean of pictures of one size; None of none."""
    total: npt.NDArray[np.float64] | None = None
    count = 0
    for each in pictures:
        total = each.astype(np.float64) if total is None else total + each
        count += 1
    return None if total is None else np.round(total / count).astype(np.uint8)


def heat_map(source: Pixels | None, target: Pixels | None) -> Pixels | None:
    """Return where two pictures differ, in colours that grow lighter with the difference."""
    if source is None or target is None:
        return None
    gap = np.abs(target.astype(np.float32) - source).mean(axis=2)
    place = np.clip(gap / _FULL_HEAT, 0, 1) * (len(_HEAT) - 1)
    stops = np.arange(len(_HEAT))
    channels = [np.interp(place, stops, _HEAT[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=2).astype(np.uint8)


def compare(
    trays: Trays,
    *,
    picture: Callable[[int], Pixels | None],
    balance: Callable[[Trays], Sequence[Row]],
) -> Comparison:
    """Compare the trays.

    Parameters
    ----------
    picture : callable
        The thumbnail of a picture as a square of `MEAN_SIDE`; None where it cannot be read.
    balance : callable
        The rows of the table; not called while a tray is empty.
    """
    means = [
        mean_picture(made for each in spread(ids) if (made := picture(each)) is not None)
        for ids in (trays.source, trays.target)
    ]
    rows = tuple(balance(trays)) if trays.source and trays.target else ()
    return Comparison(trays, means[0], means[1], heat_map(means[0], means[1]), rows)
