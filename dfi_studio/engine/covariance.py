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
from collections.abc import Iterator
from typing import Any, Self

import torch
from torch import Tensor, nn

_BLOCK_VALUES = 1 << 16
"""Of the largest intermediate of a quadratic form: blocks of classes keep it in the cache."""


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
    def update(self, features: Tensor, labels: Tensor) -> None:
        """Take in a batch.

        Parameters
        ----------
        features : Tensor, (N, A)
        labels : Tensor, (N,), int64
            In 0..C-1.

        Raises
        ------
        ValueError
            Shapes or labels do not fit.
        """
        self._check(features, labels)
        for label in labels.unique().tolist():
            rows = features[labels == label].to(self.means)
            self._absorb(label, len(rows), rows.mean(0), rows - rows.mean(0))

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
        for label in other.counts.nonzero().flatten().tolist():
            count = int(other.counts[label])
            deviations = other.factor(label).to(self.means) * count**0.5
            self._absorb(label, count, other.means[label].to(self.means), deviations)

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
        found: Tensor = _Between.apply(rows, labels, self)  # type: ignore[no-untyped-call]
        return found

    @abstractmethod
    def times(self, directions: Tensor, labels: Tensor) -> Tensor:
        """Return Sigma_c d for directions (K, M, A) of K classes, (K, M, A)."""

    @abstractmethod
    def factor(self, label: int) -> Tensor:
        """Return F (r, A) with F^T F = Sigma_c: F^T e of a standard normal e is a draw from it."""

    @abstractmethod
    def _absorb(self, label: int, count: int, mean: Tensor, deviations: Tensor) -> None:
        """Merge a class with others of it.

        Parameters
        ----------
        count : int
            How many they are.
        mean : Tensor, (A,)
        deviations : Tensor, (m, A)
            From their mean; or fewer rows with the same sum of squares.
        """

    def trace(self, label: int) -> float:
        """Return the total variance of a class."""
        return float(self.factor(label).square().sum())

    def draw(self, label: int, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw directions from N(0, Sigma_c), (count, A)."""
        factor = self.factor(label)
        noise = torch.randn(
            count, len(factor), generator=generator, dtype=factor.dtype, device=factor.device
        )
        return noise @ factor

    def _shares(self, label: int, count: int, mean: Tensor) -> tuple[float, float, Tensor]:
        """Move count and mean; return what old and new count for, and the step of the mean.

        The step is a deviation like others, of weight 1.
        """
        seen = int(self.counts[label])
        old, new = seen / (seen + count), count / (seen + count)
        step = (mean - self.means[label]) * (old * new) ** 0.5
        self.means[label] += new * (mean - self.means[label])
        self.counts[label] += count
        return old, new, step

    def _check(self, features: Tensor, labels: Tensor) -> None:
        if features.ndim != 2 or features.shape[1] != self.means.shape[1]:
            wanted = f"(N, {self.means.shape[1]})"
            raise ValueError(f"features are {tuple(features.shape)} instead of {wanted}")
        if labels.shape != features.shape[:1]:
            raise ValueError(f"{len(features)} features and {tuple(labels.shape)} labels")
        if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < self.classes:
            raise ValueError(f"labels lie outside 0..{self.classes - 1}")


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

    def trace(self, label: int) -> float:
        """Return the total variance of a class."""
        return float(self.covariances[label].trace())

    def _absorb(self, label: int, count: int, mean: Tensor, deviations: Tensor) -> None:
        old, new, step = self._shares(label, count, mean)
        covariance = self.covariances[label].mul_(old)
        covariance.addmm_(deviations.T, deviations, alpha=new / count).addr_(step, step)


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

    @torch.no_grad()
    def merge(self, other: Self) -> None:
        """See the base class; needs no factors."""
        if other.means.shape != self.means.shape:
            raise ValueError(f"{tuple(other.means.shape)} and {tuple(self.means.shape)}")
        for label in other.counts.nonzero().flatten().tolist():
            spread = (other.variances[label].to(self.means) * int(other.counts[label])).sqrt()
            mean = other.means[label].to(self.means)
            self._absorb(label, int(other.counts[label]), mean, spread[None])

    def _absorb(self, label: int, count: int, mean: Tensor, deviations: Tensor) -> None:
        old, new, step = self._shares(label, count, mean)
        squares = deviations.square().sum(0)
        self.variances[label].mul_(old).add_(squares, alpha=new / count).add_(step.square())


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

    def _absorb(self, label: int, count: int, mean: Tensor, deviations: Tensor) -> None:
        old, new, step = self._shares(label, count, mean)
        rows = (
            self.factors[label] * old**0.5,
            deviations * (new / count) ** 0.5,
            step[None],
        )
        _, values, directions = torch.linalg.svd(torch.cat(rows), full_matrices=False)
        rank = min(self.factors.shape[1], len(values))
        self.factors[label].zero_()
        self.factors[label, :rank] = values[:rank, None] * directions[:rank]


class _Between(torch.autograd.Function):
    """See `ClassCovariance.between`.

    Goes through the classes in blocks, forward and backward, and keeps nothing between the two but
    the rows: what autograd would keep is of the size K x C x A.
    """

    @staticmethod
    def forward(ctx: Any, rows: Tensor, labels: Tensor, covariance: ClassCovariance) -> Tensor:
        ctx.save_for_backward(rows, labels)
        ctx.covariance = covariance
        found = rows.new_zeros(len(labels), len(rows))
        for at, directions, moved in _blocks(rows, labels, covariance):
            found[at] = torch.einsum("kma,kma->km", moved, directions)
        return found

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        rows, labels = ctx.saved_tensors
        found = torch.zeros_like(rows)
        for at, _, moved in _blocks(rows, labels, ctx.covariance):
            pulls = 2 * gradient[at][..., None] * moved
            found += pulls.sum(0)
            found.index_add_(0, labels[at], pulls.sum(1), alpha=-1)
        return found, None, None


def _blocks(
    rows: Tensor, labels: Tensor, covariance: ClassCovariance
) -> Iterator[tuple[slice, Tensor, Tensor]]:
    """Yield blocks of classes: where they are, w_j - w_c, and Sigma_c (w_j - w_c)."""
    size = max(_BLOCK_VALUES // rows.numel(), 1)
    for start in range(0, len(labels), size):
        at = slice(start, start + size)
        directions = rows[None] - rows[labels[at]][:, None]
        yield at, directions, covariance.times(directions, labels[at])
