"""A decoder small enough for tests, for the layers of the tiny network."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.decoder import Decoder, Widths
from dfi_studio.engine.features import Features

CHANNELS = {"conv3_1": 16, "conv4_1": 32, "conv5_1": 32}
WIDTHS = Widths((8, 8, 4), head=12, quarter=8, half=8, joined=8, full=4)


def tiny_decoder(*, seed: int = 0) -> Decoder:
    """Return an untrained decoder whose pictures differ plainly."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        decoder = Decoder(CHANNELS, WIDTHS)
    with torch.no_grad():
        decoder.pixels.weight.mul_(10)
    return decoder


def seen_noise(
    backbone: Backbone,
    size: tuple[int, int],
    layers: Sequence[str] = PAPER_LAYERS,
    *,
    seed: int = 1,
) -> tuple[Tensor, Features]:
    """Return a picture of noise, (1, 3, H, W), and its features."""
    picture = torch.rand((1, 3, *size), generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        return picture, backbone(picture, layers)
