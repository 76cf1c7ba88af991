"""Class-conditional covariances of features, estimated online (ISDA, section 4.2 of the paper).

A `ClassCovariance` holds, for each of C classes, how many features were seen, their mean mu_c and
what is kept of their covariance Sigma_c. Taking in a batch is merging with the statistics of that
batch,

    mu    <- (n mu + m mu') / (n + m)
    Sigma <- (n Sigma + m Sigma') / (n + m) + n m (mu - mu') (mu - mu')^T / (n + m)^2,

so that the result is that of all features at once, whatever the batches and whoever counted them:
those of several processes are merged alike. Covariances are those of the sample, divided by n.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.processes import ALONE, Processes
from dfi_studio.engine.quadratic_form import between


class ClassCovariance(nn.Module, ABC):
    """Counts, means and covariances of C classes of features with A values each.

    Everything is a buffer: it moves with the network that it belongs to, and is saved with it.

    Parameters
    ----------
    classes, width : int
        C and A.
    dtype : torch.dtype
        float32, or float64 where many small batches are to leave no trace in the digits.

    Attributes
    ----------
    counts : Tensor, (C,), int64
    means : Tensor, (C, A)
    """

    counts: Tensor
    means: Tensor

    def __init__(self, classes: int, width: int, *, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        if classes < 1 or width < 1:
            raise ValueError(f"{classes} classes of {width} values each")
        self.register_buffer("counts", torch.zeros(classes, dtype=torch.int64))
        self.register_buffer("means", torch.zeros(classes, width, dtype=dtype))

    @property
    def classes(self) -> int:
        """C."""
        return len(self.counts)

    @torch.no_grad()
    def update(self, features: Tensor, labels: Tensor, processes: Processes = ALONE) -> None:
        """Take in a batch; of several processes each takes in the batches of all.

        Parameters
        ----------
        features : Tensor, (N, A)
        labels : Tensor, (N,), int64
            In 0..C-1.
        processes : Processes

        Raises
        ------
        ValueError
            Shapes or labels do not fit.
        """
        self._check(features, labels)
        values = features.to(self.means)
        member = functional.one_hot(labels, self.classes).to(values)
        counts = processes.sum(member.sum(0))
        means = processes.sum(member.T @ values) / counts.clamp_min(1)[:, None]
        deviations = values - means[labels]
        order = labels.argsort(stable=True)
        own = deviations[order].split(labels.bincount(minlength=self.classes).tolist())
        for label, (seen, count) in enumerate(zip(*self._known(counts), strict=True)):
            if count:
                self._absorb(label, seen, count, means[label], own[label], processes)

    @torch.no_grad()
    def merge(self, other: Self) -> None:
        """Take in what another has counted.

        Raises
        ------
        ValueError
            It counts other classes, or features of another width.
        """
        if other.means.shape != self.means.shape:
            raise ValueError(f"{tuple(other.means.shape)} and {tuple(self.means.shape)}")
        for label, (seen, count) in enumerate(zip(*self._known(other.counts), strict=True)):
            if count:
                deviations = other._deviations(label).to(self.means) * count**0.5
                mean = other.means[label].to(self.means)
                self._absorb(label, seen, count, mean, deviations, ALONE)

    def between(self, rows: Tensor, labels: Tensor) -> Tensor:
        """Return (w_j - w_c)^T Sigma_c (w_j - w_c) for all j and some classes c, (K, C).

        Differentiable in the rows; the covariances count as constants.

        Parameters
        ----------
        rows : Tensor, (C, A)
            w, one for each class.
        labels : Tensor, (K,)
            The classes c.
        """
        return between(rows, labels, self.times)

    @abstractmethod
    def times(self, directions: Tensor, labels: Tensor) -> Tensor:
        """Return Sigma_c d for directions (K, M, A) of K classes, (K, M, A)."""

    @abstractmethod
    def factor(self, label: int) -> Tensor:
        """Return F (r, A) with F^T F = Sigma_c: F^T e of a standard normal e is a draw from it."""

    @abstractmethod
    def _absorb(
        self,
        label: int,
        seen: int,
        count: int,
        mean: Tensor,
        deviations: Tensor,
        processes: Processes,
    ) -> None:
        """Merge a class with others of it.

        Parameters
        ----------
        seen, count : int
            How many there were, and how many come, in all processes.
        mean : Tensor, (A,)
            Of those that come, in all processes.
        deviations : Tensor, (m, A)
            From that mean, of this process; or fewer rows with the same sum of squares.
        """

    def _deviations(self, label: int) -> Tensor:
        """Return rows whose sum of squares is what is kept of Sigma_c."""
        return self.factor(label)

    @property
    @abstractmethod
    def rank(self) -> int:
        """r, the most rows that a factor has."""

    @abstractmethod
    def traces(self) -> Tensor:
        """Return the total variance of each class, (C,)."""

    def trace(self, label: int) -> float:
        """Return the total variance of a class."""
        return float(self.traces()[label])

    def draw(self, label: int, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw directions from N(0, Sigma_c), (count, A)."""
        factor = self.factor(label)
        noise = torch.randn(
            count, len(factor), generator=generator, dtype=factor.dtype, device=factor.device
        )
        return noise @ factor

    def _known(self, counts: Tensor) -> tuple[list[int], list[int]]:
        """Return how many were seen of each class, and how many come: a GPU is waited for once."""
        seen, new = torch.stack((self.counts, counts.to(self.counts))).tolist()
        return seen, new

    def _rows(
        self, label: int, seen: int, count: int, mean: Tensor, deviations: Tensor, size: int = 1
    ) -> Tensor:
        """Move count and mean; return rows whose squares are what is added to Sigma_c.

        The step of the mean is a row like others; of several processes each adds a part of it.
        """
        old, new = seen / (seen + count), count / (seen + count)
        step = mean - self.means[label]
        rows = torch.cat((deviations, step[None]))
        rows[:-1] *= (new / count) ** 0.5
        rows[-1] *= (old * new / size) ** 0.5
        self.means[label].add_(step, alpha=new)
        self.counts[label] += count
        return rows

    def _check(self, features: Tensor, labels: Tensor) -> None:
        if features.ndim != 2 or features.shape[1] != self.means.shape[1]:
            wanted = f"(N, {self.means.shape[1]})"
            raise ValueError(f"features are {tuple(features.shape)} instead of {wanted}")
        if labels.shape != features.shape[:1]:
            raise ValueError(f"{len(features)} features and {tuple(labels.shape)} labels")
        if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < self.classes:
            raise ValueError(f"labels lie outside 0..{self.classes - 1}")
