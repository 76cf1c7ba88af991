"""The membrane: values spread smoothly over a hole from its border.

Solves Laplace's equation in the hole, with the surrounding values on its border and no flow across
the picture's edge. It serves twice: a hole covered so that nothing of it shows through, and, of
the difference to the surroundings, the gradient-domain blend of Perez et al. (Poisson image
editing, SIGGRAPH 2003). By conjugate gradients from coarse to fine (Deuflhard, Cascadic conjugate
gradient methods, 1994), so that the work is in proportion to the hole.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_TOLERANCE = 2e-4  # of the range 0..1 that a pixel may be off the mean of its neighbours
_MOST = 200  # iterations on a level; large levels begin so close that they need some ten


def membrane(values: Tensor, hole: Tensor) -> Tensor:
    """Return values with the hole covered.

    Parameters
    ----------
    values : Tensor, (N, C, H, W)
        What is in the hole is not read.
    hole : Tensor, (H, W), bool

    Raises
    ------
    ValueError
        The hole is everything.
    """
    if hole.all():
        raise ValueError("there is nothing around the hole to spread from")
    return _covered(values.masked_fill(hole, 0.0), hole)


def _covered(values: Tensor, hole: Tensor) -> Tensor:
    """Begin from the solution at half the size, where a pixel is known if any of its four is."""
    if not hole.any():
        return values
    known = (~hole)[None, None].to(values)
    weight = functional.avg_pool2d(known, 2, ceil_mode=True)
    coarse = functional.avg_pool2d(values * known, 2, ceil_mode=True) / weight.clamp_min(1e-6)
    guess = functional.interpolate(
        _covered(coarse, weight[0, 0] == 0), scale_factor=2, mode="bilinear"
    )
    height, width = hole.shape
    return _relaxed(torch.where(hole, guess[..., :height, :width], values), hole)


def _relaxed(values: Tensor, hole: Tensor) -> Tensor:
    """Solve on one level, each channel for itself."""
    free = hole.to(values)
    found = values.clone()
    residual = -_laplacian(found) * free
    direction, square = residual.clone(), _dot(residual, residual)
    for _ in range(_MOST):
        if float(residual.abs().max()) < 4 * _TOLERANCE:
            break
        turned = _laplacian(direction) * free
        step = square / _dot(direction, turned).clamp_min(1e-30)
        found += step * direction
        residual -= step * turned
        before, square = square, _dot(residual, residual)
        direction = residual + square / before.clamp_min(1e-30) * direction
    return torch.where(hole, found, values)


def _laplacian(values: Tensor) -> Tensor:
    """Return the sum of each pixel's differences to its neighbours: 4 z - sum of z, inside."""
    down, right = values.diff(dim=-2), values.diff(dim=-1)
    result = torch.zeros_like(values)
    result[..., :-1, :] -= down
    result[..., 1:, :] += down
    result[..., :-1] -= right
    result[..., 1:] += right
    return result


def _dot(one: Tensor, other: Tensor) -> Tensor:
    return (one * other).sum(dim=(-2, -1), keepdim=True)
