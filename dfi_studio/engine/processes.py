"""Processes that train one network together: what each adds up over all of them.

Every process takes its share of each batch, and sums what it counted with the others; so all hold
the same network and the same statistics after every step, which are those of one process that had
taken the whole batch. Does not know how the processes were started.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn


class Processes:
    """One process, which has nobody to add to; see `Joined` for several.

    Attributes
    ----------
    rank, size : int
        Which one this is, from 0, and how many there are.
    """

    rank, size = 0, 1

    def own(self, rows: Tensor) -> Tensor:
        """Return this process's share of a batch, every `size`-th row."""
        return rows[self.rank :: self.size]

    def sum(self, values: Tensor) -> Tensor:
        """Return the sum of all processes' tensors, which are of one shape."""
        return values

    def gather(self, rows: Tensor) -> Tensor:
        """Return the rows of all processes, (N, ...), of which each has as many."""
        return rows

    def together(self, network: nn.Module) -> nn.Module:
        """Return the network so that a backward pass gives the mean gradient of all processes."""
        return network


ALONE = Processes()


class Joined(Processes):
    """The processes of torch's default group, which has to be there."""

    def __init__(self) -> None:
        self.rank, self.size = dist.get_rank(), dist.get_world_size()

    def sum(self, values: Tensor) -> Tensor:
        """See the base class; differentiable."""
        found: Tensor = _Sum.apply(values)  # type: ignore[no-untyped-call]
        return found

    def gather(self, rows: Tensor) -> Tensor:
        """See the base class."""
        parts = [torch.empty_like(rows) for _ in range(self.size)]
        dist.all_gather(parts, rows.contiguous())
        return torch.cat(parts)

    def together(self, network: nn.Module) -> nn.Module:
        """See the base class; batch normalisation goes by the mean of the whole batch."""
        return nn.parallel.DistributedDataParallel(
            _with_shared_normalisation(network, self), broadcast_buffers=False
        )


class _Sum(torch.autograd.Function):
    """The sum over processes; each one's value counts in the loss of all of them."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        total = values.contiguous().clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        total = gradient.contiguous().clone()
        dist.all_reduce(total)
        return total


class _SharedBatchNorm(nn.BatchNorm2d):
    """Batch normalisation over the shares of all processes, which are of one size.

    torch's own (`SyncBatchNorm`) computes on GPUs only.
    """

    processes: Processes

    def forward(self, values: Tensor) -> Tensor:
        if not self.training:
            frozen: Tensor = super().forward(values)
            return frozen
        assert self.running_mean is not None
        assert self.running_var is not None
        shift = self.running_mean.clone()  # the mean, or nearly: squares about it lose no digits
        moved = values.to(shift) - shift[:, None, None]
        count = self.processes.size * values.numel() // values.shape[1]
        sums = torch.stack((moved.sum((0, 2, 3)), moved.square().sum((0, 2, 3))))
        mean, square = self.processes.sum(sums) / count
        variance = square - mean.square()
        assert self.momentum is not None
        assert self.num_batches_tracked is not None
        with torch.no_grad():
            self.running_mean.lerp_(mean + shift, self.momentum)
            self.running_var.lerp_(variance * (count / max(count - 1, 1)), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight * (variance + self.eps).rsqrt()
        offset = self.bias - mean * scale
        found: Tensor = moved * scale[:, None, None] + offset[:, None, None]
        return found.to(values)


def _with_shared_normalisation(network: nn.Module, processes: Processes) -> nn.Module:
    """Let the batch normalisations of a network share; its parameters stay the ones they are."""
    for module in network.modules():
        if type(module) is nn.BatchNorm2d and module.affine and module.track_running_stats:
            module.__class__ = _SharedBatchNorm
            module.processes = processes  # type: ignore[assignment]
    return network
