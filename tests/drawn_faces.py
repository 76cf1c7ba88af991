"""Faces that a detector takes for such, drawn: no person's picture is needed for a test."""

from __future__ import annotations

import numpy as np
import PIL.Image
from PIL import ImageDraw, ImageFilter

from dfi_studio.core.image import Image, freeze


def drawn_face(
    side: int = 256, *, seed: int = 0, ground: tuple[int, int, int] = (120, 130, 140)
) -> Image:
    """Return a square picture of a face seen from the front, shaded softly."""
    chance = np.random.default_rng(seed)
    big = PIL.Image.new("RGB", (512, 512), ground)
    draw = ImageDraw.Draw(big)
    skin = tuple(int(v) for v in np.array([224, 178, 150]) + chance.integers(-12, 12, 3))
    dark = tuple(int(v * 0.62) for v in skin)
    draw.ellipse((126, 60, 386, 300), fill=(52, 38, 30))  # hair
    draw.rectangle((206, 380, 306, 512), fill=dark)
    draw.ellipse((140, 100, 372, 432), fill=skin)
    for x in (204, 308):
        draw.ellipse((x - 40, 196, x + 40, 262), fill=dark)
        draw.ellipse((x - 28, 218, x + 28, 246), fill=(245, 240, 235))
        draw.ellipse((x - 13, 218, x + 13, 246), fill=(40, 30, 25))
        draw.arc((x - 42, 176, x + 42, 240), 200, 340, fill=(50, 35, 28), width=13)
    draw.polygon([(256, 230), (228, 316), (284, 316)], fill=tuple(int(v * 0.86) for v in skin))
    draw.ellipse((230, 306, 282, 326), fill=dark)
    draw.ellipse((204, 348, 308, 386), fill=(150, 70, 70))
    draw.line((208, 366, 304, 366), fill=(80, 30, 35), width=5)
    picture = big.filter(ImageFilter.GaussianBlur(5)).resize((side, side))
    return freeze(np.asarray(picture, np.float32) / np.float32(255))
