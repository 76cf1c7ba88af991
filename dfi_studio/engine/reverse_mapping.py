"""The reverse mapping: the picture whose features are the wanted ones (Eq. 4 of the paper).

    z = argmin 1/2 |phi(x) + alpha w - phi(z)|^2 + lambda R(z)

solved on pixels within 0..1 by L-BFGS. As in the authors' code the layers count by weights that
add up to one, by default equally. It departs from the paper in three things: R is taken of the
change z - x unless the recipe says otherwise (`Smoothing`), so that alpha 0 gives the photo back
and its grain stays; the optimiser starts from the spectrum of pictures (`spectrum`); and it stops
once the picture has settled.

A region may be solved alone: it is then a part of the problem, not of the picture that comes out
(`free_pixels`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.free_pixels import FreePixels, Region, WholePicture
from dfi_studio.engine.lbfgs import Box, minimise
from dfi_studio.engine.losses import feature_match, total_variation

_FIRST_STEP = 0.05  # of the range 0..1: large enough to be seen, too small to leave the valley
_SETTLED = 1e-4  # share of the whole decrease ...
_OVER = 10  # ... gained over so many iterations


@dataclass(frozen=True, slots=True)
class Mapped:
    """One iterate: the picture (1, 3, H, W), in 0..1, and the terms of its objective."""

    image: Tensor
    iteration: int
    evaluations: int
    objective: float
    layers: Mapping[str, float]
    tv: float


class Objective:
    """Eq. 4 as a function of the free pixels; remembers the terms of its latest evaluation.

    Parameters
    ----------
    pixels : FreePixels
        Which pixels are free; they know the photo, and the network over it.
    target : Features, (1, C, h, w) a layer
        Of the whole picture.
    """

    def __init__(self, pixels: FreePixels, target: Features, solver: Solver) -> None:
        self._pixels, self._solver = pixels, solver
        self._target = pixels.target(target)
        self._rest = pixels.photo if solver.smooth is Smoothing.CHANGE else torch.zeros(())
        weights = layer_weights(tuple(target), solver.layer_weights)
        self._weights = {layer: weights[layer] for layer in target if layer in self._target}
        self.layers: dict[str, float] = {}
        self.tv = 0.0

    def __call__(self, values: Tensor) -> tuple[float, Tensor]:
        """Return the value and the gradient (n,) at the free pixels (n,)."""
        free = values.detach().requires_grad_()
        image = self._pixels.image(free)
        match = feature_match(self._pixels.features(image), self._target, self._weights)
        change = image - self._rest.to(image)
        smoothness = self._solver.tv * total_variation(change, self._solver.tv_beta)
        value = torch.stack([*match.values(), smoothness]).sum()
        (gradient,) = torch.autograd.grad(value, free)
        self.layers = {layer: float(term.detach()) for layer, term in match.items()}
        self.tv = float(smoothness.detach())
        return float(value.detach()), gradient


def layer_weights(layers: Sequence[str], weights: Sequence[float]) -> dict[str, float]:
    """Return each layer's share of the match: the weights over their sum, equal where none."""
    given = weights or (1.0,) * len(layers)
    total = sum(given)
    return {layer: weight / total for layer, weight in zip(layers, given, strict=True)}


def reverse_mapping(
    backbone: Backbone,
    target: Features,
    photo: Tensor,
    solver: Solver,
    start: Tensor | None = None,
    *,
    region: Tensor | None = None,
) -> Iterator[Mapped]:
    """Yield the start and every iterate after it, each with a lower objective.

    Ends after `solver.iterations` iterations, or earlier: when the last ten brought less than a
    ten-thousandth of the whole decrease.

    Parameters
    ----------
    backbone : Backbone
        The network; its features of the result are to match the target.
    target : Features, (1, C, h, w) a layer
        phi(x) + alpha w, in the order of the layers and of their weights.
    photo : Tensor, (1, 3, H, W)
        x, in 0..1.
    start : Tensor, (1, 3, H, W), or None
        An earlier result to begin from; None begins from the photo.
    region : Tensor, (H, W), bool, or None
        The pixels that are free, at least one; the others are those of the photo. None frees all.
    """
    pixels: FreePixels = (
        WholePicture(backbone, photo, tuple(target))
        if region is None or bool(region.all())
        else Region(backbone, photo, tuple(target), region)
    )
    objective = Objective(pixels, target, solver)
    iterates = minimise(
        objective,
        pixels.free(photo if start is None else start),
        box=Box(0.0, 1.0),
        first_step=_FIRST_STEP,
        initial=pixels.precondition,
    )
    values: deque[float] = deque(maxlen=_OVER + 1)
    first = 0.0
    for iteration, found in enumerate(iterates):
        yield Mapped(
            pixels.picture(found.point),
            iteration,
            found.evaluations,
            found.value,
            objective.layers,
            objective.tv,
        )
        first = first or found.value
        values.append(found.value)
        settled = len(values) > _OVER and values[0] - found.value <= _SETTLED * (
            first - found.value
        )
        if settled or iteration == solver.iterations:
            return
