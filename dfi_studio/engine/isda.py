"""Implicit semantic data augmentation (Wang et al., T-PAMI 2021): losses that train classifiers.

ISDA moves each deep feature a_i along semantic directions of its class y_i, drawn from
N(0, lambda Sigma_y). With infinitely many draws, the expected cross-entropy has an upper bound in
closed form (Eq. 6 of the paper): the cross-entropy of the logits

    s_ij + lambda / 2 (w_j - w_y)^T Sigma_y (w_j - w_y),      s_ij = w_j^T a_i + b_j

where w_j are the rows of the last layer. `isda_loss` is that bound; `explicit_loss` is what it
bounds, with finitely many draws (Eq. 5).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.covariance import ClassCovariance, FullCovariance


class ISDALoss(nn.Module):
    """The bound, with the covariances that it needs estimated on the way.

        criterion = ISDALoss(classes=10, width=head.in_features)
        ...
        loss = criterion(features, head, labels, strength=strength_at(step, steps, 0.5))

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
        self, features: Tensor, head: nn.Linear, labels: Tensor, *, strength: float
    ) -> Tensor:
        """Return the mean loss of a batch; while training, its features are taken in first.

        Parameters
        ----------
        features : Tensor, (N, A)
            What the last layer sees.
        head : nn.Linear
        labels : Tensor, (N,), int64
        strength : float
            lambda, 0 or more; see `strength_at`.
        """
        if self.training:
            self.covariance.update(features.detach(), labels)
        return isda_loss(features, head, labels, self.covariance, strength=strength)


def strength_at(step: int, steps: int, most: float) -> float:
    """Return lambda = (t / T) lambda_0: early covariances are not to be relied on.

    Raises
    ------
    ValueError
        lambda_0 is negative, or the step does not lie in 0..T.
    """
    if most < 0:
        raise ValueError(f"lambda_0 is {most:g}: it is 0 or more")
    if not 0 <= step <= steps or steps < 1:
        raise ValueError(f"step {step} of {steps}")
    return most * step / steps


def isda_loss(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
) -> Tensor:
    """Return L_inf of a batch (Eq. 6), a scalar; for lambda = 0 it is the cross-entropy.

    Raises
    ------
    ValueError
        lambda is negative.
    """
    return functional.cross_entropy(
        augmented_logits(features, head, labels, covariance, strength=strength), labels
    )


def augmented_logits(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
) -> Tensor:
    """Return the logits (N, C) whose cross-entropy is L_inf.

    The quadratic form depends on the class of a sample only, so it is computed once a class.
    """
    if strength < 0:
        raise ValueError(f"lambda is {strength:g}: it is 0 or more")
    logits: Tensor = head(features)
    if strength == 0:
        return logits
    present, row = labels.unique(return_inverse=True)
    return logits + 0.5 * strength * covariance.between(head.weight, present)[row].to(logits)


def explicit_loss(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
    draws: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return L_M of a batch (Eq. 5): the mean cross-entropy over M drawn features for each."""
    moves = _along_classes(covariance, labels, draws, generator)
    return _moved_loss(features, head, labels, moves, strength)


def random_loss(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
    draws: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the same along directions without meaning: of equal variance in all directions.

    Their mean squared length is that of the class's own, so that only the directions differ.
    """
    width = covariance.means.shape[1]
    noise = torch.randn(
        len(labels), draws, width, generator=generator, dtype=features.dtype, device=labels.device
    )
    spread = {label: (covariance.trace(label) / width) ** 0.5 for label in labels.unique().tolist()}
    scale = torch.tensor([spread[label] for label in labels.tolist()]).to(noise)
    return _moved_loss(features, head, labels, noise * scale[:, None, None], strength)


def _along_classes(
    covariance: ClassCovariance, labels: Tensor, draws: int, generator: torch.Generator | None
) -> Tensor:
    """Draw M directions for each sample from the covariance of its class, (N, M, A)."""
    width = covariance.means.shape[1]
    moves = covariance.means.new_zeros(len(labels), draws, width)
    for label in labels.unique().tolist():
        rows = (labels == label).nonzero().flatten()
        drawn = covariance.draw(label, len(rows) * draws, generator)
        moves[rows] = drawn.view(len(rows), draws, width)
    return moves


def _moved_loss(
    features: Tensor, head: nn.Linear, labels: Tensor, moves: Tensor, strength: float
) -> Tensor:
    if strength < 0:
        raise ValueError(f"lambda is {strength:g}: it is 0 or more")
    moved = features[:, None] + strength**0.5 * moves.to(features)
    logits: Tensor = head(moved.flatten(0, 1))
    return functional.cross_entropy(logits, labels.repeat_interleave(moves.shape[1]))
