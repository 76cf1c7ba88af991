"""One attribute swept over its strengths while all else stands still.

Two sweeps are equal exactly when they give the same pictures, so a change of the strength itself,
or of an attribute that is off, leaves the sweep as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Smoothing
from dfi_studio.session.document import Document, Marks
from dfi_studio.session.foresight import with_alpha

Key = tuple[str, Marks, Recipe]
"""Names a picture of it: the subject's digest, the masks, and the recipe."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is made but for the strength.

    Attributes
    ----------
    recipe : Recipe
        With those directions alone that take part; the one that is swept is at 0.
    at : int
        The place of that one among them.
    document : Document
        What it is a sweep of; its masks are cropped when they are wanted.
    """

    subject: Photo
    recipe: Recipe
    at: int
    marks: Marks
    document: Document = field(compare=False, repr=False)

    @classmethod
    def of(cls, document: Document, at: int) -> Self | None:
        """Return the sweep of the direction at `at`; None where it gives nothing."""
        subject, directions = document.subject, document.recipe.directions
        if subject is None or document.missing is not None or not 0 <= at < len(directions):
            return None
        if not directions[at].on:
            return None
        still = replace(directions[at], alpha=0.0)
        moving = [each for each in (*directions[:at], still, *directions[at + 1 :]) if each.on]
        place = sum(each.on for each in directions[:at])
        recipe = replace(document.recipe, directions=tuple(moving))
        return cls(subject, recipe, place, document.marks, document)

    @property
    def drafted(self) -> Self:
        """The sweep in quick looks."""
        return replace(self, recipe=self.recipe.draft())

    def recipe_at(self, alpha: float) -> Recipe:
        """Return the recipe of one picture."""
        return with_alpha(self.recipe, self.at, alpha)

    def key(self, alpha: float) -> Key:
        """Name one picture."""
        return self.subject.digest, self.marks, self.recipe_at(alpha)

    def is_photo(self, alpha: float) -> bool:
        """Say whether a picture is the photo itself: all is there, and only change is smoothed."""
        return (
            alpha == 0
            and not self.document.filling
            and all(each.alpha == 0 for each in self.recipe.directions)
            and self.recipe.solver.smooth is Smoothing.CHANGE
        )
