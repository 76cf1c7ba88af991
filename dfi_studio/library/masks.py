"""Masks in files: PNG to be saved, any picture to be read.

White is in and black is out; greys are in between, colours count by their brightness. What is
transparent is out, as if the picture lay on black: so strokes of white on a transparent layer are a
mask as well, and one that was saved with a needless alpha channel stays what it is.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image

from dfi_studio.core.errors import MaskError, PhotoError
from dfi_studio.core.mask import Mask, as_bytes, freeze_mask
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import MAX_PIXELS, check_density
from dfi_studio.library.picture_files import faults_told, opened

_SIXTEEN_BITS = 2**16 - 1


def load_mask(path: Path) -> Mask:
    """Read a mask from a picture: see above for what counts as in.

    Returns
    -------
    Mask, (height, width)
        At the size of the file.

    Raises
    ------
    MaskError
        It is missing or unreadable, is not a picture, or is too large.
    """
    try:
        with opened(path) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise MaskError(
                    f"The mask {path} is {width} x {height} pixels, but {MAX_PIXELS / 1e6:.0f} "
                    "million is the most; make it smaller."
                )
            check_density(path, width, height)
            with faults_told(path):
                picture.load()
                return freeze_mask(_in_or_out(picture))
    except PhotoError as error:
        raise MaskError(f"The mask cannot be read: {error}") from error


def scaled_to(mask: Mask, height: int, width: int) -> Mask:
    """Return a mask at another size; what was fully in or out stays so away from the border."""
    if mask.shape == (height, width):
        return mask
    picture = PIL.Image.fromarray(np.asarray(mask))
    resized = picture.resize((width, height), PIL.Image.Resampling.BILINEAR)
    return freeze_mask(np.asarray(resized).clip(0, 1))


def save_mask(path: Path, mask: Mask) -> None:
    """Write a mask as an 8-bit grey PNG, white is in; it appears whole or not at all.

    What is 0 stays 0, and what is above 0 stays above: a pixel that is in by a trace is saved as
    the darkest grey.

    Raises
    ------
    MaskError
        The name does not end with .png.
    OutputError
        It cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise MaskError(f"A mask is saved as PNG, not as {path.name}; end its name with .png.")
    encoded = io.BytesIO()
    PIL.Image.fromarray(as_bytes(mask)).save(encoded, "PNG")
    with atomic(path) as temporary:
        temporary.write_bytes(encoded.getbuffer())


def mask_path(photo: Path) -> Path:
    """Return where the mask of a photo lies by custom: ``NAME-mask.png`` beside it."""
    return photo.with_name(f"{photo.stem}-mask.png")


def mask_beside(photo: Path) -> Path | None:
    """Return the mask that lies beside a photo; None where there is none."""
    path = mask_path(photo)
    return path if path.is_file() else None


def _in_or_out(picture: PIL.Image.Image) -> npt.NDArray[np.float32]:
    """Return the brightness of every pixel over black, (height, width) in 0..1."""
    if picture.mode.startswith("I;16"):
        return np.asarray(picture).astype(np.float32) / np.float32(_SIXTEEN_BITS)
    if picture.mode in ("I", "F"):
        values = np.asarray(picture, np.float32).clip(0)
        most = values.max()  # 1, 255 or 65,535: the brightest is white, as it looks
        return values / most if most > 0 else values
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        ground = PIL.Image.new("RGBA", layered.size, (0, 0, 0, 255))
        picture = PIL.Image.alpha_composite(ground, layered).convert("RGB")
    return np.asarray(picture.convert("L"), np.float32) / np.float32(255)
