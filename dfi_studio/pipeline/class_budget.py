"""How much of a class is looked at at once, and which of its pictures where there are many."""

from __future__ import annotations

from pathlib import Path

import torch

from dfi_studio.engine.semantic_directions import chance
from dfi_studio.library.picture_sets import MINIMUM, PictureSet
from dfi_studio.pipeline.frames import Frame

MOST_HELD = 512
"""Pictures whose features are held at once, in the memory of 1 GiB; fewer where they are large."""

_HELD_PIXELS = 1 << 24
_SUMMED_PIXELS = 1 << 19
"""Of all pictures together; phi has 26 values a pixel in the paper's layers."""
_SALT = -1  # the choice of pictures is by chance too, but no draw


def together(frame: Frame) -> int:
    """Return how many draws are made at once in a frame: their sums take about 128 MiB."""
    return max(1, _SUMMED_PIXELS // (frame[0] * frame[1]))


def held_at_once(frame: Frame) -> int:
    """Return of how many pictures of a frame the features can be held at once."""
    return min(MOST_HELD, max(MINIMUM, _HELD_PIXELS // (frame[0] * frame[1])))


def chosen_pictures(pictures: PictureSet, most: int, seed: int) -> tuple[Path, ...]:
    """Return the pictures of a class that are looked at, in its order; of many, some by chance."""
    count = len(pictures.paths)
    if count <= most:
        return pictures.paths
    drawn = torch.randperm(count, generator=chance(seed, _SALT))[:most]
    return tuple(pictures.paths[at] for at in sorted(drawn.tolist()))
