"""Which solved frame of a film each frame is begun from, and how much work it is given.

Between neighbours the picture changes almost as the numbers of its recipe do. So a frame begins
where the two before it lead to, and a few iterations do. All is told from the recipes alone: a
film that was interrupted goes on as if it had not been.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dfi_studio.core.recipe import Recipe

_LEAST_SHARE = 0.12  # of the iterations of an edit, for the smallest steps
_FAR = 0.25  # of the whole way; a step of this length is given all that an edit is
_FARTHEST = 4.0  # steps ahead that two frames are trusted to lead


@dataclass(frozen=True, slots=True)
class Begin:
    """What a frame is begun from.

    Attributes
    ----------
    frame : int
        A frame that is solved before it.
    before : int
        The one that that frame was begun from; itself where that was the photo.
    ahead : float
        How far to go on from there, in steps from `before` to `frame`.
    iterations : int
        The most to take.
    near : bool
        Whether so little changes that the end is all but reached.
    """

    frame: int
    before: int
    ahead: float
    iterations: int
    near: bool


def begins(recipes: Sequence[Recipe]) -> tuple[Begin | None, ...]:
    """Return what each of the distinct frames of a film is begun from; None for the photo.

    Parameters
    ----------
    recipes : sequence of Recipe
        In the order in which they are solved; they differ in strengths and lambda alone.
    """
    places = [_place(each) for each in recipes]
    whole = sum(math.dist(one, other) for one, other in pairwise(places))
    found: list[Begin | None] = []
    for at, place in enumerate(places):
        if at == 0:
            found.append(None)
            continue
        # Of several that are as near the latest: its curvature is what is remembered.
        frame = min(range(at), key=lambda each: (math.dist(places[each], place), -each))
        base = found[frame]
        before = frame if base is None else base.frame
        share = max(_LEAST_SHARE, math.dist(places[frame], place) / whole / _FAR)
        most = recipes[at].solver.iterations
        found.append(
            Begin(
                frame,
                before,
                _ahead(places[before], places[frame], place),
                min(most, math.ceil(share * most)),
                near=share < 1,
            )
        )
    return tuple(found)


def _place(recipe: Recipe) -> tuple[float, ...]:
    """Return the numbers that move: lambda counts by its factors."""
    tv = recipe.solver.tv
    return (*(each.alpha for each in recipe.moving), math.log(tv) if tv > 0 else 0.0)


def _ahead(before: Sequence[float], here: Sequence[float], there: Sequence[float]) -> float:
    """Return how many steps from `before` to `here` lead on to where `there` is nearest."""
    step = [b - a for a, b in zip(before, here, strict=True)]
    length = sum(each * each for each in step)
    if length == 0:
        return 0.0
    ahead = sum((b - a) * s for a, b, s in zip(here, there, step, strict=True)) / length
    return min(_FARTHEST, max(-_FARTHEST, ahead))
