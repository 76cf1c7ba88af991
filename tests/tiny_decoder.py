"""A decoder small enough for tests, for the layers of the tiny network."""

from __future__ import annotations

import torch

from dfi_studio.engine.decoder import Decoder, Widths

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
