"""Pictures pasted into larger ones, turned and scaled, with the way they went."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.image import Image, freeze
from dfi_studio.library.warping import warped

PORTRAITS = Path(__file__).parents[2] / "shared" / "data" / "highres"
"""Photographs of people for tests, under a research licence, hence not in the tree."""

needs_portraits = pytest.mark.skipif(
    not PORTRAITS.is_dir(), reason="the portraits, which may not be passed on, are not here"
)


def pasted(
    pictures: Sequence[tuple[Image, Similarity]], *, height: int, width: int, grey: float = 0.45
) -> Image:
    """Return a grey picture with others laid on it."""
    canvas = np.full((height, width, 3), grey, np.float32)
    for image, way in pictures:
        whole = np.ones(image.shape[:2], np.float32)
        cover = warped(whole, way, height=height, width=width, outside="zero")[..., None]
        seen = warped(image, way, height=height, width=width, outside="zero")
        cover = np.clip(cover, 0, 1)
        canvas = canvas * (1 - cover) + np.where(cover > 0, seen, 0)
    return freeze(np.clip(canvas, 0, 1))


def placed_at(x: float, y: float, *, turn: float = 0.0, scale: float = 1.0) -> Similarity:
    """Return the way of a picture that is turned, scaled, and then moved."""
    return Similarity.turned(turn, scale=scale).then(Similarity.moved(x, y))
