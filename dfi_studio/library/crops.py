"""Pictures brought to one shape, by Pillow: quick, and without a thread of torch's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import ImageOps

from dfi_studio.core.image import Image, freeze

Pixels = npt.NDArray[np.uint8]
"""(height, width, 3) sRGB, 8 bits."""


def square(image: Image, side: int) -> Pixels:
    """Return the largest centred square of an image, scaled to a side in pixels."""
    fitted = ImageOps.fit(_picture(image), (side, side), PIL.Image.Resampling.BICUBIC)
    return np.asarray(fitted)


def within(image: Image, side: int) -> Pixels:
    """Return an image reduced until its longer side is at most so many pixels; never enlarged."""
    picture = _picture(image)
    picture.thumbnail((side, side), PIL.Image.Resampling.BICUBIC)
    return np.asarray(picture)


def within_side(image: Image, side: int) -> Image:
    """Return what `within` does, as an `Image`; one that fits is passed on untouched."""
    if max(image.shape[:2]) <= side:
        return image
    return freeze(within(image, side).astype(np.float32) / np.float32(255))


def _picture(image: Image) -> PIL.Image.Image:
    return PIL.Image.fromarray(np.rint(image * np.float32(255)).astype(np.uint8))
