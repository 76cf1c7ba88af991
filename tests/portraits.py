"""Pictures that stand in for portraits: a disc on a ground, with lines once it is old."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dfi_studio.core.image import Image, freeze
from dfi_studio.library.photos import save_photo


def portrait(*, old: bool, seed: int = 0, height: int = 64, width: int = 64) -> Image:
    """Draw a person who is told from others by a seed."""
    chance = np.random.default_rng(seed)
    skin, ground = chance.uniform(0.4, 0.9, 3), chance.uniform(0.1, 0.5, 3)
    y, x = np.mgrid[0:height, 0:width] / min(height, width)
    disc = np.hypot(y - 0.5, x - 0.5) < chance.uniform(0.3, 0.4)
    pixels = np.where(disc[..., None], skin, ground)
    if old:
        pixels = pixels - 0.25 * ((y * 12).astype(int) % 2 * disc)[..., None]
    return freeze(np.clip(pixels, 0, 1).astype(np.float32))


def portrait_folder(folder: Path, *, old: bool, count: int = 4, first: int = 0) -> Path:
    """Save a set of pictures, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + count):
        save_photo(folder / f"p{seed:02d}.png", portrait(old=old, seed=seed), mark=None)
    return folder
