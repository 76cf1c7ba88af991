"""A network over a picture of which only a region changes.

Pixels outside the region are constants, and so are the activations that the region cannot reach.
They are computed once, from the picture as it is; from then on each layer computes only the
smallest rectangle of cells that the region reaches, set into its surroundings. The features are
those of the whole network on the whole picture, to rounding. The rectangles grow with the depth,
while the expensive layers are the shallow ones: a region of a ninth of the picture costs a quarter
at 256 px. One window for all layers, wide enough for the deepest, would save next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.receptive import fields


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of rows or of columns."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many there are."""
        return self.stop - self.start

    @property
    def all(self) -> slice:
        """To index a tensor with."""
        return slice(self.start, self.stop)

    def within(self, other: Span) -> slice:
        """Return where it lies in another that holds it."""
        return slice(self.start - other.start, self.stop - other.start)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels, or of a layer's cells."""

    rows: Span
    columns: Span

    def of(self, values: Tensor) -> Tensor:
        """Return this part of a tensor (..., H, W)."""
        return values[..., self.rows.all, self.columns.all]

    def grown(self, cells: int) -> Window:
        """Return the rectangle with so many cells more on each side."""
        return Window(*(Span(each.start - cells, each.stop + cells) for each in self._spans))

    def halved(self, height: int, width: int) -> Window:
        """Return the cells of a 2 x 2 pooling that see this rectangle; the last odd one is lost."""
        ends = (height // 2, width // 2)
        return Window(
            *(
                Span(min(each.start // 2, end), min(-(-each.stop // 2), end))
                for each, end in zip(self._spans, ends, strict=True)
            )
        )

    def doubled(self) -> Window:
        """Return the cells that a 2 x 2 pooling reads for this rectangle."""
        return Window(*(Span(2 * each.start, 2 * each.stop) for each in self._spans))

    def clipped(self, height: int, width: int) -> Window:
        """Return the part that lies in a picture of this size."""
        return Window(
            *(
                Span(max(each.start, 0), min(each.stop, end))
                for each, end in zip(self._spans, (height, width), strict=True)
            )
        )

    @property
    def empty(self) -> bool:
        """Whether it holds no cell at all."""
        return any(each.start >= each.stop for each in self._spans)

    @property
    def _spans(self) -> tuple[Span, Span]:
        return self.rows, self.columns


Stage = Callable[[Tensor], Tensor]
"""What changes of a module's input, in a window -> what changes of its output, in the next."""


class LocalNetwork:
    """The features of a picture of which only a region changes.

    Parameters
    ----------
    backbone : Backbone
    picture : Tensor, (1, 3, H, W)
        What the pixels outside the region are.
    region : Tensor, (H, W), bool
        Where pixels change; not empty.
    layers : sequence of str
    dtype : torch.dtype or None
        Of all convolutions but the first, as in `Trunk`; by default the picture's.

    Attributes
    ----------
    window : Window
        The smallest rectangle of pixels around the region.
    windows : dict of str to Window
        The cells of each layer that are computed. A layer that the region does not reach, because
        odd rows and columns are lost when pooling, is absent.
    reached : dict of str to Tensor, bool
        Which of those cells the region reaches.
    before : Features
        What these cells of the picture are, from the one run of the whole network.
    """

    def __init__(
        self,
        backbone: Backbone,
        picture: Tensor,
        region: Tensor,
        layers: Sequence[str],
        *,
        dtype: torch.dtype | None = None,
    ) -> None:
        self._backbone = backbone
        self._dtype = dtype or picture.dtype
        self.window = around(region)
        self.windows: dict[str, Window] = {}
        self.before: Features = {}
        self._stages: list[Stage] = []
        self._taps: dict[int, str] = {}
        with torch.no_grad():
            self._prepare(picture, layers)
        reachable = fields(backbone.architecture)
        self.reached = {
            layer: window.of(reachable[layer].reached(region))
            for layer, window in self.windows.items()
        }

    def _prepare(self, picture: Tensor, layers: Sequence[str]) -> None:
        """Run the whole network once, and keep at each module what surrounds the region."""
        wanted = {self._backbone.taps[name]: name for name in layers}
        x, window = self._backbone.normalised(picture), self.window
        for index in range(max(wanted) + 1):
            module = self._backbone.stack[index]
            stage, window = _stage(module, x, window, x.dtype if index == 0 else self._dtype)
            if window.empty:
                return
            self._stages.append(stage)
            x = module(x)
            if index in wanted:
                layer = self._taps[index] = wanted[index]
                self.windows[layer] = window
                self.before[layer] = window.of(x) / self._backbone.scales.get(layer, 1.0)

    def __call__(self, patch: Tensor) -> Features:
        """Return the scaled activations of each layer's window.

        Parameters
        ----------
        patch : Tensor, (1, 3, h, w)
            The pixels of `window`, in 0..1.
        """
        x = self._backbone.normalised(patch)
        found: Features = {}
        for index, stage in enumerate(self._stages):
            x = stage(x)
            if index in self._taps:
                layer = self._taps[index]
                found[layer] = x.to(patch.dtype) / self._backbone.scales.get(layer, 1.0)
        return found


def around(region: Tensor) -> Window:
    """Return the smallest rectangle around a region (H, W), bool, that is not empty."""
    spans = []
    for axis in (1, 0):
        places = region.any(dim=axis).nonzero()
        spans.append(Span(int(places[0]), int(places[-1]) + 1))
    return Window(*spans)


def _stage(
    module: nn.Module, x: Tensor, window: Window, dtype: torch.dtype
) -> tuple[Stage, Window]:
    """Return a module set into its input x (N, C, H, W), and the window of its output."""
    if isinstance(module, nn.Conv2d):
        return _convolution(module, x, window, dtype)
    if isinstance(module, nn.MaxPool2d):
        return _pooling(x, window, dtype)
    return functional.relu_, window


def _convolution(
    module: nn.Conv2d, x: Tensor, window: Window, dtype: torch.dtype
) -> tuple[Stage, Window]:
    """Split a convolution, which is linear: what is outside the window, bias and all, is constant.

    So nothing need be copied together, which would cost a fifth of the time.
    """
    height, width = x.shape[-2:]
    output, whole = window.grown(1).clipped(height, width), window.grown(1)
    read = output.grown(1).clipped(height, width)
    outside = read.of(x).clone(memory_format=torch.channels_last)
    outside[..., window.rows.within(read.rows), window.columns.within(read.columns)] = 0
    rows, columns = output.rows.within(read.rows), output.columns.within(read.columns)
    constant: Tensor = module(outside)[..., rows, columns]
    constant = constant.to(dtype).contiguous(memory_format=torch.channels_last)
    weight = module.weight.to(dtype)
    rows, columns = output.rows.within(whole.rows), output.columns.within(whole.columns)

    def stage(changing: Tensor) -> Tensor:
        found = functional.conv2d(changing.to(dtype), weight, padding=2)
        return found[..., rows, columns] + constant

    return stage, output


def _pooling(x: Tensor, window: Window, dtype: torch.dtype) -> tuple[Stage, Window]:
    """Set a window into the cells around it that are pooled together with its own."""
    output = window.halved(*x.shape[-2:])
    read = output.doubled()
    window = window.clipped(read.rows.stop, read.columns.stop)
    surroundings = read.of(x).to(dtype).clone(memory_format=torch.channels_last)
    rows, columns = window.rows.within(read.rows), window.columns.within(read.columns)

    def stage(changing: Tensor) -> Tensor:
        whole = surroundings.clone(memory_format=torch.channels_last)
        whole[..., rows, columns] = changing[..., : window.rows.length, : window.columns.length]
        return functional.max_pool2d(whole, 2)

    return stage, output
