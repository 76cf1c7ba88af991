"""One attribute swept over its strengths while all else stands still: what drafts have in common.

Two sweeps are equal exactly when they give the same drafts, so a change of the strength itself,
or of an attribute that is off, leaves the sweep as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Smoothing
from dfi_studio.session.document import Document, Marks

Key = tuple[str, Marks, Recipe]
"""Names a draft: the subject's digest, the masks, and the recipe."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is drafted but for the strength.

    Attributes
    ----------
    recipe : Recipe
        For a quick look, with those directions alone that take part; the one that is swept is at 0.
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
        """Return the sweep of the direction at `at`; None where there is nothing to draft."""
        subject, directions = document.subject, document.recipe.directions
        if subject is None or document.missing is not None or not 0 <= at < len(directions):
            return None
        if not directions[at].on:
            return None
        still = replace(directions[at], alpha=0.0)
        moving = [each for each in (*directions[:at], still, *directions[at + 1 :]) if each.on]
        place = sum(each.on for each in directions[:at])
        draft = replace(document.recipe, directions=tuple(moving)).draft()
        return cls(subject, draft, place, document.marks, document)

    def recipe_at(self, alpha: float) -> Recipe:
        """Return the recipe of one draft."""
        directions = list(self.recipe.directions)
        directions[self.at] = replace(directions[self.at], alpha=alpha)
        return replace(self.recipe, directions=tuple(directions))

    def key(self, alpha: float) -> Key:
        """Name one draft."""
        return self.subject.digest, self.marks, self.recipe_at(alpha)

    def is_photo(self, alpha: float) -> bool:
        """Say whether a draft is the photo itself: all is there, and only change is smoothed."""
        return (
            alpha == 0
            and not self.document.filling
            and all(each.alpha == 0 for each in self.recipe.directions)
            and self.recipe.solver.smooth is Smoothing.CHANGE
        )
