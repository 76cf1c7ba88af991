"""The document: everything that undo must bring back, and nothing else.

A document names a photograph and what to do with it. It knows neither files nor the screen, and
pictures made from it (previews, renders, thumbnails) are not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Attribute, Contrast, Recipe


class Missing(Enum):
    """What a document lacks before it can be rendered."""

    PHOTO = auto()
    ATTRIBUTE = auto()
    SOURCE = auto()
    TARGET = auto()


@dataclass(frozen=True, slots=True)
class Document:
    """A photograph and what to do with it.

    Attributes
    ----------
    photo : Photo or None
        None until one is opened.
    recipe : Recipe
        May be incomplete: a `Contrast` whose sets are empty text is still being chosen.
    crop : Crop or None
        The part of the photograph that is edited; None for the whole. Lies within it.
    """

    photo: Photo | None = None
    recipe: Recipe = field(default_factory=Recipe)
    crop: Crop | None = None

    @property
    def subject(self) -> Photo | None:
        """What is edited: the photograph, or the part of it that the crop leaves."""
        if self.photo is None or self.crop is None:
            return self.photo
        return self.photo.cropped(self.crop)

    @property
    def attribute(self) -> Attribute | None:
        """The attribute of the first direction, or None where there is no direction."""
        return self.recipe.directions[0].attribute if self.recipe.directions else None

    @property
    def sets(self) -> tuple[str, ...]:
        """The names of the picture sets in use, without the empty ones, each once."""
        named = [
            text
            for direction in self.recipe.moving
            if isinstance(direction.attribute, Contrast)
            for text in (direction.attribute.source, direction.attribute.target)
        ]
        return tuple(dict.fromkeys(text for text in named if text))

    @property
    def missing(self) -> Missing | None:
        """The first thing that is still to be chosen, or None when all is there."""
        if self.photo is None:
            return Missing.PHOTO
        if not self.recipe.directions:
            return Missing.ATTRIBUTE
        for direction in self.recipe.moving:
            attribute = direction.attribute
            if isinstance(attribute, Contrast) and not (attribute.source or attribute.target):
                return Missing.ATTRIBUTE
            if isinstance(attribute, Contrast) and not attribute.source:
                return Missing.SOURCE
            if isinstance(attribute, Contrast) and not attribute.target:
                return Missing.TARGET
        return None

    def learns_like(self, other: Document) -> bool:
        """Say whether both need the same attribute vectors: same photo, space and attributes."""
        return self.near(other) and self._attributes == other._attributes

    def near(self, other: Document) -> bool:
        """Say whether a result of one is a fair start for the other.

        Same part of the same photo in the same space, and one moves along all that the other does.
        """
        return (
            self.photo == other.photo
            and self.crop == other.crop
            and self.recipe.space == other.recipe.space
            and (self._attributes <= other._attributes or other._attributes <= self._attributes)
        )

    @property
    def _attributes(self) -> frozenset[Attribute]:
        return frozenset(each.attribute for each in self.recipe.moving)
