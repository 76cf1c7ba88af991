"""What the decoder is trained for: the objective that the solver minimises, and plain likeness.

The preview z = x + D(phi(x) + t w) - D(phi(x)) is judged as the solver judges its pictures, by
Eq. 4 of the paper, divided by what the photo itself would score. So the decoder learns to take the
step that the solver takes in a hundred evaluations. Its own pictures D(phi(x)) shall look like x,
in pixels, in features and, seen from afar, in colour: moved features are then read by a network
that knows what pictures look like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.engine.features import Features

_FAR = 8  # pixels a cell, of the picture seen from afar
_CELLS = 8  # a side, of the features seen from afar
_GREY_LEVELS = 255.0
_LEAST_MOVE = 1e-3  # of |phi(x)|^2: by shorter moves than that nobody is judged


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each term counts.

    Attributes
    ----------
    pixels : float
        Of the mean absolute difference between D(phi(x)) and x.
    far : float
        Of the same seen from afar.
    consistent : float
        Of the relative feature distance between D(phi(x)) and x.
    missed : float
        Of what a move misses in features, seen from afar (see `missed_from_afar`).
    change : float
        Of what a move changes from afar (see `far_change`).
    tv : float
        lambda of Eq. 4, on the 0..255 scale, of the change.
    """

    pixels: float = 2.0
    far: float = 2.0
    consistent: float = 0.2
    missed: float = 2.0
    change: float = 6.0
    tv: float = 0.001


def preview_objective(
    found: Features,
    target: Features,
    start: Features,
    change: Tensor,
    *,
    tv: float,
    weights: Mapping[str, float],
) -> Tensor:
    """Return Eq. 4 at each preview over Eq. 4 at its photo, (N,): below 1 is nearer than the photo.

    Parameters
    ----------
    found, target, start : Features, (N, C, h, w) a layer
        phi(z), phi(x) + t w and phi(x).
    change : Tensor, (N, 3, H, W)
        z - x.
    tv : float
        Weight of the total variation of the change, with exponent 2.
    weights : mapping of layer to float
        Share of each layer in the match; they add up to one.
    """
    after, before = change.new_zeros(len(change)), change.new_zeros(len(change))
    for layer, weight in weights.items():
        goal, own = target[layer].float(), start[layer].float()
        after = after + 0.5 * weight * (found[layer].float() - goal).square().flatten(1).sum(1)
        least = _LEAST_MOVE * own.square().flatten(1).sum(1)
        before = before + 0.5 * weight * ((own - goal).square().flatten(1).sum(1) + least)
    right = (change[..., :, 1:] - change[..., :, :-1]).square().flatten(1).sum(1)
    down = (change[..., 1:, :] - change[..., :-1, :]).square().flatten(1).sum(1)
    return (after + tv * _GREY_LEVELS**2 * (right + down)) / before


def missed_from_afar(found: Features, target: Features, start: Features) -> Tensor:
    """Return how much of a move a preview misses, its features seen from afar, (N,).

    It is 0 where the preview's mean features, in each of 8 x 8 cells, are moved as they should be,
    and 1 for the photo itself. Where a feature answers to a texture the decoder cannot draw it
    pixel for pixel; it can say how much of it there should be, and where.

    Parameters
    ----------
    found, target, start : Features, (N, C, h, w) a layer
        phi(z), phi(x) + t w and phi(x).
    """
    missed, move = [], []
    for layer, goal in target.items():
        wanted = _in_cells(goal)
        missed.append((_in_cells(found[layer]) - wanted).square().mean(1))
        move.append((_in_cells(start[layer]) - wanted).square().mean(1))
    return torch.stack(missed).sum(0) / torch.stack(move).sum(0).clamp_min(_LEAST_MOVE**2)


def _in_cells(features: Tensor) -> Tensor:
    return functional.adaptive_avg_pool2d(features.float(), _CELLS).flatten(1)


def feature_distance(found: Features, wanted: Features) -> Tensor:
    """Return the mean over the layers of |found - wanted|^2 / |wanted|^2, a scalar."""
    shares = [
        (found[layer].float() - values.float()).square().sum()
        / values.float().square().sum().clamp_min(1e-6)
        for layer, values in wanted.items()
    ]
    return torch.stack(shares).mean()


def from_afar(pictures: Tensor) -> Tensor:
    """Return pictures (N, 3, H, W) low-passed by a mean over cells and a small Gaussian."""
    cells = functional.avg_pool2d(pictures, _FAR, ceil_mode=True)
    kernel = torch.tensor([0.25, 0.5, 0.25]).to(cells)
    kernel = (kernel[:, None] * kernel[None]).expand(cells.shape[1], 1, 3, 3)
    padded = functional.pad(cells, (1, 1, 1, 1), mode="replicate")
    return functional.conv2d(padded, kernel, groups=cells.shape[1])


def far_change(change: Tensor, reach: Tensor) -> Tensor:
    """Return how much a move changes from afar, for its length, (N,); colour counts twice.

    The features say little of light and colour, so that a decoder left to itself changes them at
    will; the solver begins at the photo and hardly touches them: it comes to about 0.02 here.

    Parameters
    ----------
    change : Tensor, (N, 3, H, W)
        z - x.
    reach : Tensor, (N,)
        |t w|^2 / |phi(x)|^2.
    """
    seen = from_afar(change)
    both = seen.square().mean(dim=(1, 2, 3)) + colour(seen).square().mean(dim=(1, 2, 3))
    return both / reach.clamp_min(_LEAST_MOVE)


def colour(pictures: Tensor) -> Tensor:
    """Return pictures (N, 3, H, W) without their lightness: red - green, blue - their mean."""
    red, green, blue = pictures.unbind(dim=1)
    return torch.stack([red - green, blue - (red + green) / 2], dim=1)
