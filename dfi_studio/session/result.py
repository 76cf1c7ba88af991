"""A picture that was made from a photo by a recipe."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.session.document import Document


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
        Whether the solver came to its end, from the photo: then the same photo and recipe give
        the same image anywhere.
    """

    photo: Photo
    recipe: Recipe
    image: Image = field(repr=False)
    finished: bool

    def near(self, document: Document) -> bool:
        """Say whether the picture is a fair start for a document."""
        was = replace(document, recipe=self.recipe)
        return self.photo == document.subject and was.near(document)
