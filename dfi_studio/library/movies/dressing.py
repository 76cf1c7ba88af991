"""What is laid over the frames of a film: its size, a divider between before and after, a caption.

Captions are in ASCII, which is all that the font in Pillow holds.
"""

from __future__ import annotations

import math
import re
import string

import numpy as np
import PIL.Image
from PIL import ImageDraw, ImageFont

from dfi_studio.core.errors import UsageError
from dfi_studio.library.contact_sheet import in_ascii
from dfi_studio.library.movies.movie import Pixels

_FIELDS = ("alpha", "attribute", "stem", "frame", "seconds")
_FORMAT = re.compile(r"[<>=^]?[-+ ]?0?\d{0,2}(\.\d{1,2})?[deEfFgGs%]?")
_LINE = 1 / 200  # of the width: the divider


def fitted(frame: Pixels, side: int) -> Pixels:
    """Return a frame reduced until its longest side is `side` pixels; a smaller one as it is."""
    height, width = frame.shape[:2]
    if max(height, width) <= side:
        return frame
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(PIL.Image.fromarray(frame).resize(size, PIL.Image.Resampling.LANCZOS))


def split(before: Pixels, after: Pixels, at: int, count: int) -> Pixels:
    """Return before on the left of a divider and after on the right of it.

    Over the film it moves once from the left to the right and back, slowest at the sides.
    """
    width = after.shape[1]
    place = round(width * (0.5 - 0.5 * math.cos(2 * math.pi * at / max(1, count))))
    thick = max(2, round(width * _LINE))
    shown = np.concatenate([before[:, :place], after[:, place:]], axis=1)
    shown[:, max(0, place - thick // 2) : place + thick - thick // 2] = 255
    return shown


def check_caption(text: str) -> None:
    """Refuse a caption with other fields than there are.

    Raises
    ------
    UsageError
        It has them.
    """
    caption_of(text, alpha=1.0, attribute="a", stem="a", frame=1, seconds=1.0)


def caption_of(text: str, **values: str | float) -> str:
    """Return a caption with its fields filled in.

    `str.format` alone would follow ``{stem.__class__}`` to anything that Python can reach.

    Raises
    ------
    UsageError
        It has other fields than `values`, or one is written as it cannot be.
    """
    try:
        for _, field, form, conversion in string.Formatter().parse(text):
            known = field is None or (
                field in _FIELDS and not conversion and _FORMAT.fullmatch(form or "")
            )
            if not known:
                names = ", ".join(f"{{{each}}}" for each in _FIELDS)
                raise UsageError(f"A caption cannot hold {{{field}}} like this; it knows {names}.")
        return text.format_map(values)
    except (ValueError, KeyError) as error:
        raise UsageError(f"The caption {text} cannot be filled in: {error}.") from error


def captioned(frame: Pixels, text: str) -> Pixels:
    """Return a frame with a line of text near its lower border."""
    if not text.strip():
        return frame
    height, width = frame.shape[:2]
    picture = PIL.Image.fromarray(frame)
    size = max(9, min(height, width) // 16)
    font, shown = ImageFont.load_default(size=size), in_ascii(" ".join(text.split()))
    while size > 6 and font.getlength(shown) > 0.94 * width:
        size -= 1
        font = ImageFont.load_default(size=size)
    ImageDraw.Draw(picture).text(
        (width / 2, height - size / 2),
        shown,
        fill=(255, 255, 255),
        stroke_fill=(0, 0, 0),
        stroke_width=max(1, size // 10),
        font=font,
        anchor="mb",
    )
    return np.asarray(picture)
