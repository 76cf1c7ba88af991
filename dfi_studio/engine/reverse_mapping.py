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
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.free_pixels import FreePixels, Region, WholePicture
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.lbfgs import Box, Iterate, Pairs, minimise, no_pairs
from dfi_studio.engine.losses import feature_match, total_variation
from dfi_studio.engine.precision import fast_dtype

_FIRST_STEP = 0.1  # of the range 0..1: large enough to be seen, too small to leave the valley
_SETTLED = 1e-4  # share of the whole decrease ...
_OVER = 10  # ... gained over so many iterations
_ROUGH = 5e-3  # the same where the arithmetic is a fast one: it sees no finer differences


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
        found = self._terms(self._pixels.image(free))
        (gradient,) = torch.autograd.grad(found[-1], free)
        terms = found.tolist()  # the one wait for them
        self.layers = dict(zip(self._weights, terms[:-2], strict=True))
        self.tv = terms[-2]
        return terms[-1], gradient

    def of_photo(self) -> float:
        """Return the value at the photo itself."""
        with torch.no_grad():
            return self._terms(self._pixels.photo)[-1].item()

    def _terms(self, image: Tensor) -> Tensor:
        """Return the match of each layer of an image (1, 3, h, w), the smoothness, and the sum."""
        match = feature_match(self._pixels.features(image), self._target, self._weights)
        change = image - self._rest.to(image)
        smoothness = self._solver.tv * total_variation(change, self._solver.tv_beta)
        terms = torch.stack([*match.values(), smoothness])
        return torch.cat([terms, terms.sum()[None]])


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
    pairs: Pairs | None = None,
    bands: bool | None = None,
    known: KnownPhoto | None = None,
    near: bool = False,
) -> Iterator[Mapped]:
    """Yield the start and every iterate after it, each with a lower objective.

    Ends after `solver.iterations` iterations, or earlier: when the last ten brought less than a
    ten-thousandth of the whole decrease. Begins in the arithmetic that the device is fast in and
    ends in the photo's own; at the change from one to the other the objective may rise by what
    rounding makes of it.

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
    pairs : Pairs or None
        What an earlier solve for the same pixels learned of the curvature, where little has changed
        since (alpha, lambda, a vector more); this one adds to it. With `start` it saves most of
        the way.
    bands : bool or None
        Whether the network is run in bands, in less memory; by default where the photo is large.
    known : KnownPhoto or None
        What the caller knows of the photo: saves a part of the time before the first iterate.
    near : bool
        Whether `start` is all but the end: fast arithmetic would only lead away from it, and
        whether the picture has settled is told by what was gained since the photo.
    """
    pairs = no_pairs(photo.numel()) if pairs is None else pairs
    known = known or KnownPhoto()
    image, first, iteration, evaluations = photo if start is None else start, 0.0, 0, 0
    dtypes, layers = (photo.dtype,) if near else _arithmetics(photo), tuple(target)
    for dtype in dtypes:
        pixels: FreePixels = (
            WholePicture(backbone, photo, layers, dtype=dtype, bands=bands, known=known)
            if region is None or bool(region.all())
            else Region(backbone, photo, layers, region, dtype=dtype, gain=known.gain)
        )
        objective, before = Objective(pixels, target, solver), evaluations
        known = KnownPhoto(gain=known.gain)  # the rest has served, and may take a gigabyte
        first = objective.of_photo() if near else first
        values = deque[float](maxlen=_OVER + 1)
        for found in _iterates(objective, pixels, image, pairs):
            evaluations = before + found.evaluations
            values.append(found.value)
            if before and found.evaluations == 1:
                continue  # the picture that the arithmetic before ended with
            image = pixels.picture(found.point)
            yield Mapped(image, iteration, evaluations, found.value, objective.layers, objective.tv)
            if iteration == solver.iterations:
                return
            iteration, first = iteration + 1, first or found.value
            if _settled(values, first, _SETTLED if dtype == dtypes[-1] else _ROUGH):
                break
        known = replace(known, gain=pixels.gain)


def _iterates(
    objective: Objective, pixels: FreePixels, image: Tensor, pairs: Pairs
) -> Iterator[Iterate]:
    return minimise(
        objective,
        pixels.free(image),
        box=Box(0.0, 1.0),
        first_step=_FIRST_STEP,
        initial=pixels.precondition,
        pairs=pairs,
    )


def _settled(values: Sequence[float], first: float, share: float) -> bool:
    """Tell whether the latest iterations brought no more than a share of the whole decrease."""
    return len(values) > _OVER and values[0] - values[-1] <= share * (first - values[-1])


def _arithmetics(photo: Tensor) -> tuple[torch.dtype, ...]:
    """Return what to compute in: first fast, where that is another, and then the photo's own."""
    own = photo.dtype
    if own != torch.float32:
        return (own,)
    return tuple(dict.fromkeys((fast_dtype(photo.device), own)))
