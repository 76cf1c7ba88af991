"""A photo that moves with its sliders: its own pixels, and what a decoder sees change."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from dfi_studio.engine.decoder import Decoder
from dfi_studio.engine.decoder_tail import DecoderTail
from dfi_studio.engine.features import Features


class ResidualPreview:
    """A photo moved along directions, as the decoder sees it, for any strengths.

        z = x + D(phi(x) + sum of alpha w) - D(phi(x))

    The photo keeps what the decoder cannot draw, and at alpha 0 it is the photo, bit for bit.

    Parameters
    ----------
    decoder : Decoder
        Made `ready`.
    photo : Tensor, (1, 3, H, W)
        x, in 0..1.
    features : Features, (1, C, h, w) a layer
        phi(x), in any of the decoder's layers.
    directions : sequence of Features
        Each w, in the same layers.
    """

    def __init__(
        self, decoder: Decoder, photo: Tensor, features: Features, directions: Sequence[Features]
    ) -> None:
        decoder.check(tuple(features))
        self._photo = photo
        size = (photo.shape[-2], photo.shape[-1])
        with torch.inference_mode():
            self._start = decoder.head(features, size)
            self._heads = [
                decoder.head({layer: w[layer] for layer in features}, size) for w in directions
            ]
            self._tail = DecoderTail(decoder, size)
            self._rest = self._tail(self._start)

    def frame(self, alphas: Sequence[float]) -> Tensor:
        """Return z (1, 3, H, W), in 0..1, for an alpha of each direction."""
        with torch.inference_mode():
            head = self._start
            for alpha, w in zip(alphas, self._heads, strict=True):
                head = torch.add(head, w, alpha=alpha) if alpha else head
            return (self._photo + (self._tail(head) - self._rest)).clamp(0, 1)
