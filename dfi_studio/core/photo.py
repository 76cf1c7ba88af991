"""A photograph as it was opened: its pixels, where they came from, and their name."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from dfi_studio.core.image import Image, digest


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
    """

    image: Image = field(repr=False, compare=False)
    digest: str
    path: Path | None = None

    @classmethod
    def of(cls, image: Image, path: Path | None = None) -> Self:
        """Return the photo with this content."""
        return cls(image, digest(image), path)

    @property
    def name(self) -> str:
        """What to call it: the name of its file, without the folders."""
        return self.path.name if self.path is not None else "pasted picture"
