"""A photograph as it was opened: its pixels, where they came from, and their name; and its crop."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Self, cast

from dfi_studio.core.face import Landmarks
from dfi_studio.core.image import Image, digest

MIN_SIDE = 32
"""Smallest side of a photograph, in pixels: below it the deep layers see next to nothing."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of a photograph, in whole pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    def within(self, width: int, height: int, *, least: int = 1) -> Crop:
        """Return the nearest crop that lies inside a picture of this size.

        Parameters
        ----------
        least : int
            Shortest side, in pixels.
        """
        wide, high = min(max(self.width, least), width), min(max(self.height, least), height)
        left, top = (
            min(max(self.left, 0), width - wide),
            min(max(self.top, 0), height - high),
        )
        return Crop(left, top, wide, high)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph; two are equal when their pixels and their file are.

    Attributes
    ----------
    image : Image, (height, width, 3)
        Upright, in sRGB.
    digest : str
        Names the content of `image`.
    path : Path or None
        The file it was read from; None for a picture that was pasted.
    landmarks : Landmarks or None
        Of the face that pictures of sets are brought to, in pixels of `image`; None leaves them
        as they are.
    """

    image: Image = field(repr=False, compare=False)
    digest: str
    path: Path | None = None
    landmarks: Landmarks | None = None

    @classmethod
    def of(cls, image: Image, path: Path | None = None) -> Self:
        """Return the photo with this content."""
        return cls(image, digest(image), path)

    def cropped(self, crop: Crop) -> Photo:
        """Return a part of the photo, which shares its pixels.

        Raises
        ------
        ValueError
            The crop does not lie within the photo.
        """
        height, width = self.image.shape[:2]
        if crop != crop.within(width, height):
            raise ValueError(f"{crop} does not lie within {width} x {height} pixels")
        part = self.image[crop.top : crop.top + crop.height, crop.left : crop.left + crop.width]
        name = f"{self.digest}{astuple(crop)}"  # as good as the pixels, and they need not be read
        here = tuple((x - crop.left, y - crop.top) for x, y in self.landmarks or ())
        return Photo(
            part,
            hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
            self.path,
            cast("Landmarks", here) if here else None,
        )

    @property
    def name(self) -> str:
        """What to call it: the name of its file, without the folders."""
        return self.path.name if self.path is not None else "pasted picture"
