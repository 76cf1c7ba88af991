"""What a result will look like, from those that are there: a secant through two of them.

While a slider moves there is no time to solve. But along one strength the result changes nearly
evenly, and two results that differ in nothing else, masks included, tell how: z(a) is about
z0 + (a - a0) / (a1 - a0) (z1 - z0). It is a start for the solver and a picture for the hand, never
a result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.recipe import Recipe
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result

MOST_PIXELS = 1_000_000
"""Beyond, a picture takes longer than a frame of the screen."""
_FARTHEST = 3.0
"""How far to go beyond the two results, in their distance from each other."""


def foreseen(document: Document, results: Iterable[Result]) -> Image | None:
    """Return what the document's result will be like, or None where too little is known.

    Parameters
    ----------
    results : iterable of Result
        What was made so far, of any document.
    """
    subject, marks = document.subject, document.marks
    here = [each for each in results if each.photo == subject and each.marks == marks]
    for at, direction in enumerate(document.recipe.directions):
        if not direction.on:
            continue
        alike = document.recipe
        known = {
            each.recipe.directions[at].alpha: each.image
            for each in here
            if _with_alpha(each.recipe, at, direction.alpha) == alike
        }
        if (image := _along(direction.alpha, known)) is not None:
            return image
    return _filling_more(document, here) if document.filling else None


def at_rest(recipe: Recipe) -> Recipe:
    """Return the recipe with nothing moving, whose result is the photo at the working size."""
    still = (replace(each, alpha=0.0) if each.on else each for each in recipe.directions)
    return replace(recipe, directions=tuple(still))


def _filling_more(document: Document, here: Iterable[Result]) -> Image | None:
    """Return what is foreseen along the strength of the filling."""
    fill = document.recipe.fill
    if fill is None:
        return None
    known = {
        each.recipe.fill.alpha: each.image
        for each in here
        if each.recipe.fill is not None
        and replace(each.recipe, fill=replace(each.recipe.fill, alpha=fill.alpha))
        == document.recipe
    }
    return _along(fill.alpha, known)


def _with_alpha(recipe: Recipe, at: int, alpha: float) -> Recipe | None:
    if at >= len(recipe.directions):
        return None
    directions = list(recipe.directions)
    directions[at] = replace(directions[at], alpha=alpha)
    return replace(recipe, directions=tuple(directions))


def _along(alpha: float, known: dict[float, Image]) -> Image | None:
    """Return the point at alpha of the line through the two pictures nearest to it."""
    nearest = sorted(known, key=lambda each: abs(each - alpha))[:2]
    if len(nearest) < 2:
        return None
    one, two = nearest
    share = (alpha - one) / (two - one)
    first, second = known[one], known[two]
    if abs(share) > _FARTHEST or first.shape != second.shape:
        return None
    if first.shape[0] * first.shape[1] > MOST_PIXELS:
        return None
    mixed = first + np.float32(share) * (second - first)
    return freeze(np.clip(mixed, 0, 1, out=mixed))
