"""Many pictures on one: rows and columns with captions, to be looked at side by side.

Knows layout only. Captions are in ASCII, which is all that the font in Pillow holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import PIL.Image
from PIL import ImageDraw, ImageFont

from dfi_studio.core.image import Image, freeze

GAP = 8
"""Pixels between pictures, and around the sheet."""

_PAPER = (250, 250, 250)
_INK = (40, 40, 40)
_CUT_OFF = "..."


def contact_sheet(
    rows: Sequence[Sequence[Image]],
    *,
    row_captions: Sequence[str] = (),
    column_captions: Sequence[str] = (),
    picture_captions: Sequence[Sequence[str]] = (),
) -> Image:
    """Lay pictures out in rows, with captions to the left, above, and below each.

    Parameters
    ----------
    rows : sequence of sequences of Image
        Of any length. All pictures are fitted into the size of the first.
    row_captions, column_captions : sequence of str
        One a row, and one a column; empty for none. A caption that is too long is cut off.
    picture_captions : sequence of sequences of str
        One a picture, of one line or of several; empty for none.

    Returns
    -------
    Image

    Raises
    ------
    ValueError
        There is no picture, or more captions than rows or columns.
    """
    columns = _column_count(rows, (len(row_captions), len(column_captions)))
    height, width = next(image for row in rows for image in row).shape[:2]
    font = ImageFont.load_default(size=min(28, max(12, height // 12)))
    above = [_shortened(each, font, width) for each in column_captions]
    beside = [_shortened(each, font, width) for each in row_captions]
    left = GAP + max((round(font.getlength(each)) + GAP for each in beside), default=0)
    top = GAP + (round(font.getbbox("Ag")[3]) + GAP if above else 0)
    xs = [left + column * (width + GAP) for column in range(columns)]
    line = round(font.getbbox("Ag")[3]) + 2
    lines = max((each.count("\n") + 1 for row in picture_captions for each in row), default=0)
    pitch = height + lines * line + GAP
    ys = [top + row * pitch for row in range(len(rows))]
    sheet = PIL.Image.new("RGB", (xs[-1] + width + GAP, ys[-1] + pitch), _PAPER)
    _write(sheet, above, [(x + width / 2, top - GAP) for x in xs], font, anchor="md")
    _write(sheet, beside, [(left - GAP, y + height / 2) for y in ys], font, anchor="rm")
    for y, texts in zip(ys, picture_captions, strict=False):
        for at in range(lines):
            shown = [_shortened(_line(text, at), font, width) for text in texts]
            below = y + height + 2 + at * line
            _write(sheet, shown, [(x + width / 2, below) for x in xs], font, anchor="ma")
    for y, row in zip(ys, rows, strict=True):
        for x, image in zip(xs, row, strict=False):
            _paste(sheet, _fitted(image, width, height), (x + width // 2, y + height // 2))
    return freeze(np.asarray(sheet, np.float32) / np.float32(255))


def _column_count(rows: Sequence[Sequence[Image]], captions: tuple[int, int]) -> int:
    columns = max((len(row) for row in rows), default=0)
    if columns == 0 or captions[0] > len(rows) or captions[1] > columns:
        raise ValueError(f"{len(rows)} rows of at most {columns} pictures do not make this sheet")
    return columns


def _write(
    sheet: PIL.Image.Image,
    captions: Sequence[str],
    places: Sequence[tuple[float, float]],
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    *,
    anchor: str,
) -> None:
    draw = ImageDraw.Draw(sheet)
    for caption, place in zip(captions, places, strict=False):
        draw.text(place, caption, fill=_INK, font=font, anchor=anchor)


def _line(text: str, at: int) -> str:
    lines = text.split("\n")
    return lines[at] if at < len(lines) else ""


def _paste(sheet: PIL.Image.Image, cell: PIL.Image.Image, middle: tuple[int, int]) -> None:
    sheet.paste(cell, (middle[0] - cell.width // 2, middle[1] - cell.height // 2))


def _fitted(image: Image, width: int, height: int) -> PIL.Image.Image:
    picture = PIL.Image.fromarray(np.rint(image * np.float32(255)).astype(np.uint8))
    if picture.size == (width, height):
        return picture
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, PIL.Image.Resampling.LANCZOS)


def _shortened(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int) -> str:
    text = in_ascii(" ".join(text.split()))
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + _CUT_OFF) > room:
        text = text[:-1]
    return text + _CUT_OFF


def in_ascii(text: str) -> str:
    """Return a text in the letters of the font, with a question mark for what has no such form."""
    letters = unicodedata.normalize("NFKD", text.replace("\N{MINUS SIGN}", "-"))
    kept = "".join(each for each in letters if not unicodedata.combining(each))
    return kept.encode("ascii", "replace").decode()
