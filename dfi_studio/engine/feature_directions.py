"""Directions that a set of pictures varies in, found without labels.

What a user will move along is the difference of the means of two sets. Such directions are made
here from the pictures alone: the principal components of their pooled features say how the set
varies, and the regression of the whole features on the scores gives each component as a vector in
feature space. A difference of means over a hundred pictures is for a good part chance, though: whom
the sets happen to hold. So regressions on random scores stand beside the components. Mixtures of
both are what the decoder practises on.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.engine.features import Features

_POOLED = 4  # cells a side: where in the picture something is counts, but not to the pixel


def pooled(features: Features) -> Tensor:
    """Return each picture's features (N, C, h, w) a layer, seen from afar: (N, sum of 16 C)."""
    cells = [
        functional.adaptive_avg_pool2d(values.float(), _POOLED) for values in features.values()
    ]
    return torch.cat([each.flatten(1) for each in cells], dim=1).cpu()


def component_scores(seen: Tensor, count: int) -> Tensor:
    """Return how far each picture lies along the principal components, (N, k).

    Parameters
    ----------
    seen : Tensor, (N, D)
        Of `pooled`; at least two pictures.
    count : int
        The most components to return; N pictures have no more than N - 1.

    Returns
    -------
    Tensor, (N, k)
        Each column of mean 0 and mean square 1, the component with the largest variance first.
    """
    centred = (seen - seen.mean(dim=0)).double()
    values, vectors = torch.linalg.eigh(centred @ centred.T)  # N x N: there are few pictures
    last = min(count, len(seen) - 1)
    kept = vectors.flip(1)[:, :last]
    known = values.flip(0)[:last] > values.max() * 1e-9  # pictures may be repeated
    scores: Tensor = kept[:, known] * len(seen) ** 0.5
    return scores.float()


def with_random_scores(scores: Tensor, count: int, *, seed: int) -> Tensor:
    """Return scores (N, k) with so many columns of chance beside them, (N, k + count)."""
    chance = torch.Generator().manual_seed(seed)
    random = torch.randn((len(scores), count), generator=chance)
    return torch.cat([scores, random - random.mean(dim=0)], dim=1)


class Regression:
    """Features regressed on scores: a vector for each component, streamed.

    Parameters
    ----------
    scores : Tensor, (N, k)
        Of `component_scores`.
    """

    def __init__(self, scores: Tensor) -> None:
        self._scores, self._taken = scores, 0
        self._sums: dict[str, Tensor] = {}

    def add(self, features: Features) -> None:
        """Take in the next pictures, (n, C, h, w) a layer, in the order of the scores."""
        count = len(next(iter(features.values())))
        scores = self._scores[self._taken : self._taken + count]
        self._taken += count
        for layer, values in features.items():
            moved = torch.einsum("nk,nchw->kchw", scores.to(values.device), values.float())
            self._sums[layer] = self._sums[layer] + moved if layer in self._sums else moved

    def directions(self) -> Features:
        """Return them, (k, C, h, w) a layer, float16: what a score changes, at mean square 1."""
        if self._taken != len(self._scores):
            raise ValueError(f"{self._taken} pictures of {len(self._scores)} were added")
        sums = {layer: total.float() for layer, total in self._sums.items()}
        return {layer: values.half() for layer, values in scaled(sums, 1.0).items()}


def mixtures(directions: Features, shares: Tensor) -> Features:
    """Return mixtures of directions, (n, C, h, w) a layer, float32.

    Parameters
    ----------
    directions : Features, (k, C, h, w) a layer
    shares : Tensor, (n, k)
    """
    return {
        layer: torch.einsum("nk,kchw->nchw", shares.to(values.device), values.float())
        for layer, values in directions.items()
    }


def scaled(features: Features, mean_square: Tensor | float) -> Features:
    """Return features (N, C, h, w) a layer, each picture's at a mean square over all layers."""
    count = sum(values[0].numel() for values in features.values())
    squares = torch.stack([values.square().flatten(1).sum(1) for values in features.values()])
    wanted = torch.as_tensor(mean_square).to(squares)
    factor = (wanted * count / squares.sum(0).clamp_min(1e-12)).sqrt()[:, None, None, None]
    return {layer: values * factor for layer, values in features.items()}


def mean_square(features: Features) -> Tensor:
    """Return the mean square of each picture's features over all layers, (N,)."""
    count = sum(values[0].numel() for values in features.values())
    sums = [values.float().square().flatten(1).sum(1) for values in features.values()]
    return torch.stack(sums).sum(0) / count


def mirrored(features: Features, which: Sequence[bool]) -> Features:
    """Return features with those of some pictures mirrored, as if their pixels were, nearly."""
    chosen = torch.tensor(list(which), dtype=torch.bool)
    return {
        layer: torch.where(chosen.to(values.device)[:, None, None, None], values.flip(-1), values)
        for layer, values in features.items()
    }
