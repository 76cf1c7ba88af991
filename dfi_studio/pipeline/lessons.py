"""What was learned of pictures before, so that only what is new has to be computed.

A set mean is a sum: when another K takes in some pictures and leaves out others, only these are
looked at (`FeatureMean` is exact, so the sum is that of the set learned afresh, to the bit). How
far a picture is from a photo stays as it is, whatever set it is asked for in.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.engine.attribute import FeatureMean
from dfi_studio.pipeline.fingerprint import State, state_of

_MOST_BYTES = 256 << 20
"""Of sums; a set at 200 pixels has one of 8 MB."""
_MOST_PHOTOS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A sum, and what is to be done to make it that of another set.

    Attributes
    ----------
    sum : FeatureMean
        A copy.
    come, gone : tuple of Path
        To be added, and to be removed.
    """

    sum: FeatureMean
    come: tuple[Path, ...]
    gone: tuple[Path, ...]


class Lessons:
    """The sums of the sets that were learned last, and the distances from the latest photos."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Hashable, frozenset[State]], FeatureMean] = {}
        self._distances: dict[Hashable, dict[State, float]] = {}

    def nearest(self, space: Hashable, paths: Sequence[Path]) -> Known | None:
        """Return the known sum that takes the least to become that of some pictures.

        None where it would take as much as to begin anew.

        Parameters
        ----------
        space : hashable
            The network, the layers and the frame.
        """
        wanted = {state: path for path in paths if (state := state_of(path)) is not None}
        best = None
        for (known_space, states), sums in self._sums.items():
            if known_space != space or any(state_of(Path(each[0])) != each for each in states):
                continue  # a file that changed cannot be taken out of a sum any more
            found = Known(
                sums,
                tuple(path for state, path in wanted.items() if state not in states),
                tuple(Path(each[0]) for each in sorted(states - wanted.keys())),
            )
            cost = len(found.come) + len(found.gone)
            if cost < len(wanted) and (best is None or cost < len(best.come) + len(best.gone)):
                best = found
        return best and Known(best.sum.copy(), best.come, best.gone)

    def keep(self, space: Hashable, paths: Sequence[Path], sums: FeatureMean) -> None:
        """Remember the sum over pictures that could all be read."""
        states = [state_of(path) for path in paths]
        known = frozenset(each for each in states if each is not None)
        if len(known) != sums.count:
            return  # one vanished, or is there twice: such a sum cannot be told by its pictures
        self._sums.pop((space, known), None)
        self._sums[space, known] = sums.copy()
        while sum(each.nbytes for each in self._sums.values()) > _MOST_BYTES:
            del self._sums[next(iter(self._sums))]

    def distances(self, of: Hashable, paths: Sequence[Path]) -> dict[Path, float]:
        """Return the distances that are known from a photo in a space."""
        known = self._distances.get(of, {})
        states = {path: state_of(path) for path in paths}
        return {path: known[state] for path, state in states.items() if state in known}

    def keep_distances(self, of: Hashable, found: Mapping[Path, float]) -> None:
        """Remember how far pictures are from a photo in a space."""
        known = self._distances.pop(of, {})
        states = {state_of(path): distance for path, distance in found.items()}
        known.update({state: each for state, each in states.items() if state is not None})
        self._distances[of] = known
        while len(self._distances) > _MOST_PHOTOS:
            del self._distances[next(iter(self._distances))]
