"""A picture that was made from a photo by a recipe."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Render
from dfi_studio.session.document import Document, Marks, missing_of


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    """A picture made from a photo by a recipe, finished or kept half-way; equal to itself only.

    Attributes
    ----------
    photo : Photo
        The subject: of a cropped photograph, the part.
    image : Image, (height, width, 3)
        At the working size.
    finished : bool
        Whether the solver came to its end, from the photo: then the same photo, recipe and masks
        give the same image anywhere.
    marks : Marks
        What the masks were that it was made with.
    filled, edited : Image or None
        With masks, what was solved before they faded and blended it; see `Render`. The picture at
        the photo's own size is made of them.
    """

    photo: Photo
    recipe: Recipe
    image: Image = field(repr=False)
    finished: bool
    marks: Marks = frozenset()
    filled: Image | None = field(default=None, repr=False)
    edited: Image | None = field(default=None, repr=False)

    @classmethod
    def of(cls, document: Document, subject: Photo, render: Render) -> Self:
        """Return the end of a document's render.

        Parameters
        ----------
        subject : Photo
            That of the document.
        """
        marks = document.marks
        solved = (render.filled, render.edited) if marks else (None, None)
        return cls(subject, document.recipe, render.image, True, marks, *solved)

    @classmethod
    def passing(cls, document: Document, subject: Photo, image: Image) -> Self:
        """Return a frame on the way there.

        What it was before the masks is not known of it, and the picture has to do.
        """
        marks, moving = document.marks, bool(document.recipe.moving)
        filled = image if missing_of(marks) else None
        edited = image if marks and moving else None
        return cls(subject, document.recipe, image, False, marks, filled, edited)

    @property
    def nbytes(self) -> int:
        """How much memory its pictures take; those that are one and the same count once."""
        pictures = {id(each): each for each in (self.image, self.filled, self.edited)}
        return sum(each.nbytes for each in pictures.values() if each is not None)

    def is_of(self, document: Document) -> bool:
        """Say whether it was made from what a document says, all of it."""
        return self._said == (document.subject, document.recipe, document.marks)

    def is_like(self, other: Result) -> bool:
        """Say whether both were made from the same."""
        return self._said == other._said

    def near(self, document: Document) -> bool:
        """Say whether the picture is a fair start for a document."""
        was = replace(document, recipe=self.recipe)
        alike = missing_of(self.marks) == missing_of(document.marks)
        return self.photo == document.subject and alike and was.near(document)

    @property
    def _said(self) -> tuple[Photo | None, Recipe, Marks]:
        return self.photo, self.recipe, self.marks
