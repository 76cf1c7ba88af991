"""A face cut out of a photograph for editing, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.face import Face
from dfi_studio.core.photo import Photo


@dataclass(frozen=True, slots=True)
class Portrait:
    """A square around a face, turned with it, at the working size.

    Attributes
    ----------
    photo : Photo
        What is solved for: the pixels of the square, and where sets are brought to.
    face : Face
        In pixels of the whole photo.
    to_photo : Similarity
        From pixels of the square to pixels of the whole photo.
    """

    photo: Photo
    face: Face
    to_photo: Similarity

    @property
    def side(self) -> int:
        """Height and width of the square, in pixels."""
        return int(self.photo.image.shape[0])
