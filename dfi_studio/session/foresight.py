"""What a result will look like, from those that are there: a line through two of them.

While a slider moves there is no time to solve. But along one strength the result changes nearly
evenly, and two results that differ in nothing else, masks included, tell how: z(a) is about
z0 + (a - a0) / (a1 - a0) (z1 - z0). Between the two it is a blend, beyond them a secant drawn on.
It is a start for the solver and a picture for the hand, never a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.recipe import Recipe
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result

MOST_PIXELS = 1_000_000
"""Beyond, a picture takes longer than a frame of the screen."""
_FARTHEST = 3.0
"""How far to go beyond the two results, in their distance from each other."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a result will be like.

    Attributes
    ----------
    between : bool
        Whether it lies between two results, and not beyond them: then it is close.
    """

    image: Image
    between: bool


def foreseen(document: Document, results: Iterable[Result]) -> Foreseen | None:
    """Return what the document's result will be like, or None where too little is known.

    Parameters
    ----------
    results : iterable of Result
        What was made so far, of any document.
    """
    subject, marks = document.subject, document.marks
    here = [each for each in results if each.photo == subject and each.marks == marks]
    lines = [each for each in _lines(document, here) if each is not None]
    return max(lines, key=lambda each: each.between, default=None)


def at_rest(recipe: Recipe) -> Recipe:
    """Return the recipe with nothing moving, whose result is the photo at the working size."""
    still = (replace(each, alpha=0.0) if each.on else each for each in recipe.directions)
    return replace(recipe, directions=tuple(still))


def with_alpha(recipe: Recipe, at: int, alpha: float) -> Recipe:
    """Return the recipe with another strength of the direction at `at`."""
    directions = list(recipe.directions)
    directions[at] = replace(directions[at], alpha=alpha)
    return replace(recipe, directions=tuple(directions))


def _lines(document: Document, here: list[Result]) -> Iterator[Foreseen | None]:
    """Yield what is foreseen along each strength of the document."""
    alike = _working(document.recipe)
    recipes = [(each, _working(each.recipe)) for each in here]
    for at, direction in enumerate(alike.directions):
        known = {
            recipe.directions[at].alpha: each.image
            for each, recipe in recipes
            if at < len(recipe.directions) and with_alpha(recipe, at, direction.alpha) == alike
        }
        yield _along(direction.alpha, known)
    if document.filling and alike.fill is not None:
        known = {
            recipe.fill.alpha: each.image
            for each, recipe in recipes
            if recipe.fill is not None
            and replace(recipe, fill=replace(recipe.fill, alpha=alike.fill.alpha)) == alike
        }
        yield _along(alike.fill.alpha, known)


def _working(recipe: Recipe) -> Recipe:
    """Return a recipe without the directions that are off: they have no say in the result."""
    return replace(recipe, directions=tuple(each for each in recipe.directions if each.on))


def _along(alpha: float, known: dict[float, Image]) -> Foreseen | None:
    """Return the point at alpha of the line through the two pictures that tell most of it."""
    pair = _neighbours(alpha, known)
    if pair is None:
        return None
    one, two = pair
    share = (alpha - one) / (two - one)
    first, second = known[one], known[two]
    if abs(share) > _FARTHEST or first.shape != second.shape:
        return None
    if first.shape[0] * first.shape[1] > MOST_PIXELS:
        return None
    mixed = first + np.float32(share) * (second - first)
    return Foreseen(freeze(np.clip(mixed, 0, 1, out=mixed)), 0 <= share <= 1)


def _neighbours(alpha: float, known: Iterable[float]) -> tuple[float, float] | None:
    """Return the strengths next below and above; where one is lacking, the two nearest."""
    ordered = sorted(known)
    below = [each for each in ordered if each <= alpha]
    above = [each for each in ordered if each > alpha]
    if below and above:
        return below[-1], above[0]
    nearest = sorted(ordered, key=lambda each: abs(each - alpha))[:2]
    return (nearest[0], nearest[1]) if len(nearest) == 2 else None
