"""The terms of the reverse mapping's objective (Eq. 4 and 5 of the paper)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from dfi_studio.engine.features import Features

_GREY_LEVELS = 255.0


def feature_match(found: Features, wanted: Features, weights: Mapping[str, float]) -> Features:
    """Return each layer's term 1/2 weight |found - wanted|^2, scalars; their sum is the match."""
    return {
        layer: 0.5 * weight * (found[layer] - wanted[layer]).square().sum()
        for layer, weight in weights.items()
    }


def total_variation(image: Tensor, beta: float) -> Tensor:
    """Return R of Eq. 5 on the 0..255 scale, a scalar.

    R(z) = sum ((z[i,j+1] - z[i,j])^2 + (z[i+1,j] - z[i,j])^2)^(beta/2)

    Parameters
    ----------
    image : Tensor, (N, 3, H, W)
        In 0..1. The last row and column have no forward neighbour and are left out, as in the
        authors' code.
    beta : float
        Exponent, 1 or more.
    """
    here = image[..., :-1, :-1]
    right, down = image[..., :-1, 1:] - here, image[..., 1:, :-1] - here
    squares = (right.square() + down.square()) * _GREY_LEVELS**2
    if beta == 2:
        return squares.sum()
    # The root has no derivative at 0, where flat regions are.
    return (squares + torch.finfo(image.dtype).eps).pow(beta / 2).sum()
