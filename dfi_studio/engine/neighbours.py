"""K nearest neighbours: by agreement of labels first, then by cosine distance in feature space.

The paper ranks by labels where there are any, and breaks ties by distance (section 4.1). Features
are expensive and labels are not, so only the pictures about which the labels leave a doubt are
ever measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What the labels decide about a choice of K; indices into the set, in its order.

    Attributes
    ----------
    certain : tuple of int
        Taken, however far.
    contested : tuple of int
        Equally many labels differ; the nearest `places` of them are taken.
    places : int
    """

    certain: tuple[int, ...]
    contested: tuple[int, ...]
    places: int


def shortlist(disagreements: npt.NDArray[np.integer], k: int) -> Shortlist:
    """Split a set by the number of labels that differ from the photo's, (N,)."""
    count = len(disagreements)
    if k >= count:
        return Shortlist(tuple(range(count)), (), 0)
    boundary = np.partition(disagreements, k - 1)[k - 1]
    certain = np.flatnonzero(disagreements < boundary)
    contested = np.flatnonzero(disagreements == boundary)
    places = k - len(certain)
    if places == len(contested):
        return Shortlist(tuple(np.flatnonzero(disagreements <= boundary).tolist()), (), 0)
    return Shortlist(tuple(certain.tolist()), tuple(contested.tolist()), places)


def nearest(distances: Sequence[float], places: int) -> list[int]:
    """Return the indices of the smallest distances, nearest first; of equal ones the earlier."""
    order: list[int] = np.argsort(np.asarray(distances), kind="stable")[:places].tolist()
    return order
