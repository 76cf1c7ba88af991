"""The quadratic forms of ISDA, (w_j - w_c)^T Sigma_c (w_j - w_c): one a class, not one a sample.

Knows how to go through the classes in blocks, and the derivative; what Sigma_c is, is given as the
function that multiplies by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

_BLOCK_VALUES = 1 << 16
"""Of the largest intermediate: blocks of classes keep it in the cache."""

Times = Callable[[Tensor, Tensor], Tensor]
"""Of directions (K, M, A) and classes (K,): Sigma_c d for each, (K, M, A)."""


def between(rows: Tensor, labels: Tensor, times: Times) -> Tensor:
    """Return (w_j - w_c)^T Sigma_c (w_j - w_c) for all j and some classes c, (K, C).

    Differentiable in the rows; the covariances count as constants.

    Parameters
    ----------
    rows : Tensor, (C, A)
        w, one for each class.
    labels : Tensor, (K,)
        The classes c.
    times : callable
    """
    found: Tensor = _Between.apply(rows, labels, times)  # type: ignore[no-untyped-call]
    return found


class _Between(torch.autograd.Function):
    """See `between`.

    Goes through the classes in blocks, forward and backward, and keeps nothing between the two but
    the rows, where there is more than one block: what autograd would keep is of the size K x C x A.
    """

    @staticmethod
    def forward(ctx: Any, rows: Tensor, labels: Tensor, times: Times) -> Tensor:
        ctx.times = times
        found = rows.new_zeros(len(labels), len(rows))
        kept = rows.new_zeros(0)
        for at, directions, moved in _blocks(rows, labels, times):
            found[at] = (moved * directions).sum(2)
            if len(moved) == len(labels):
                kept = moved
        ctx.save_for_backward(rows, labels, kept)
        return found

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        rows, labels, kept = ctx.saved_tensors
        found = torch.zeros_like(rows)
        whole = [(slice(None), None, kept)]
        for at, _, moved in whole if len(kept) else _blocks(rows, labels, ctx.times):
            pulls = 2 * gradient[at][..., None] * moved
            found += pulls.sum(0)
            found.index_add_(0, labels[at], pulls.sum(1), alpha=-1)
        return found, None, None


def _blocks(rows: Tensor, labels: Tensor, times: Times) -> Iterator[tuple[slice, Tensor, Tensor]]:
    """Yield blocks of classes: where they are, w_j - w_c, and Sigma_c (w_j - w_c)."""
    size = max(_BLOCK_VALUES // rows.numel(), 1)
    for start in range(0, len(labels), size):
        at = slice(start, start + size)
        directions = rows[None] - rows[labels[at]][:, None]
        yield at, directions, times(directions, labels[at])
