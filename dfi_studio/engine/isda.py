"""Implicit semantic data augmentation (Wang et al., T-PAMI 2021): losses that train classifiers.

ISDA moves each deep feature a_i along semantic directions of its class y_i, drawn from
N(0, lambda Sigma_y). With infinitely many draws, the expected cross-entropy has an upper bound in
closed form (Eq. 6 of the paper): the cross-entropy of the logits

    s_ij + lambda / 2 (w_j - w_y)^T Sigma_y (w_j - w_y),      s_ij = w_j^T a_i + b_j

where w_j are the rows of the last layer. `isda_loss` is that bound; `explicit_loss` is what it
bounds, with finitely many draws (Eq. 5). Any network with a linear last layer trains with the
first of the modules in `augmented_losses`, which counts the covariances on the way:

    criterion = ISDALoss(classes=10, width=head.in_features)
    ...
    loss = criterion(features, head, labels, strength=strength_at(step, steps, 0.5))
    loss.backward()
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.engine.covariance import ClassCovariance


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
    """Return the upper bound L_inf of a batch (Eq. 6), its mean over the samples.

    Differentiable in the features and in the layer; the covariances count as constants.

    Parameters
    ----------
    features : Tensor, (N, A)
    head : nn.Linear
        A to C.
    labels : Tensor, (N,), int64
    covariance : ClassCovariance
    strength : float
        lambda, 0 or more.

    Raises
    ------
    ValueError
        lambda is negative.
    """
    logits = augmented_logits(features, head, labels, covariance, strength=strength)
    return functional.cross_entropy(logits, labels)


def augmented_logits(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
) -> Tensor:
    """Return the logits (N, C) whose cross-entropy is L_inf."""
    return augmented(head(features), spread_between(head, labels, covariance), strength)


def augmented(logits: Tensor, spread: Tensor, strength: float) -> Tensor:
    """Return logits (N, C) raised by lambda / 2 times the spread (N, C); see `spread_between`."""
    _check(strength)
    return logits + 0.5 * strength * spread.to(logits)


def spread_between(head: nn.Linear, labels: Tensor, covariance: ClassCovariance) -> Tensor:
    """Return (w_j - w_y)^T Sigma_y (w_j - w_y), (N, C): the variance of s_ij - s_iy at lambda 1.

    It depends on the class of a sample only, so it is computed once a class.
    """
    present, row = labels.unique(return_inverse=True)
    return covariance.between(head.weight, present)[row]


def explicit_loss(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
    noise: Tensor,
) -> Tensor:
    """Return L_M of a batch (Eq. 5): the mean cross-entropy over M drawn features for each.

    Parameters
    ----------
    noise : Tensor, (N, M, r)
        Standard normal; r is the `rank` of the covariance.
    """
    moves = torch.empty_like(features)[:, None].repeat(1, noise.shape[1], 1)
    for label in labels.unique().tolist():
        rows = (labels == label).nonzero().flatten()
        moves[rows] = (noise[rows].to(covariance.means) @ covariance.factor(label)).to(moves)
    return _moved_loss(features, head, labels, moves, strength)


def random_loss(
    features: Tensor,
    head: nn.Linear,
    labels: Tensor,
    covariance: ClassCovariance,
    *,
    strength: float,
    noise: Tensor,
) -> Tensor:
    """Return the same along directions without meaning: of equal variance in all directions.

    Their mean squared length is that of the class's own, so that only the directions differ.

    Parameters
    ----------
    noise : Tensor, (N, M, A)
        Standard normal.
    """
    scale = (covariance.traces()[labels] / noise.shape[2]).sqrt().to(features)
    moves = noise.to(features) * scale[:, None, None]
    return _moved_loss(features, head, labels, moves, strength)


def _moved_loss(
    features: Tensor, head: nn.Linear, labels: Tensor, moves: Tensor, strength: float
) -> Tensor:
    _check(strength)
    moved = features[:, None] + strength**0.5 * moves
    logits: Tensor = head(moved.flatten(0, 1))
    return functional.cross_entropy(logits, labels.repeat_interleave(moves.shape[1]))


def _check(strength: float) -> None:
    if not strength >= 0:  # NaN as well
        raise ValueError(f"lambda is {strength:g}: it is 0 or more")
