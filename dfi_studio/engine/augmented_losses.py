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
from dfi_studio.engine.isda import augmented, explicit_loss, random_loss, spread_between
from dfi_studio.engine.processes import ALONE, Processes


class AugmentedLoss(nn.Module, ABC):
    """A loss of features, given the linear layer that they go into.

    Attributes
    ----------
    processes : Processes
        Those that share each batch.
    sigma2 : Tensor
        A scalar, of the latest batch: the variance that the augmentation gives to the difference
        of two logits, s_ij - s_iy, mean over the samples and the wrong classes j. Too small, and
        nothing is augmented; larger than the squared differences themselves, and little but the
        augmentation is learned.
    """

    processes: Processes = ALONE

    def __init__(self) -> None:
        super().__init__()
        self.sigma2 = torch.zeros(())

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
        spread = spread_between(head, labels, self.covariance)
        self._note(spread.detach(), strength)
        return functional.cross_entropy(augmented(head(features), spread, strength), labels)

    def _count(self, features: Tensor, labels: Tensor) -> None:
        if self.training:
            self.covariance.update(features.detach(), labels, self.processes)

    def _note(self, spread: Tensor, strength: float) -> None:
        """Keep sigma^2 of a batch, given that of each sample and class at lambda 1, (N, C)."""
        self.sigma2 = strength * spread.mean(0).sum() / max(spread.shape[1] - 1, 1)


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
        with torch.no_grad():
            self._note(spread_between(head, labels, self.covariance), strength)
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
        with torch.no_grad():
            squares = torch.cdist(head.weight, head.weight).square()[labels]
            variance = self.covariance.traces()[labels] / head.in_features
            self._note(squares * variance.to(squares)[:, None], strength)
        noise = self._noise(features, features.shape[1], generator)
        return random_loss(features, head, labels, self.covariance, strength=strength, noise=noise)
