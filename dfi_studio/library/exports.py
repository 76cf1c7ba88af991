"""Edited photographs on their way out, with all that their originals brought along."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Crop
from dfi_studio.core.treatment import ExportOptions as ExportOptions
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.crops import within_side
from dfi_studio.library.edit_mark import EditMark, packet
from dfi_studio.library.encoding import DEEP, encoded
from dfi_studio.library.metadata import kept_exif
from dfi_studio.library.originals import Original
from dfi_studio.library.outputs import atomic, picture_format
from dfi_studio.library.photos import save_photo
from dfi_studio.library.xmp import carried, packet_of

_PAIR_SIDE = 1200  # pixels: the longer side of a picture in a pair


def save_original(
    path: Path, original: Original, *, mark: EditMark, options: ExportOptions | None = None
) -> None:
    """Write an edited photograph with its profile, depth and camera notes, upright.

    PNG and TIFF hold 16 bits a channel; in the other formats a deeper photo is rounded to 8. The
    file appears whole or not at all.

    Raises
    ------
    OutputError
        See `encoding.encoded` and `outputs.atomic`.
    """
    chosen = options or ExportOptions()
    height, width = original.size
    depth = (chosen.depth or original.depth) if picture_format(path) in DEEP else 8
    exif = kept_exif(original.exif, width=width, height=height, drop_place=chosen.drop_place)
    beside = carried(original.xmp, drop_place=chosen.drop_place)
    said = packet(mark, beside) if chosen.marked else packet_of(beside) if beside else None
    content = encoded(
        path,
        original.with_depth(depth).values,
        icc=original.icc,
        exif=exif,
        xmp=said,
    )
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def pair_path(path: Path) -> Path:
    """Return where the pair of a result goes: ``NAME-pair.SUFFIX`` beside it."""
    return path.with_name(f"{path.stem}-pair{path.suffix}")


def before_and_after(before: Original, after: Original) -> tuple[Image, Image]:
    """Return what changed in a photograph, and what is around it, before and after, for a pair."""
    changed = (before.values != after.values).any(axis=2)
    height, width = before.size
    crop = Crop(0, 0, width, height)
    if changed.any():
        rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        margin = (rows[-1] - rows[0] + columns[-1] - columns[0]) // 8
        left, top = max(0, columns[0] - margin), max(0, rows[0] - margin)
        right, bottom = min(width, columns[-1] + margin + 1), min(height, rows[-1] + margin + 1)
        crop = Crop(int(left), int(top), int(right - left), int(bottom - top))
    one, other = (within_side(each.srgb(crop), _PAIR_SIDE) for each in (before, after))
    return one, other


def save_pair(path: Path, before: Image, after: Image, *, mark: EditMark) -> None:
    """Write before and after side by side, in sRGB.

    Raises
    ------
    OutputError
        See `save_photo`.
    """
    sheet = contact_sheet([[before, after]], column_captions=("Before", "After"))
    save_photo(path, sheet, mark=mark)


def save_sheet(
    path: Path, images: Sequence[Image], captions: Sequence[str], *, mark: EditMark
) -> None:
    """Write several results in one row with their captions, in sRGB.

    Raises
    ------
    OutputError
        See `save_photo`.
    """
    save_photo(path, contact_sheet([images], column_captions=captions), mark=mark)
