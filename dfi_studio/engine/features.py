"""The feature space: what a picture is to the network, and distances in it.

The paper flattens and concatenates the layers into one long vector phi. Here phi stays a mapping
from layer to activation, `Features`, in which every sum over the long vector is a sum over layers;
the layers are already scaled to mean activation 1 by the backbone.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

Features = dict[str, Tensor]
"""Layer -> activations (N, C, h, w). The order of the layers carries no meaning."""


def cosine_distance(one: Features, many: Features) -> Tensor:
    """Return 1 - cos of the angle between one picture's phi and each of many.

    Parameters
    ----------
    one : Features, (1, C, h, w) a layer
    many : Features, (N, C, h, w) a layer

    Returns
    -------
    Tensor, (N,)
        0 for the same direction, 1 for orthogonal ones; float64.
    """
    product = sum_over_layers(one[layer] * many[layer] for layer in one)
    lengths = sum_over_layers(one[layer].square() for layer in one)
    others = sum_over_layers(many[layer].square() for layer in one)
    return 1 - product / (lengths * others).sqrt().clamp_min(torch.finfo(torch.float64).tiny)


def sum_over_layers(parts: Iterable[Tensor]) -> Tensor:
    """Sum each picture's values, (N, C, h, w) a layer, over all layers: (N,) in float64."""
    sums = [part.flatten(1).sum(dim=1, dtype=torch.float64) for part in parts]
    return torch.stack(sums).sum(dim=0)
