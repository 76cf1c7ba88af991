"""What is kept of a class's covariance: all of it, its diagonal, or its strongest directions."""

from __future__ import annotations

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
        every = len(labels) == self.classes and bool((labels.diff() == 1).all())
        chosen = self.covariances if every else self.covariances[labels]  # which is a copy
        return directions @ chosen.to(directions)

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
        self,
        label: int,
        seen: int,
        count: int,
        mean: Tensor,
        deviations: Tensor,
        processes: Processes,
    ) -> None:
        rows = self._rows(label, seen, count, mean, deviations, processes.size)
        covariance = self.covariances[label]
        covariance.addmm_(rows.T, rows, beta=seen / (seen + count) / processes.size)
        covariance.copy_(processes.sum(covariance))


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

    def _deviations(self, label: int) -> Tensor:
        """See the base class; one row has these squares."""
        return self.variances[label].sqrt()[None]

    def _absorb(
        self,
        label: int,
        seen: int,
        count: int,
        mean: Tensor,
        deviations: Tensor,
        processes: Processes,
    ) -> None:
        rows = self._rows(label, seen, count, mean, deviations, processes.size)
        variances = self.variances[label]
        variances.mul_(seen / (seen + count) / processes.size).add_(rows.square().sum(0))
        variances.copy_(processes.sum(variances))


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
        self,
        label: int,
        seen: int,
        count: int,
        mean: Tensor,
        deviations: Tensor,
        processes: Processes,
    ) -> None:
        rows = self._rows(label, seen, count, mean, deviations)
        known = self.factors[label] * (seen / (seen + count)) ** 0.5
        _, values, directions = torch.linalg.svd(torch.cat((known, rows)), full_matrices=False)
        rank = min(self.factors.shape[1], len(values))
        self.factors[label].zero_()
        self.factors[label, :rank] = values[:rank, None] * directions[:rank]
