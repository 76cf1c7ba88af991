"""What is kept of a class's covariance: all of it, its diagonal, or its strongest directions."""

from __future__ import annotations

from typing import Self

import torch
from torch import Tensor

from dfi_studio.engine.class_covariance import ClassCovariance
from dfi_studio.engine.processes import ALONE, Processes

__all__ = ["ClassCovariance", "DiagonalCovariance", "FullCovariance", "LowRankCovariance"]


class FullCovariance(ClassCovariance):
    """All of each Sigma_c, (C, A, A): the paper's choice where A is at most some hundreds."""

    covariances: Tensor

    def __init__(self, classes: int, width: int, *, dtype: torch.dtype = torch.float32) -> None:
        super().__init__(classes, width, dtype=dtype)
        self.register_buffer("covariances", torch.zeros(classes, width, width, dtype=dtype))

    def times(self, directions: Tensor, labels: Tensor) -> Tensor:
        """See the base class; one A x A product a class, not one a sample."""
        return directions @ self.covariances[labels].to(directions)

    def factor(self, label: int) -> Tensor:
        """See the base class; from the eigenvectors, since Sigma_c may be singular."""
        values, vectors = torch.linalg.eigh(self.covariances[label])
        factor: Tensor = (vectors * values.clamp_min(0).sqrt()).T
        return factor

    @property
    def rank(self) -> int:
        """See the base class."""
        return self.means.shape[1]

    def traces(self) -> Tensor:
        """See the base class."""
        return self.covariances.diagonal(dim1=1, dim2=2).sum(1)

    def _absorb(
        self, label: int, count: int, mean: Tensor, deviations: Tensor, processes: Processes
    ) -> None:
        old, new, step = self._shares(label, count, mean)
        scatter = processes.sum(deviations.T @ deviations)
        self.covariances[label].mul_(old).add_(scatter.mul_(new / count)).addr_(step, step)


class DiagonalCovariance(ClassCovariance):
    """The variances alone, (C, A): the paper's choice for ImageNet."""

    variances: Tensor

    def __init__(self, classes: int, width: int, *, dtype: torch.dtype = torch.float32) -> None:
        super().__init__(classes, width, dtype=dtype)
        self.register_buffer("variances", torch.zeros(classes, width, dtype=dtype))

    def times(self, directions: Tensor, labels: Tensor) -> Tensor:
        """See the base class."""
        return directions * self.variances[labels].to(directions)[:, None]

    def factor(self, label: int) -> Tensor:
        """See the base class."""
        return self.variances[label].sqrt().diag()

    @property
    def rank(self) -> int:
        """See the base class."""
        return self.means.shape[1]

    def traces(self) -> Tensor:
        """See the base class."""
        return self.variances.sum(1)

    @torch.no_grad()
    def merge(self, other: Self) -> None:
        """See the base class; needs no factors."""
        if other.means.shape != self.means.shape:
            raise ValueError(f"{tuple(other.means.shape)} and {tuple(self.means.shape)}")
        for label in other.counts.nonzero().flatten().tolist():
            spread = (other.variances[label].to(self.means) * int(other.counts[label])).sqrt()
            mean = other.means[label].to(self.means)
            self._absorb(label, int(other.counts[label]), mean, spread[None], ALONE)

    def _absorb(
        self, label: int, count: int, mean: Tensor, deviations: Tensor, processes: Processes
    ) -> None:
        old, new, step = self._shares(label, count, mean)
        squares = processes.sum(deviations.square().sum(0))
        self.variances[label].mul_(old).add_(squares * (new / count)).add_(step.square())


class LowRankCovariance(ClassCovariance):
    """The strongest directions of each Sigma_c, (C, r, A): for features too wide for all of it.

    What is beyond r directions is left out at each merge; up to rank r nothing is lost.

    Parameters
    ----------
    rank : int
        r.
    """

    factors: Tensor

    def __init__(
        self, classes: int, width: int, *, rank: int, dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__(classes, width, dtype=dtype)
        if not 1 <= rank <= width:
            raise ValueError(f"rank {rank} of features with {width} values")
        self.register_buffer("factors", torch.zeros(classes, rank, width, dtype=dtype))

    def times(self, directions: Tensor, labels: Tensor) -> Tensor:
        """See the base class."""
        factors = self.factors[labels].to(directions)
        return directions @ factors.transpose(1, 2) @ factors

    def factor(self, label: int) -> Tensor:
        """See the base class."""
        return self.factors[label]

    @property
    def rank(self) -> int:
        """See the base class."""
        return self.factors.shape[1]

    def traces(self) -> Tensor:
        """See the base class."""
        return self.factors.square().sum((1, 2))

    @torch.no_grad()
    def update(self, features: Tensor, labels: Tensor, processes: Processes = ALONE) -> None:
        """See the base class; singular values cannot be added up, so the features are shared."""
        super().update(processes.gather(features), processes.gather(labels))

    def _absorb(
        self, label: int, count: int, mean: Tensor, deviations: Tensor, processes: Processes
    ) -> None:
        old, new, step = self._shares(label, count, mean)
        rows = (self.factors[label] * old.sqrt(), deviations * (new / count).sqrt(), step[None])
        _, values, directions = torch.linalg.svd(torch.cat(rows), full_matrices=False)
        rank = min(self.factors.shape[1], len(values))
        self.factors[label].zero_()
        self.factors[label, :rank] = values[:rank, None] * directions[:rank]
