"""Labelled pictures for tests: classes that a network can tell apart by colour, nearly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from dfi_studio.core.image import freeze
from dfi_studio.engine.class_batches import LabelledPixels
from dfi_studio.library.photos import save_photo


def pixels(count: int, *, classes: int = 3, size: int = 16, seed: int = 0) -> LabelledPixels:
    """Return pictures whose class is their brightest colour."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % classes
    noise = torch.randint(0, 120, (count, size, size, 3), generator=generator, dtype=torch.uint8)
    noise[torch.arange(count), :, :, labels % 3] += 60
    return LabelledPixels(noise, labels)


def class_folder(folder: Path, *, each: int = 6, names: tuple[str, ...] = ("cat", "dog")) -> Path:
    """Save a folder with a folder of pictures for each class, and return it."""
    chance = np.random.default_rng(0)
    for at, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for number in range(each):
            picture = chance.uniform(0, 0.5, (40, 36, 3)).astype(np.float32)
            picture[..., at % 3] += 0.3
            save_photo(folder / name / f"{number}.png", freeze(picture), mark=None)
    return folder
