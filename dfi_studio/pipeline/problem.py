"""One reverse mapping: moved and mapped back at a place, with a preview of every iterate."""

from __future__ import annotations

import time
from collections.abc import Generator, Hashable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Preview, Step
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.colours import colours_matched
from dfi_studio.engine.features import Features
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.lbfgs import Pairs
from dfi_studio.engine.reverse_mapping import Mapped, reverse_mapping
from dfi_studio.engine.trunk import band_rows
from dfi_studio.pipeline.first_look import features_of, rounded_of, sensitivity_of
from dfi_studio.pipeline.forecast import forecast
from dfi_studio.pipeline.previews import preview
from dfi_studio.pipeline.trail import Trail
from dfi_studio.pipeline.within_memory import Place
from dfi_studio.pipeline.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Problem:
    """Pixels (1, 3, H, W), how far to move along which vectors, and what masks leave free.

    Attributes
    ----------
    key : Hashable
        What names the variables: the free pixels of a photo, in a feature space.
    trail : Trail or None
        What is known of the curvature; None where the workshop knows.
    """

    key: Hashable
    pixels: Tensor
    moves: list[tuple[float, Features]]
    region: Tensor | None
    weights: Tensor | None
    start: Tensor | None
    trail: Trail | None

    def on(self, device: torch.device) -> Problem:
        """Return it on a device."""
        moves = [
            (alpha, {layer: values.to(device) for layer, values in vector.items()})
            for alpha, vector in self.moves
        ]
        region, weights, start = (
            None if each is None else each.to(device)
            for each in (self.region, self.weights, self.start)
        )
        pixels = self.pixels.to(device)
        return Problem(self.key, pixels, moves, region, weights, start, self.trail)

    def pairs(self, workshop: Workshop, device: torch.device) -> Pairs:
        """Return what is known of the curvature, to be added to."""
        variables = self.pixels.numel()
        if self.trail is not None:
            return self.trail.known(device, variables)
        return workshop.curvature((device, self.key), variables, warm=self.start is not None)


def solve(
    workshop: Workshop, recipe: Recipe, problem: Problem, place: Place
) -> Generator[Step, None, tuple[Mapped, Preview]]:
    """Move and map back at a place, with a preview of every iterate."""
    space, solver, here = recipe.space, recipe.solver, problem.on(place.device)
    backbone = workshop.backbone(space, place.device)
    rows = band_rows(here.pixels, bands=place.bands)
    own = features_of(workshop, here.pixels, space, rows)
    target = displaced(own, here.moves)
    known = _known(workshop, recipe, here, own, rows)
    pairs = here.pairs(workshop, place.device)
    mapped = shown = None
    began = time.perf_counter()
    iterates = reverse_mapping(
        backbone,
        target,
        here.pixels,
        solver,
        here.start,
        region=here.region,
        pairs=pairs,
        bands=place.bands,
        known=known,
        near=here.trail is not None and here.trail.near,
    )
    del own, known  # of a large picture half a gigabyte each; the solver lets go of them too
    for mapped in iterates:
        end = mapped.image
        if mapped.iteration == 1:
            each = (time.perf_counter() - began) / mapped.evaluations
            yield from forecast(backbone, recipe, here.pixels, bands=rows > 0, seconds=each)
        mapped = _coloured(recipe, here, mapped)
        shown = preview(workshop, mapped, solver, faded(here.pixels, mapped.image, here.weights))
        yield shown
    assert mapped is not None  # the start is always yielded
    assert shown is not None
    if here.trail is not None:
        here.trail.left(end, pairs)
    return mapped, shown


def _known(
    workshop: Workshop, recipe: Recipe, problem: Problem, own: Features, rows: int
) -> KnownPhoto:
    """Return what is known of the photo; of a region's surroundings the rest is soon worked out."""
    if problem.region is not None:
        return KnownPhoto(own)
    asked = workshop, problem.pixels, recipe.space, rows
    return KnownPhoto(own, rounded_of(*asked), sensitivity_of(*asked))


def _coloured(recipe: Recipe, problem: Problem, mapped: Mapped) -> Mapped:
    """Return an iterate in the colours that the recipe asks for."""
    if not recipe.match_colour:
        return mapped
    matched = colours_matched(mapped.image, problem.pixels, problem.region)
    return replace(mapped, image=matched)


def faded(pixels: Tensor, edited: Tensor, weights: Tensor | None) -> Tensor:
    """Return an edit as far as the masks let it show; exactly the pixels where they do not."""
    return edited if weights is None else pixels + weights * (edited - pixels)
