"""The pictures that `isda sample` makes of a photo: what is computed, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dfi_studio.core.class_direction import ClassDirection, ClassMove, Sampling
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Direction, Recipe
from dfi_studio.library.augmented_set import Made
from dfi_studio.library.picture_sets import picture_set


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture.

    Attributes
    ----------
    recipe : Recipe
        With one direction, which is of the class.
    label : str
        The name of the class, without its folder's path.
    said : str
        A caption.
    """

    recipe: Recipe
    label: str
    said: str

    @property
    def direction(self) -> ClassDirection:
        """What it is moved along."""
        attribute = self.recipe.directions[0].attribute
        assert isinstance(attribute, ClassDirection)  # as said above
        return attribute

    @property
    def alpha(self) -> float:
        """How far it is moved."""
        return self.recipe.directions[0].alpha

    @property
    def values(self) -> dict[str, Any]:
        """What tells it from others, for machines."""
        direction = self.direction
        return {
            "direction": direction.move.value,
            "number": direction.number,
            "seed": direction.seed,
            "alpha": self.alpha,
        }

    def made_of(self, photo: Photo) -> Made:
        """Return what the labels say of it, the name of its file among it."""
        return Made.of(photo.name, self.label, self.direction, self.alpha)


def draws(sampling: Sampling, base: Recipe, move: ClassMove = ClassMove.DRAW) -> list[Piece]:
    """Return a piece for each draw, or for the random direction of its number.

    Raises
    ------
    PictureSetError
        The class is missing, or too small.
    """
    label = picture_set(sampling.pictures).name
    return [
        Piece(
            _with(base, replace(each, move=move), sampling.alpha),
            label,
            f"{move.value} {each.number + 1}",
        )
        for each in sampling.draws
    ]


def principal(sampling: Sampling, base: Recipe, count: int, deviations: float) -> list[Piece]:
    """Return two pieces for each principal direction, one either way."""
    label = picture_set(sampling.pictures).name
    return [
        Piece(_with(base, each, alpha), label, f"{each.number + 1} at {alpha:+g} sd")
        for each in sampling.principal(count)
        for alpha in (-deviations, deviations)
    ]


def _with(base: Recipe, direction: ClassDirection, alpha: float) -> Recipe:
    return replace(base, directions=(Direction(direction, alpha),))
