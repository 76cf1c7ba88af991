"""What a camera wrote beside the pixels, made fit for an edited picture."""

from __future__ import annotations

import logging

import PIL.Image
from PIL import ExifTags

logger = logging.getLogger(__name__)

_UPRIGHT = 1
_OF_PREVIEWS = (ExifTags.IFD.IFD1,)
"""Parts that hold a small picture of what was there before the edit."""


def kept_exif(
    exif: bytes | None, *, width: int, height: int, drop_place: bool = False
) -> bytes | None:
    """Return camera notes for a picture whose pixels are upright; None where none are left.

    Parameters
    ----------
    exif : bytes or None
        As a file had them.
    width, height : int
        Of the picture as it is saved, in pixels.
    drop_place : bool
        Whether to leave out where it was taken (GPS).
    """
    if not exif:
        return None
    notes = PIL.Image.Exif()
    try:
        notes.load(exif)
        if ExifTags.Base.Orientation in notes:
            notes[ExifTags.Base.Orientation] = _UPRIGHT
        details = notes.get_ifd(ExifTags.IFD.Exif)
        for tag, side in (
            (ExifTags.Base.ExifImageWidth, width),
            (ExifTags.Base.ExifImageHeight, height),
        ):
            if tag in details:
                details[tag] = side
        if drop_place and ExifTags.IFD.GPSInfo in notes:
            del notes[ExifTags.IFD.GPSInfo]
        for part in _OF_PREVIEWS:
            notes.get_ifd(part).clear()
        return notes.tobytes() if len(notes) else None
    except Exception as error:  # noqa: BLE001  Pillow raises whatever damaged notes lead to
        logger.warning("The camera's notes are left out: they cannot be read (%s)", error)
        return None
