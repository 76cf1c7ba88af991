"""What a camera wrote beside the pixels, made fit for an edited picture."""

from __future__ import annotations

import logging

import PIL.Image
from PIL import ExifTags

logger = logging.getLogger(__name__)

_UPRIGHT = 1
# A TIFF keeps its notes among what describes its pixels, which is of that file alone.
_OF_PIXELS = frozenset(range(254, 350)) - {270, 271, 272, 274, 282, 283, 296, 305, 306, 315, 316}
_ELSEWHERE = frozenset({700, 33723, 34377, 34675})  # XMP, IPTC, Photoshop, the profile


def kept_exif(
    exif: bytes | None, *, width: int, height: int, drop_place: bool = False
) -> bytes | None:
    """Return camera notes for a picture whose pixels are upright; None where none are left.

    The small picture that cameras add shows what was there before the edit; it is left out.

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
        for tag in [each for each in notes if each in _OF_PIXELS | _ELSEWHERE]:
            del notes[tag]
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
        return notes.tobytes() if len(notes) else None
    except Exception as error:  # noqa: BLE001  Pillow raises whatever damaged notes lead to
        logger.warning("The camera's notes are left out: they cannot be read (%s)", error)
        return None
