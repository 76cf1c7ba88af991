"""Batches of labelled pictures: in an order of chance, each moved and mirrored a little.

What a batch holds follows from the seed and its number alone, so a training can go on anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

_SHIFT = 8  # pictures are moved by up to an eighth of their side, as 4 of 32 pixels on CIFAR
_ORDER, _VARIATION = 0, 1  # streams of chance that have nothing to do with each other


@dataclass(frozen=True, slots=True)
class LabelledPixels:
    """Pictures in memory, in 8 bits, with the class of each.

    Attributes
    ----------
    pixels : Tensor, (N, S, S, 3), uint8
    labels : Tensor, (N,), int64
    """

    pixels: Tensor = field(repr=False)
    labels: Tensor = field(repr=False)

    def __len__(self) -> int:
        """N."""
        return len(self.labels)

    def to(self, device: torch.device) -> LabelledPixels:
        """Return them on a device."""
        return LabelledPixels(self.pixels.to(device), self.labels.to(device))


def chance(seed: int, stream: int, number: int) -> torch.Generator:
    """Return the generator of one thing in a training, unlike that of any other."""
    (state,) = np.random.SeedSequence((seed, stream, number)).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state) & (2**63 - 1))


class ClassBatches:
    """The batches of a training, by number.

    Parameters
    ----------
    pictures : LabelledPixels
    size : int
        Pictures a batch; fewer where there are not as many.
    seed : int
    """

    def __init__(self, pictures: LabelledPixels, size: int, *, seed: int) -> None:
        self._pictures, self._seed = pictures, seed
        self.size = min(size, len(pictures))
        self.an_epoch = len(pictures) // self.size
        """Batches an epoch; what is left over is left out, other pictures each time."""
        values = pictures.pixels[:: max(len(pictures) // 2000, 1)].flatten(0, 2).double() / 255
        self.mean, self.deviation = values.mean(0).float(), values.std(0).float().clamp_min(1e-3)
        """Of the colours, (3,)."""
        self._order: tuple[int, Tensor] | None = None

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        """Return batch `number` from 0: pictures (B, 3, S, S), normalised, and labels (B,)."""
        epoch, place = divmod(number, self.an_epoch)
        rows = self._turn(epoch)[place * self.size : (place + 1) * self.size]
        device = self._pictures.labels.device
        rows = rows.to(device)
        pixels = _varied(self._pictures.pixels, rows, chance(self._seed, _VARIATION, number))
        return self.normalised(pixels), self._pictures.labels[rows]

    def normalised(self, pixels: Tensor) -> Tensor:
        """Return pictures (N, 3, S, S) as the network sees them, from (N, S, S, 3) in 8 bits."""
        mean, deviation = (each.to(pixels.device) for each in (self.mean, self.deviation))
        return ((pixels / 255 - mean) / deviation).permute(0, 3, 1, 2)

    def unvaried(self, pictures: LabelledPixels, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield other pictures as they are, in parts of at most so many."""
        parts = zip(pictures.pixels.split(size), pictures.labels.split(size), strict=True)
        for pixels, labels in parts:
            yield self.normalised(pixels), labels

    def _turn(self, epoch: int) -> Tensor:
        if self._order is None or self._order[0] != epoch:
            order = torch.randperm(len(self._pictures), generator=chance(self._seed, _ORDER, epoch))
            self._order = epoch, order
        return self._order[1]


def _varied(pixels: Tensor, rows: Tensor, generator: torch.Generator) -> Tensor:
    """Return some pictures moved and mirrored; what comes in from outside is the reflection."""
    size, count = pixels.shape[1], len(rows)
    most = size // _SHIFT
    shifts = torch.randint(-most, most + 1, (2, count, 1), generator=generator)
    down, across = (torch.arange(size) + shifts).abs()
    mirrored = torch.rand(count, 1, generator=generator) < 0.5
    down, across = (size - 1 - (size - 1 - each).abs() for each in (down, across))
    across = torch.where(mirrored, across.flip(1), across).to(pixels.device)
    down = down.to(pixels.device)
    return pixels[rows[:, None, None], down[:, :, None], across[:, None, :]]
