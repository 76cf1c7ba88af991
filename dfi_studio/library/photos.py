"""Photographs in files: opened upright in sRGB, saved whole and marked as edited.

Knows sizes and orientation; `colour` knows modes and profiles, `picture_files` the formats that can
be read, `encoding` those that can be written, `edit_mark` what is written about an edit.
"""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import numpy as np
import PIL.Image
from PIL import ExifTags, ImageOps
from PIL.ImageFile import ImageFile

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.feature_space import LARGEST_SIZE
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import MIN_SIDE, Photo
from dfi_studio.library.colour import srgb_profile, to_srgb
from dfi_studio.library.edit_mark import EditMark, packet
from dfi_studio.library.encoding import encoded
from dfi_studio.library.outputs import atomic
from dfi_studio.library.picture_files import faults_told, is_picture, opened

__all__ = ["MAX_PIXELS", "check_size", "is_picture", "open_photo", "picture_size", "save_photo"]

logger = logging.getLogger(__name__)

MAX_PIXELS = 400_000_000
"""Most pixels of a photograph; 8 bits of three channels then take 1.2 GB while it is opened."""

_LARGE = 40_000_000
"""Pixels beyond which a photograph must take some room in its file."""
_MOST_A_BYTE = 100
"""Pixels of a large photograph that a byte of its file may hold: AVIF comes to 40, flat grey to
thousands."""
_ORIENTATION_FAULTS = (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error)


def open_photo(path: Path, *, at_least: int | None = None) -> Image:
    """Read a photograph: any format that Pillow reads, of animations the first frame.

    The orientation is applied, the embedded profile converted to sRGB, transparency laid over
    white; see `colour.to_srgb` for greyscale beyond 8 bits.

    Parameters
    ----------
    path : Path
    at_least : int or None
        The smallest side that suffices, in pixels. A larger photo comes back reduced by a whole
        factor, its smallest side no less than this: a JPEG is then decoded at a fraction of the
        work, and no photo is ever whole in memory as float32.

    Returns
    -------
    Image, (height, width, 3)

    Raises
    ------
    PhotoError
        The file is missing or unreadable, is not a picture, or is too small or too large.
    """
    with opened(path) as picture:
        check_size(path, *picture.size)
        with faults_told(path):
            if at_least is not None:
                picture.draft(picture.mode, (at_least, at_least))  # JPEG only; else nothing
            picture.load()
        upright = _upright(to_srgb(picture, str(path), at_least=at_least), path)
    pixels = np.array(upright, np.float32)
    pixels /= np.float32(255)  # where it stands: of a large photo there is no room for another
    pixels.flags.writeable = False  # spares `freeze` a copy
    return freeze(pixels)


def picture_size(path: Path) -> tuple[int, int]:
    """Return the width and the height of a photograph, upright, from its header alone.

    Raises
    ------
    PhotoError
        As `open_photo`, but for damage that only the pixels would show.
    """
    with opened(path) as picture:
        width, height = picture.size
        check_size(path, width, height)
        return (height, width) if _lies_on_its_side(picture, path) else (width, height)


def read_photo(path: Path) -> Photo:
    """Open a photograph to edit: at full size up to the largest size that is ever worked at.

    Raises
    ------
    PhotoError
        See `open_photo`.
    """
    return Photo.of(open_photo(path, at_least=LARGEST_SIZE), path.absolute())


def save_photo(path: Path, image: Image, *, mark: EditMark | None) -> None:
    """Write a picture in the format that its suffix names, with an sRGB profile.

    See `encoding.encoded`. The file appears whole or not at all, and one that was there before
    stays until then.

    Parameters
    ----------
    path : Path
        Its suffix is one of `outputs.PICTURE_FORMATS`.
    image : Image, (height, width, 3)
        Rounded to 8 bits a channel.
    mark : EditMark or None
        Embedded as XMP; None for a picture that was not edited.

    Raises
    ------
    OutputError
        See `encoding.encoded`, or the file cannot be written.
    """
    levels = np.rint(image * np.float32(255)).astype(np.uint8)
    xmp = packet(mark) if mark is not None else None
    content = encoded(path, levels, icc=srgb_profile(), xmp=xmp)
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def check_size(path: Path, width: int, height: int) -> None:
    """Refuse a picture that is too small or too large.

    Raises
    ------
    PhotoError
        It is.
    """
    if min(width, height) < MIN_SIDE:
        raise PhotoError(
            f"{path} is {width} x {height} pixels, but each side must be at least {MIN_SIDE}; "
            "choose a larger picture."
        )
    if width * height > MAX_PIXELS:
        raise PhotoError(
            f"{path} is {width} x {height} pixels, which is {width * height / 1e6:.0f} million, "
            f"but {MAX_PIXELS / 1e6:.0f} million is the most; make it smaller first."
        )
    check_density(path, width, height)


def check_density(path: Path, width: int, height: int) -> None:
    """Refuse a picture that would grow from next to nothing to what fills the memory.

    Raises
    ------
    PhotoError
        It would.
    """
    held = path.stat().st_size
    if width * height > max(_LARGE, _MOST_A_BYTE * held):
        raise PhotoError(
            f"{path} would grow from {held:,} bytes to {width} x {height} pixels, as no "
            f"photograph does: beyond {_LARGE / 1e6:.0f} million pixels a byte may hold "
            f"{_MOST_A_BYTE}; save it smaller first."
        )


def _lies_on_its_side(picture: ImageFile, path: Path) -> bool:
    if "exif" not in picture.info:  # a TIFF, whose size Pillow gives upright; or else a PNG, which
        return False  # would decode itself in search of a late one
    try:
        return picture.getexif().get(ExifTags.Base.Orientation) in (5, 6, 7, 8)
    except _ORIENTATION_FAULTS as error:
        logger.warning("%s: its orientation cannot be read (%s)", path, error)
        return False


def _upright(picture: PIL.Image.Image, path: Path) -> PIL.Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except _ORIENTATION_FAULTS as error:
        logger.warning("%s: its orientation cannot be read (%s)", path, error)
        return picture
