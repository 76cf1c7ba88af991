"""The document: everything that undo must bring back, and nothing else.

A document names a photograph and what to do with it. It knows neither files nor the screen, and
pictures made from it (previews, renders, thumbnails) are not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.face import Face
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, Recipe
from dfi_studio.core.sequence import Sequence


class Missing(Enum):
    """What a document lacks before it can be rendered."""

    PHOTO = auto()
    ATTRIBUTE = auto()
    SOURCE = auto()
    TARGET = auto()
    FILL = auto()
    """Pixels are masked as missing, and no pictures are chosen to fill them from."""


Marks = frozenset[tuple[MaskRole, str]]
"""What the masks that have a say are: the role and the digest of each."""


@dataclass(frozen=True, slots=True)
class FaceEdit:
    """A face of the photograph, and what to do with it."""

    face: Face
    recipe: Recipe
    sequence: Sequence = field(default_factory=Sequence)


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
    masks : tuple of MaskLayer
        Each of the size of the photograph, whatever the crop.
    face : Face or None
        The one that the recipe is for, in pixels of the whole photograph; None for the photograph
        as a whole.
    others : tuple of FaceEdit
        Faces that have recipes of their own; they show while a face is edited.
    sequence : Sequence
        How the recipe moves in a film of it; one without keys where there is none.
    """

    photo: Photo | None = None
    recipe: Recipe = field(default_factory=Recipe)
    crop: Crop | None = None
    masks: tuple[MaskLayer, ...] = ()
    face: Face | None = None
    others: tuple[FaceEdit, ...] = ()
    sequence: Sequence = field(default_factory=Sequence)

    @property
    def still(self) -> Document:
        """The document without its film: two that are equal in this give the same picture."""
        others = tuple(replace(each, sequence=Sequence()) for each in self.others)
        return replace(self, sequence=Sequence(), others=others)

    @property
    def subject(self) -> Photo | None:
        """What is edited: the photograph, or the part of it that the crop leaves."""
        if self.photo is None or self.crop is None:
            return self.photo
        return self.photo.cropped(self.crop)

    @property
    def subject_masks(self) -> tuple[MaskLayer, ...]:
        """The masks as far as they belong to the subject, without those that have no say in it."""
        if self.crop is None:
            return self._working_masks
        parts = (layer.cropped(self.crop) for layer in self._working_masks)
        return tuple(part for part in parts if not part.empty)

    @property
    def subject_face(self) -> Face | None:
        """The face in pixels of the subject; None where there is none, or the crop leaves it out.

        Its middle decides.
        """
        if self.face is None or self.crop is None:
            return self.face
        here = self.face.moved(Similarity.moved(-self.crop.left, -self.crop.top))
        x, y = here.centre
        return here if 0 <= x < self.crop.width and 0 <= y < self.crop.height else None

    @property
    def layers(self) -> tuple[Document, ...]:
        """What is done one after another: each other face that is edited, then this document.

        What is missing is filled with the face in hand alone.
        """
        if self.face is None:
            return (self,)
        masks = tuple(each for each in self.masks if each.role is not MaskRole.FILL)
        others = (
            replace(self, face=each.face, recipe=each.recipe, masks=masks, others=())
            for each in self.others
        )
        known = (each for each in others if each.missing is None and each.subject_face is not None)
        return *known, replace(self, others=())

    @property
    def in_place(self) -> bool:
        """Whether results go into the photograph, at its own size: those of faces and of masks."""
        return self.face is not None or bool(self.marks)

    @property
    def marks(self) -> Marks:
        """What names the masks: two documents whose other parts are equal then look equal."""
        return frozenset((layer.role, layer.digest) for layer in self._working_masks)

    @property
    def filling(self) -> bool:
        """Whether pixels are missing, to be filled."""
        return any(layer.role is MaskRole.FILL for layer in self._working_masks)

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Those of all faces, the one in hand first."""
        return (self.recipe, *(each.recipe for each in self.others))

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
        drawn = [each.attribute for each in self.recipe.moving]
        named += [each.pictures for each in drawn if isinstance(each, ClassDirection)]
        if self.filling and self.recipe.fill is not None:
            named.append(self.recipe.fill.pictures)
        return tuple(dict.fromkeys(text for text in named if text))

    @property
    def missing(self) -> Missing | None:
        """The first thing that is still to be chosen, or None when all is there."""
        if self.photo is None:
            return Missing.PHOTO
        if self.filling and (self.recipe.fill is None or not self.recipe.fill.pictures):
            return Missing.FILL
        if not self.recipe.directions and not self.filling:
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
        """Say whether both need the same attribute vectors, and the same for their missing pixels.

        These depend on the photo, the space, what is missing, and what is learned from.
        """
        return (
            self.near(other)
            and self._attributes == other._attributes
            and self._lesson == other._lesson
        )

    def near(self, other: Document) -> bool:
        """Say whether a result of one is a fair start for the other.

        Same part of the same photo in the same space, with the same pixels missing, and one moves
        along all that the other does. Where an edit may work does not matter: it is a start.
        """
        return (
            self.photo == other.photo
            and self.crop == other.crop
            and self.recipe.space == other.recipe.space
            and missing_of(self.marks) == missing_of(other.marks)
            and (self._attributes <= other._attributes or other._attributes <= self._attributes)
        )

    @property
    def _working_masks(self) -> tuple[MaskLayer, ...]:
        return tuple(layer for layer in self.masks if layer.on and not layer.empty)

    @property
    def _attributes(self) -> frozenset[Attribute]:
        return frozenset(each.attribute for each in self.recipe.moving)

    @property
    def _lesson(self) -> tuple[object, ...]:
        """What is learned for missing pixels."""
        fill = self.recipe.fill
        if fill is None or not self.filling:
            return ()
        return fill.pictures, fill.k, fill.scaling, fill.start


def missing_of(marks: Marks) -> Marks:
    """Return the marks of masks that say which pixels are missing."""
    return frozenset(mark for mark in marks if mark[0] is MaskRole.FILL)
