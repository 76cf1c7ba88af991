"""Pictures of a set with a hole: their features with it and without.

A hole is grey, as in the authors' code. What it changes is all that is ever computed of a masked
picture: the cells that see it (`LocalNetwork`), which costs a fraction of a second run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from dfi_studio.core.steps import Progress
from dfi_studio.engine.features import Features
from dfi_studio.engine.local_network import LocalNetwork, Window
from dfi_studio.pipeline.set_features import Batch, Pictures, SetReader

GREY = 0.5
"""What missing pixels are to the network: the authors' choice."""


@dataclass(frozen=True, slots=True)
class HoleBatch:
    """Some pictures of a set, (N, ...) each.

    Attributes
    ----------
    pixels : Tensor, (N, 3, h, w)
        Of `window`: the rectangle around the hole, and a pixel more on each side.
    masked, whole : Features
        Of the cells that see the hole, in `windows`: with it, and without.
    """

    paths: tuple[Path, ...]
    pixels: Tensor
    masked: Features
    whole: Features
    window: Window
    windows: dict[str, Window]


def with_hole(pictures: Tensor, region: Tensor) -> Tensor:
    """Return pictures (N, 3, H, W) with the pixels of a region (H, W) grey."""
    return pictures.masked_fill(region, GREY)


def masked_batches(
    reader: SetReader, paths: Sequence[Path], region: Tensor, label: str
) -> Iterator[Progress | Batch]:
    """Yield the whole features of each batch with the hole, and after it the progress."""
    backbone = reader.workshop.backbone(reader.space)
    for part in reader.pictures(paths, label):
        if not isinstance(part, Pictures):
            yield part
            continue
        with torch.inference_mode(), reader.workshop.enough_memory():
            features = backbone(with_hole(part.pixels, region), reader.space.layers)
        yield Batch(part.paths, features)


def hole_batches(
    reader: SetReader, paths: Sequence[Path], region: Tensor, label: str
) -> Iterator[Progress | HoleBatch]:
    """Yield each batch, and after it the progress under a label."""
    for part in reader.pictures(paths, label):
        yield _hole_batch(reader, part, region) if isinstance(part, Pictures) else part


def _hole_batch(reader: SetReader, pictures: Pictures, region: Tensor) -> HoleBatch:
    backbone = reader.workshop.backbone(reader.space)
    with torch.inference_mode(), reader.workshop.enough_memory():
        network = LocalNetwork(backbone, pictures.pixels, region, reader.space.layers)
        inner = network.window
        masked = network(with_hole(inner.of(pictures.pixels), inner.of(region)))
    window = inner.grown(1).clipped(*region.shape)
    pixels = window.of(pictures.pixels).clone()
    return HoleBatch(pictures.paths, pixels, masked, network.before, window, network.windows)
