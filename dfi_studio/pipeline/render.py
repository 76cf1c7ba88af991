"""Recipe and photo -> previews -> the finished picture."""

from __future__ import annotations

import time
from collections.abc import Generator, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Notice, Preview, Render, Step
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.colours import colours_matched
from dfi_studio.engine.features import Features
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.lbfgs import Pairs
from dfi_studio.engine.reverse_mapping import Mapped, reverse_mapping
from dfi_studio.engine.trunk import band_rows
from dfi_studio.pipeline.composite import filled_photo
from dfi_studio.pipeline.first_look import features_of, rounded_of, sensitivity_of
from dfi_studio.pipeline.forecast import forecast
from dfi_studio.pipeline.frames import Frame, to_image, to_tensor, working_frame
from dfi_studio.pipeline.inpaint import fill_hole
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.previews import preview
from dfi_studio.pipeline.regions import Masks, region_of, weights_of
from dfi_studio.pipeline.trail import Trail
from dfi_studio.pipeline.within_memory import Place, within_memory
from dfi_studio.pipeline.workshop import Workshop


def render(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    *,
    start: Image | None = None,
    masks: Sequence[MaskLayer] = (),
    trail: Trail | None = None,
) -> Generator[Step, None, Render]:
    """Fill what is missing, move the photo along the recipe's directions, map back to pixels.

    Yields the progress of learning, notices, and a preview of every iterate, the start included.

    Parameters
    ----------
    photo : Photo
        Seen at the working size: smallest side `recipe.space.size`.
    recipe : Recipe
        The sum of its directions is one reverse mapping; without any, the photo only settles.
    start : Image or None
        An earlier result of the same photo to begin from. One of another size is scaled.
    masks : sequence of MaskLayer
        At the size of the photo. Pixels to fill are never read, and filled first; the others are
        then what is edited, where masks to edit in and to protect leave it free.
    trail : Trail or None
        What the solve goes on from instead, with `start` None, and leaves what it came to in.

    Raises
    ------
    StudioError
        A mask, a set, an attribute file, the network or the device does not serve; the message
        says why.
    """
    plan = Masks.of(masks, photo, recipe)
    frame = working_frame(photo.image, recipe.space.size)
    original = to_tensor(photo.image, frame, device=workshop.device)
    if plan.missing is None or recipe.fill is None:
        return (yield from _edit(workshop, photo, recipe, plan, original, start, trail))
    first = None if recipe.moving else start
    found = yield from fill_hole(workshop, photo, plan, recipe, start=first)
    base = filled_photo(photo, plan.missing, found.solved, recipe.fill)
    filled = Render(
        recipe,
        found.iterations,
        found.objective,
        to_image(original),
        to_image(base),
        filled=to_image(base),
    )
    if not recipe.moving:
        return filled
    edited = yield from _edit(workshop, photo, recipe, plan, base, start, trail)
    return replace(edited, photo=filled.photo, filled=filled.filled)


def _edit(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    plan: Masks,
    pixels: Tensor,
    start: Image | None,
    trail: Trail | None,
) -> Generator[Step, None, Render]:
    """Move pixels (1, 3, H, W) along the directions, where the masks leave them free."""
    frame: Frame = (pixels.shape[-2], pixels.shape[-1])
    region, weights = _free(plan, frame, workshop.device)
    if region is not None and not region.any():
        yield Notice("The masks leave nothing free to edit: the photo stays as it is.")
        return Render(recipe, 0, 0.0, to_image(pixels), to_image(pixels))
    moves = yield from _moves(workshop, photo, recipe, frame, trail)
    begin = None if start is None else to_tensor(start, frame, device=workshop.device)
    if trail is not None:
        begin = trail.start
    key = (
        photo,
        recipe.space,
        plan.digests,
        None if region is None else region.cpu().numpy().tobytes(),
    )
    problem = _Problem(key, pixels, moves, region, weights, begin, trail)
    with workshop.enough_memory():
        mapped, shown = yield from within_memory(
            workshop.device, partial(_solve, workshop, recipe, problem)
        )
    return Render(
        recipe,
        mapped.iteration,
        mapped.objective,
        to_image(pixels),
        shown.image,
        edited=to_image(mapped.image),
    )


def _moves(
    workshop: Workshop, photo: Photo, recipe: Recipe, frame: Frame, trail: Trail | None
) -> Generator[Step, None, list[tuple[float, Features]]]:
    """Return how far to move along which vectors: those that a trail knows, or learned ones."""
    if trail is None or trail.vectors is None:
        return (yield from moves_along(workshop, photo, recipe, frame))
    alphas = [each.alpha for each in recipe.moving]
    return list(zip(alphas, trail.vectors, strict=True))


@dataclass(frozen=True, slots=True)
class _Problem:
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

    def on(self, device: torch.device) -> _Problem:
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
        return _Problem(self.key, pixels, moves, region, weights, start, self.trail)

    def pairs(self, workshop: Workshop, device: torch.device) -> Pairs:
        """Return what is known of the curvature, to be added to."""
        variables = self.pixels.numel()
        if self.trail is not None:
            return self.trail.known(device, variables)
        return workshop.curvature((device, self.key), variables, warm=self.start is not None)


def _solve(
    workshop: Workshop, recipe: Recipe, problem: _Problem, place: Place
) -> Generator[Step, None, tuple[Mapped, Preview]]:
    """Move and map back at a place, with a preview of every iterate."""
    space, solver, here = recipe.space, recipe.solver, problem.on(place.device)
    backbone = workshop.backbone(space, place.device)
    rows = band_rows(here.pixels, bands=place.bands)
    own = features_of(workshop, here.pixels, space, rows)
    target = displaced(own, here.moves)
    pairs = here.pairs(workshop, place.device)
    mapped = shown = None
    began = time.perf_counter()
    for mapped in reverse_mapping(
        backbone,
        target,
        here.pixels,
        solver,
        here.start,
        region=here.region,
        pairs=pairs,
        bands=place.bands,
        known=_known(workshop, recipe, here, own, rows),
        near=here.trail is not None and here.trail.near,
    ):
        end = mapped.image
        if mapped.iteration == 1:
            each = (time.perf_counter() - began) / mapped.evaluations
            yield from forecast(backbone, recipe, here.pixels, bands=rows > 0, seconds=each)
        mapped = _coloured(recipe, here, mapped)
        shown = preview(workshop, mapped, solver, _faded(here.pixels, mapped.image, here.weights))
        yield shown
    assert mapped is not None  # the start is always yielded
    assert shown is not None
    if here.trail is not None:
        here.trail.left(end, pairs)
    return mapped, shown


def _known(
    workshop: Workshop, recipe: Recipe, problem: _Problem, own: Features, rows: int
) -> KnownPhoto:
    """Return what is known of the photo; of a region's surroundings the rest is soon worked out."""
    if problem.region is not None:
        return KnownPhoto(own)
    asked = workshop, problem.pixels, recipe.space, rows
    return KnownPhoto(own, rounded_of(*asked), sensitivity_of(*asked))


def _coloured(recipe: Recipe, problem: _Problem, mapped: Mapped) -> Mapped:
    """Return an iterate in the colours that the recipe asks for."""
    if not recipe.match_colour:
        return mapped
    matched = colours_matched(mapped.image, problem.pixels, problem.region)
    return replace(mapped, image=matched)


def _free(plan: Masks, frame: Frame, device: torch.device) -> tuple[Tensor | None, Tensor | None]:
    """Return which pixels of a frame an edit may change, and how far; None for all of them."""
    if plan.free is None:
        return None, None
    return region_of(plan.free, frame, device), weights_of(plan.free, frame, device)


def _faded(pixels: Tensor, edited: Tensor, weights: Tensor | None) -> Tensor:
    """Return an edit as far as the masks let it show; exactly the pixels where they do not."""
    return edited if weights is None else pixels + weights * (edited - pixels)
