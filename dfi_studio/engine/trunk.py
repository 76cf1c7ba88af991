"""The network as the solver runs it: a hundred times over one picture, there and back.

The activations are `Backbone`'s. What differs is how they are come by: in the arithmetic that the
device is fast in (`precision`), with the derivative written out (`convolution`), and in bands where
a picture is large. A band is some rows of a block of the network, from one pooling to the next; it
reads as many rows more on each side as the block has convolutions, so that nothing changes at its
borders. Only what goes from block to block is then kept, and the rest computed again on the way
back (gradient checkpointing; Chen et al. 2016, arXiv 1604.06174): a third more work, for a tenth of
the memory.

The first convolution reads float32: bfloat16 cannot tell two neighbouring grey levels apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.convolution import Convolution
from dfi_studio.engine.features import Features

_LARGE = 1024 * 1024  # pixels; in float32 such a picture takes about 2 GB while it is solved
_ROWS = 256  # in a band of a large picture: halos are then a fiftieth of the work


def band_rows(photo: Tensor, *, bands: bool | None = None) -> int:
    """Return how many rows of a photo (1, 3, H, W) to compute at once; 0 for all of them.

    By default the photo's size decides, not the memory that happens to be free: the same picture
    comes out whatever else is running.
    """
    large = photo.shape[-2] * photo.shape[-1] > _LARGE
    return _ROWS if (large if bands is None else bands) else 0


class Trunk:
    """The scaled activations of some layers, differentiable once with respect to the picture.

    Parameters
    ----------
    backbone : Backbone
    layers : sequence of str
        Any of the network's; it is run no further than the last of them.
    dtype : torch.dtype
        Of all convolutions but the first, whose inputs are in the backbone's.
    rows : int
        Of the picture, in a band; 0 computes all at once. Rounded up to whole cells of the
        deepest layer.
    """

    def __init__(
        self, backbone: Backbone, layers: Sequence[str], dtype: torch.dtype, *, rows: int = 0
    ) -> None:
        self._backbone = backbone
        self._blocks = _blocks(backbone, layers, dtype)
        deepest = 2 ** (len(self._blocks) - 1)
        self._rows = -(-rows // deepest) * deepest

    def __call__(self, images: Tensor) -> Features:
        """Return the activations (N, C, h, w) of pictures (N, 3, H, W), in the pictures' type."""
        x = self._backbone.normalised(images)
        found: Features = {}
        for depth, block in enumerate(self._blocks):
            *tapped, x = _Pass.apply(x, block, self._rows >> depth)  # type: ignore[no-untyped-call]
            for name, values in zip(block.taps.values(), tapped, strict=True):
                found[name] = values.to(images.dtype) / self._backbone.scales.get(name, 1.0)
        return found


@dataclass(frozen=True, slots=True)
class _Block:
    """Convolutions up to a pooling, or up to the end.

    Attributes
    ----------
    taps : dict of int to str
        Which convolution's output is which layer.
    """

    convolutions: tuple[Convolution, ...]
    taps: dict[int, str]
    pooled: bool

    def forward(self, x: Tensor) -> list[Tensor]:
        """Return the output of each convolution."""
        outputs = []
        for convolution in self.convolutions:
            x = convolution.forward(x)
            outputs.append(x)
        return outputs

    def backward(self, outputs: list[Tensor], gradients: dict[int, Tensor]) -> Tensor:
        """Return the gradient at the input, given those at the outputs of some convolutions."""
        gradient = None
        for index in range(len(outputs) - 1, -1, -1):
            convolution = self.convolutions[index]
            here = gradients.get(index)
            if here is not None:
                gradient = here if gradient is None else gradient + here
            if gradient is not None:
                gradient = convolution.backward(gradient, outputs[index])
        assert gradient is not None  # a block is run for a layer in it or behind it
        return gradient


class _Pass(torch.autograd.Function):
    """A block's tapped outputs and, last, what goes on to the next block."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, block: _Block, rows: int) -> tuple[Tensor, ...]:
        ctx.block, ctx.rows, ctx.kept = block, rows, None
        ctx.save_for_backward(x)
        if not rows or rows >= x.shape[-2]:
            outputs = block.forward(x)
            pooled, where = _pool(outputs[-1]) if block.pooled else (outputs[-1][:0], None)
            if ctx.needs_input_grad[0]:
                ctx.kept = (outputs, where)
            return (*(outputs[index] for index in block.taps), pooled)
        parts = [_band(block, x, band) for band in _bands(x.shape[-2], rows)]
        return tuple(torch.cat(each, dim=-2) for each in zip(*parts, strict=True))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (x,) = ctx.saved_tensors
        block: _Block = ctx.block
        if ctx.kept is not None:
            outputs, where = ctx.kept
            ctx.kept = None
            return _back(block, outputs, where, gradients), None, None
        found = torch.zeros_like(x)
        for band in _bands(x.shape[-2], ctx.rows):
            _band_back(block, x, band, gradients, found)
        return found, None, None


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows that a block is to compute, of so many."""

    start: int
    stop: int
    height: int

    def read(self, reach: int) -> slice:
        """Return the rows of the input that they depend on."""
        return slice(max(self.start - reach, 0), min(self.stop + reach, self.height))

    def inner(self, reach: int) -> slice:
        """Return where they lie in what was read."""
        start = self.start - max(self.start - reach, 0)
        return slice(start, start + self.stop - self.start)

    def halved(self) -> slice:
        """Return the pooled rows; the last odd one is lost."""
        return slice(self.start // 2, self.stop // 2)


def _bands(height: int, rows: int) -> list[_Band]:
    """Cut rows into bands; a single row that is left over, too few to pool, joins the last."""
    starts = [start for start in range(0, height, rows) if start == 0 or height - start > 1]
    return [
        _Band(start, stop, height)
        for start, stop in zip(starts, [*starts[1:], height], strict=True)
    ]


def _band(block: _Block, x: Tensor, band: _Band) -> tuple[Tensor, ...]:
    reach = len(block.convolutions)
    outputs = block.forward(x[..., band.read(reach), :])
    inner = [output[..., band.inner(reach), :] for output in outputs]
    pooled = functional.max_pool2d(inner[-1], 2) if block.pooled else inner[-1][:0]
    return (*(inner[index] for index in block.taps), pooled)


def _band_back(
    block: _Block, x: Tensor, band: _Band, gradients: Sequence[Tensor], found: Tensor
) -> None:
    """Compute a band again and add what its outputs' gradients come to at the input."""
    reach = len(block.convolutions)
    read, inner = band.read(reach), band.inner(reach)
    outputs = block.forward(x[..., read, :])
    where = _pool(outputs[-1][..., inner, :])[1] if block.pooled else None
    *tapped, pooled = gradients
    rows = slice(band.start, band.stop)
    own = [each[..., rows, :] for each in tapped]
    spread = _spread(outputs, inner, block, [*own, pooled[..., band.halved(), :]], where)
    found[..., read, :] += block.backward(outputs, spread)


def _spread(
    outputs: list[Tensor],
    inner: slice,
    block: _Block,
    gradients: Sequence[Tensor],
    where: Tensor | None,
) -> dict[int, Tensor]:
    """Return the gradients at the outputs of a band: 0 in the rows that others compute."""
    last = len(outputs) - 1
    *tapped, pooled = gradients
    at = {index: torch.zeros_like(outputs[index]) for index in block.taps}
    for index, values in zip(block.taps, tapped, strict=True):
        at[index][..., inner, :] = values
    if where is not None:
        whole = at.setdefault(last, torch.zeros_like(outputs[last]))
        whole[..., inner, :] += _unpool(pooled, outputs[last][..., inner, :], where)
    return at


def _back(
    block: _Block, outputs: list[Tensor], where: Tensor | None, gradients: Sequence[Tensor]
) -> Tensor:
    *tapped, pooled = gradients
    at = dict(zip(block.taps, tapped, strict=True))
    if where is not None:
        last = len(outputs) - 1
        behind = _unpool(pooled, outputs[last], where)
        at[last] = at[last] + behind if last in at else behind
    return block.backward(outputs, at)


def _pool(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the 2 x 2 maxima and where they were."""
    found: tuple[Tensor, Tensor] = torch.ops.aten.max_pool2d_with_indices(x, [2, 2])
    return found


def _unpool(gradient: Tensor, x: Tensor, where: Tensor) -> Tensor:
    found: Tensor = torch.ops.aten.max_pool2d_with_indices_backward(
        gradient, x, [2, 2], [2, 2], [0, 0], [1, 1], False, where
    )
    return found


def _blocks(backbone: Backbone, layers: Sequence[str], dtype: torch.dtype) -> list[_Block]:
    """Cut the network at its poolings, and end it behind the last of the layers."""
    wanted = {backbone.taps[name]: name for name in layers}
    last = max(wanted)
    made = iter(_convolutions(backbone, dtype))
    blocks: list[_Block] = []
    part: list[Convolution] = []
    taps: dict[int, str] = {}
    for index in range(last + 1):
        module = backbone.stack[index]
        if isinstance(module, nn.Conv2d):
            part.append(next(made))
        elif isinstance(module, nn.MaxPool2d):
            blocks.append(_Block(tuple(part), taps, pooled=True))
            part, taps = [], {}
        elif index in wanted:
            taps[len(part) - 1] = wanted[index]
    return [*blocks, _Block(tuple(part), taps, pooled=False)]


def _convolutions(backbone: Backbone, dtype: torch.dtype) -> list[Convolution]:
    """Return the network's convolutions in an arithmetic, made once."""
    own = backbone.mean.dtype
    kept = _kept.setdefault(backbone, {})
    key = (own, dtype, backbone.mean.device)
    if key not in kept:
        modules = [module for module in backbone.stack if isinstance(module, nn.Conv2d)]
        kept[key] = [
            Convolution(module, dtype, inputs=own if first else None)
            for first, module in zip([True] + [False] * len(modules), modules, strict=False)
        ]
    return kept[key]


_kept: WeakKeyDictionary[Backbone, dict[object, list[Convolution]]] = WeakKeyDictionary()
