"""The learned decoder: a small network that turns features back into pixels in milliseconds.

The solver finds the picture that has given features; the decoder guesses it in one pass, so that
a slider can show an edit while it moves. Every layer is reduced by a 1x1 convolution, seen once
more by a 3x3 one at its own resolution, and brought to a quarter of the picture's; three small
stages of nearest upsampling and 3x3 convolutions lead from there to pixels (after the inverting
networks of Dosovitskiy and Brox, CVPR 2016, arXiv 1506.02753).

All that comes before the first rectifier, `Decoder.head`, is linear: of phi(x) + alpha w only the
heads of phi(x) and of w are needed, each once. A layer that is absent adds nothing, so that the
same decoder serves where the user has switched layers off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.core.errors import DecoderFileError
from dfi_studio.engine.features import Features

SLOPE = 0.1
"""Of the rectifiers below zero, so that no channel ever dies."""
_FIRST = 0.02  # what the last convolution begins at, as a share of the usual
_REDUCED = (128, 96, 64)  # of the layers from the finest to the deepest; the last for all others


@dataclass(frozen=True, slots=True)
class Widths:
    """Channels of the decoder's stages.

    Attributes
    ----------
    reduced : tuple of int
        What each layer is reduced to, in the order of the layers.
    head, quarter, half, joined, full : int
        Of the map that the layers are summed in; of the stage at a quarter of the picture's size;
        of the two at half of it; of the one at its whole size.
    """

    reduced: tuple[int, ...]
    head: int = 176
    quarter: int = 128
    half: int = 56
    joined: int = 48
    full: int = 16

    @classmethod
    def of(cls, count: int) -> Widths:
        """Return the usual widths for so many layers."""
        return cls(tuple(_REDUCED[min(index, 2)] for index in range(count)))


class Decoder(nn.Module):
    """Features -> pixels; see the module.

    Parameters
    ----------
    channels : mapping of layer to int
        How many channels the backbone gives of each layer, the finest first.
    widths : Widths or None
        None for the usual ones: 0.87 million parameters for the paper's layers of VGG.
    """

    def __init__(self, channels: Mapping[str, int], widths: Widths | None = None) -> None:
        super().__init__()
        self.channels = dict(channels)
        self.widths = widths = widths or Widths.of(len(channels))
        self.reduce, self.look = nn.ModuleDict(), nn.ModuleDict()
        for (layer, count), width in zip(channels.items(), widths.reduced, strict=True):
            self.reduce[layer] = nn.Conv2d(count, width, 1, bias=False)
            self.look[layer] = nn.Conv2d(width, widths.head, 3, padding=1, bias=False)
        self.bias = nn.Parameter(torch.zeros(widths.head, 1, 1))
        self.quarter = nn.Conv2d(widths.head, widths.quarter, 3, padding=1)
        self.middle = nn.Conv2d(widths.quarter, widths.half, 3, padding=1)
        self.joined = nn.Conv2d(widths.half, widths.joined, 3, padding=1)
        self.full = nn.Conv2d(widths.joined, widths.full, 3, padding=1)
        self.pixels = nn.Conv2d(widths.full, 3, 3, padding=1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=SLOPE)
        with torch.no_grad():  # at first every picture is grey, and a move changes little
            self.pixels.weight.mul_(_FIRST)
        self.pixels.bias = nn.Parameter(torch.full((3,), 0.5))
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that it was made for."""
        return tuple(self.channels)

    def check(self, layers: Sequence[str]) -> None:
        """Raise `DecoderFileError` where the decoder has never seen a layer."""
        unknown = [layer for layer in layers if layer not in self.channels]
        if unknown:
            raise DecoderFileError(
                f"The decoder was trained on the layers {', '.join(self.channels)}, not on "
                f"{unknown[0]}: train one for these layers, or choose those."
            )

    def head(self, features: Features, size: tuple[int, int]) -> Tensor:
        """Return the linear part, without its bias: (N, head, H/4, W/4).

        Parameters
        ----------
        features : Features, (N, C, h, w) a layer
            Of any of the layers, at least one.
        size : (H, W)
            Of the picture.
        """
        grid = size[0] // 4, size[1] // 4
        parts = []
        for layer, values in features.items():
            entering = values.to(self.quarter.weight.dtype, memory_format=torch.channels_last)
            seen: Tensor = self.look[layer](self.reduce[layer](entering))
            parts.append(_on_grid(seen.float(), grid))
        return torch.stack(parts).sum(dim=0)

    def tail(self, head: Tensor, size: tuple[int, int]) -> Tensor:
        """Return the picture (N, 3, H, W) that a head (N, head, H/4, W/4) stands for.

        Its values lie around 0..1, without bounds; they are float32 whatever the stages are in:
        bfloat16 cannot tell two neighbouring grey levels apart.
        """
        height, width = size
        entering = (head + self.bias.float()).to(
            self.quarter.weight.dtype, memory_format=torch.channels_last
        )
        x = _rectified(self.quarter(_rectified(entering)))
        x = functional.interpolate(x, size=(height // 2, width // 2), mode="nearest")
        x = _rectified(self.joined(_rectified(self.middle(x))))
        x = functional.interpolate(x, size=(height, width), mode="nearest")
        x = _rectified(self.full(x))
        with torch.autocast(x.device.type, enabled=False):
            pixels: Tensor = self.pixels(x.float())
        return pixels

    def forward(self, features: Features, size: tuple[int, int]) -> Tensor:
        """Return the picture (N, 3, H, W) that features stand for."""
        return self.tail(self.head(features, size), size)

    def ready(self, dtype: torch.dtype) -> Decoder:
        """Return a frozen copy for use, its stages but the last in an arithmetic."""
        copy = Decoder(self.channels, self.widths).to(self.bias.device)
        copy.load_state_dict(self.state_dict())
        copy.to(dtype)
        copy.pixels.float()
        copy.bias.data = self.bias.detach().clone()
        return copy.eval().requires_grad_(requires_grad=False)


def _rectified(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, SLOPE)


def _on_grid(values: Tensor, grid: tuple[int, int]) -> Tensor:
    """Bring a map to the decoder's grid: deeper layers are smoothly enlarged, finer ones pooled."""
    if tuple(values.shape[-2:]) == grid:
        return values
    if values.shape[-2] > grid[0]:
        return functional.adaptive_avg_pool2d(values, grid)
    return functional.interpolate(values, size=grid, mode="bilinear", align_corners=False)
