"""Receptive fields: which pixels a cell of a layer sees, and which cells a region can reach.

Read off the network's plan: a 3 x 3 convolution sees one cell of its input further on each side, a
2 x 2 pooling doubles the distance between cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.engine.backbone import Architecture


@dataclass(frozen=True, slots=True)
class Field:
    """The pixels that cell i sees: `stride` i - `reach` to `stride` (i + 1) - 1 + `reach`.

    Attributes
    ----------
    stride : int
        Pixels from one cell to the next.
    reach : int
        Pixels seen beyond the cell's own on each side.
    """

    stride: int
    reach: int

    def reached(self, region: Tensor) -> Tensor:
        """Return the cells that see a pixel of a region.

        Parameters
        ----------
        region : Tensor, (H, W), bool

        Returns
        -------
        Tensor, (H // stride, W // stride), bool
        """
        seen, size = region[None, None].float(), self.stride + 2 * self.reach
        for kernel, stride, padding in (
            ((size, 1), (self.stride, 1), (self.reach, 0)),
            ((1, size), (1, self.stride), (0, self.reach)),
        ):
            seen = functional.max_pool2d(seen, kernel, stride, padding)
        return seen[0, 0].to(torch.bool)


def fields(architecture: Architecture) -> dict[str, Field]:
    """Return the receptive field of every convolution of a network, by name."""
    found, stride, reach = {}, 1, 0
    names = iter(architecture.layers)
    for entry in architecture.plan:
        if entry == "M":
            stride *= 2
        else:
            reach += stride
            found[next(names)] = Field(stride, reach)
    return found
