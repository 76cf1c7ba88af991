"""A convolution with its ReLU in one kernel, and its derivative, in one arithmetic.

With stride 1 and one cell of zeros around, the derivative with respect to the input is a
convolution too: with the kernels turned by half a turn and the channels exchanged. So both ways
run the same fast kernel. Where oneDNN serves the CPU, weights are put once into the order that it
wants, which it would otherwise do at each call, and ReLU is part of the kernel.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_ONES = [1, 1]


class Convolution:
    """relu(conv(x)) for cells (N, C, h, w), channels last.

    Parameters
    ----------
    module : Conv2d
        3 x 3, stride 1, padding 1, with bias.
    dtype : torch.dtype
        Of outputs and gradients; sums are float32 at least.
    inputs : torch.dtype or None
        What inputs are and are multiplied in; by default the same.
    """

    def __init__(
        self, module: nn.Conv2d, dtype: torch.dtype, *, inputs: torch.dtype | None = None
    ) -> None:
        weight = module.weight.detach()
        assert module.bias is not None
        self.dtype, self._inputs = dtype, inputs or dtype
        self._bias = module.bias.detach().to(self._inputs)
        turned = weight.flip(2, 3).transpose(0, 1)
        self._there, self._back = Kernel(weight.to(self._inputs)), Kernel(turned.to(dtype))

    def forward(self, x: Tensor) -> Tensor:
        """Return relu(conv(x)), (N, D, h, w)."""
        return self._there(x.to(self._inputs), self._bias, slope=0).to(self.dtype)

    def backward(self, gradient: Tensor, output: Tensor) -> Tensor:
        """Return the gradient at the input, given that at the output and what `forward` gave."""
        alive: Tensor = torch.ops.aten.threshold_backward(gradient.to(self.dtype), output, 0)
        return self._back(alive, None)


class Kernel:
    """The weights (D, C, h, w) of one convolution, in the order that the device wants.

    Parameters
    ----------
    padding : int
        Cells of zeros around.
    """

    def __init__(self, weight: Tensor, *, padding: int = 1) -> None:
        self._weight = weight.contiguous(memory_format=torch.channels_last)
        self._padding = padding
        self._packed: dict[tuple[int, ...], Tensor] = {}
        self._onednn = _onednn(weight)

    def __call__(self, x: Tensor, bias: Tensor | None, *, slope: float | None = None) -> Tensor:
        """Return the convolution of x, (N, C, H, W), channels last, in the weights' arithmetic.

        Parameters
        ----------
        slope : float or None
            What values below zero are multiplied by: 0 is ReLU's; None lets all be.
        """
        if self._onednn is None:
            plain = functional.conv2d(x, self._weight, bias, padding=self._padding)
            return plain if slope is None else functional.leaky_relu_(plain, slope)
        follow = "none" if slope is None else "leaky_relu" if slope else "relu"
        slopes = [slope] if slope else []
        run, around = self._onednn._convolution_pointwise, [self._padding] * 2
        packed = self._order(x)
        found: Tensor = run(x, packed, bias, around, _ONES, _ONES, 1, follow, slopes, "")
        return found

    def _order(self, x: Tensor) -> Tensor:
        """Return the weights in oneDNN's order for inputs of this shape, made once for the last."""
        shape = tuple(x.shape)
        if shape not in self._packed:
            assert self._onednn is not None
            self._packed.clear()
            self._packed[shape] = self._onednn._reorder_convolution_weight(
                self._weight, [self._padding] * 2, _ONES, _ONES, 1, list(shape)
            )
        return self._packed[shape]


def _onednn(weight: Tensor) -> Any:
    """Return oneDNN's operators where they are faster than torch's own way to them, else None."""
    there = hasattr(torch.ops.mkldnn, "_convolution_pointwise")
    known = weight.dtype in (torch.float32, torch.bfloat16)
    if weight.device.type == "cpu" and torch.backends.mkldnn.is_available() and there and known:
        return torch.ops.mkldnn
    return None
