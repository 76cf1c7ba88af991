"""The losses that a classifier is trained with, called alike: plain, explicit, random, ISDA's.

Each is a module that counts the covariances it needs on the way, so that it is saved and moved
like the network. What is drawn by chance is drawn for the batch of all processes, of which each
takes its rows: several processes draw what one would.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.covariance import ClassCovariance, FullCovariance
from dfi_studio.engine.isda import explicit_loss, isda_loss, random_loss, spread_between
from dfi_studio.engine.processes import ALONE, Processes


class AugmentedLoss(nn.Module, ABC):
    """A loss of features, given the linear layer that they go into.

    Attributes
    ----------
    processes : Processes
        Those that share each batch.
    """

    processes: Processes = ALONE

    @abstractmethod
    def forward(
        self,
        features: Tensor,
        head: nn.Linear,
        labels: Tensor,
        *,
        strength: float,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Return the mean loss of a batch; while training, its features are counted first.

        Parameters
        ----------
        features : Tensor, (N, A)
            What the last layer sees.
        head : nn.Linear
        labels : Tensor, (N,), int64
        strength : float
            lambda, 0 or more; see `strength_at`.
        generator : torch.Generator or None
            On the CPU; of what is drawn.
        """

    @torch.no_grad()
    def spread(self, head: nn.Linear, labels: Tensor, *, strength: float) -> Tensor:
        """Return sigma^2: the variance that this gives to the difference of two logits.

        The mean over the samples and the wrong classes j of the variance of s_ij - s_iy, a
        scalar: too small, and nothing is augmented; larger than the squared differences of the
        logits themselves, and little but the augmentation is learned.
        """
        return head.weight.new_zeros(())


class PlainLoss(AugmentedLoss):
    """The cross-entropy of the features as they are; lambda has no part."""

    def forward(
        self,
        features: Tensor,
        head: nn.Linear,
        labels: Tensor,
        *,
        strength: float = 0,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """See the base class."""
        return functional.cross_entropy(head(features), labels)


class ISDALoss(AugmentedLoss):
    """The bound over infinitely many draws; see `isda`.

    Parameters
    ----------
    classes, width : int
        Of the linear layer: its outputs and inputs.
    covariance : ClassCovariance or None
        What is kept of the covariances; None for all of them.
    """

    def __init__(self, classes: int, width: int, covariance: ClassCovariance | None = None) -> None:
        super().__init__()
        self.covariance = FullCovariance(classes, width) if covariance is None else covariance
        if self.covariance.means.shape != (classes, width):
            raise ValueError(f"covariances of {tuple(self.covariance.means.shape)}")

    def forward(
        self,
        features: Tensor,
        head: nn.Linear,
        labels: Tensor,
        *,
        strength: float,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """See the base class."""
        self._count(features, labels)
        return isda_loss(features, head, labels, self.covariance, strength=strength)

    def _count(self, features: Tensor, labels: Tensor) -> None:
        if self.training:
            self.covariance.update(features.detach(), labels, self.processes)

    @torch.no_grad()
    def spread(self, head: nn.Linear, labels: Tensor, *, strength: float) -> Tensor:
        """See the base class."""
        total = strength * spread_between(head, labels, self.covariance).sum(1).mean()
        return total / max(head.out_features - 1, 1)


class ExplicitLoss(ISDALoss):
    """The mean over finitely many draws: what ISDA bounds.

    Parameters
    ----------
    draws : int
        M.
    """

    def __init__(
        self,
        classes: int,
        width: int,
        covariance: ClassCovariance | None = None,
        *,
        draws: int = 10,
    ) -> None:
        super().__init__(classes, width, covariance)
        self.draws = draws

    def forward(
        self,
        features: Tensor,
        head: nn.Linear,
        labels: Tensor,
        *,
        strength: float,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """See the base class."""
        self._count(features, labels)
        noise = self._noise(features, self.covariance.rank, generator)
        return explicit_loss(
            features, head, labels, self.covariance, strength=strength, noise=noise
        )

    def _noise(self, features: Tensor, rank: int, generator: torch.Generator | None) -> Tensor:
        shape = (len(features) * self.processes.size, self.draws, rank)
        return self.processes.own(torch.randn(shape, generator=generator)).to(features)


class RandomLoss(ExplicitLoss):
    """The same along random directions, as long as the class's own but without meaning."""

    def forward(
        self,
        features: Tensor,
        head: nn.Linear,
        labels: Tensor,
        *,
        strength: float,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """See the base class."""
        self._count(features, labels)
        noise = self._noise(features, features.shape[1], generator)
        return random_loss(features, head, labels, self.covariance, strength=strength, noise=noise)

    @torch.no_grad()
    def spread(self, head: nn.Linear, labels: Tensor, *, strength: float) -> Tensor:
        """See the base class."""
        lengths = torch.cdist(head.weight, head.weight).square().sum(1)
        each = self.covariance.traces().to(lengths) / head.in_features * lengths
        return strength * each[labels].mean() / max(head.out_features - 1, 1)
