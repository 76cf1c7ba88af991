"""The last stages of a decoder for the frames of a slider: the same picture, sooner.

A 3 x 3 convolution that follows a doubling by nearest neighbours sees each cell in four places.
There two or three of its rows, and of its columns, fall on the same cell: their weights add up to
a 2 x 2 kernel for each place, which runs on the small map. That is four multiplications of nine,
and the large map is not written before it is convolved. Weights stay in the device's order.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.convolution import Kernel
from dfi_studio.engine.decoder import SLOPE, Decoder


class DecoderTail:
    """`Decoder.tail` for one size of picture.

    Parameters
    ----------
    decoder : Decoder
        Made `ready`.
    size : (H, W)
        Of the picture.
    """

    def __init__(self, decoder: Decoder, size: tuple[int, int]) -> None:
        height, width = self._size = size
        self._half = height // 2, width // 2
        self._dtype = decoder.quarter.weight.dtype
        self._entering = decoder.bias.detach().float()
        self._quarter, self._joined = _Stage(decoder.quarter), _Stage(decoder.joined)
        self._middle, self._full = _Enlarged(decoder.middle), _Enlarged(decoder.full)
        self._pixels = _Stage(decoder.pixels, slope=None)

    def __call__(self, head: Tensor) -> Tensor:
        """Return the picture (N, 3, H, W), float32, that a head (N, head, H/4, W/4) stands for."""
        rectified = functional.leaky_relu(head + self._entering, SLOPE)
        x = self._quarter(rectified.to(self._dtype, memory_format=torch.channels_last))
        x = self._joined(self._middle(x, self._half))
        return self._pixels(self._full(x, self._size).float())


class _Stage:
    """A convolution and what follows it."""

    def __init__(self, module: nn.Conv2d, slope: float | None = SLOPE) -> None:
        assert module.bias is not None
        self._kernel, self._bias = Kernel(module.weight.detach()), module.bias.detach()
        self._slope = slope

    def __call__(self, x: Tensor) -> Tensor:
        return self._kernel(x, self._bias, slope=self._slope)


class _Enlarged:
    """The same of what is enlarged by nearest neighbours."""

    def __init__(self, module: nn.Conv2d) -> None:
        assert module.bias is not None
        weight, self._bias = module.weight.detach(), module.bias.detach()
        self._whole = Kernel(weight)
        self._places = {
            (row, column): Kernel(
                _folded(_folded(weight.float(), 2, row), 3, column).to(weight.dtype), padding=0
            )
            for row in (0, 1)
            for column in (0, 1)
        }

    def __call__(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        count, _, height, width = x.shape
        if size != (2 * height, 2 * width):  # an odd side is not a doubled one
            large = functional.interpolate(x, size=size, mode="nearest")
            return self._whole(large, self._bias, slope=SLOPE)
        around = functional.pad(x, (1, 1, 1, 1))
        found = x.new_empty((count, *size, len(self._bias)))
        for (row, column), kernel in self._places.items():
            seen = around[:, :, row : row + height + 1, column : column + width + 1]
            cells = kernel(seen, self._bias, slope=SLOPE)
            found[:, row::2, column::2] = cells.permute(0, 2, 3, 1)
        return found.permute(0, 3, 1, 2)


def _folded(weight: Tensor, axis: int, place: int) -> Tensor:
    """Add up, along one axis of three, the weights that fall on the same cell from a place."""
    first, middle, last = weight.unbind(axis)
    parts = (first, middle + last) if place == 0 else (first + middle, last)
    return torch.stack(parts, axis)
