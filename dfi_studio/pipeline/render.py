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
from dfi_studio.engine.reverse_mapping import Mapped, reverse_mapping
from dfi_studio.engine.trunk import band_rows
from dfi_studio.pipeline.composite import filled_photo
from dfi_studio.pipeline.first_look import features_of, sensitivity_of
from dfi_studio.pipeline.forecast import forecast
from dfi_studio.pipeline.frames import Frame, to_image, to_tensor, working_frame
from dfi_studio.pipeline.inpaint import fill_hole
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.previews import preview
from dfi_studio.pipeline.regions import Masks, region_of, weights_of
from dfi_studio.pipeline.within_memory import Place, within_memory
from dfi_studio.pipeline.workshop import Workshop


def render(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    *,
    start: Image | None = None,
    masks: Sequence[MaskLayer] = (),
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
        return (yield from _edit(workshop, photo, recipe, plan, original, start))
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
    edited = yield from _edit(workshop, photo, recipe, plan, base, start)
    return replace(edited, photo=filled.photo, filled=filled.filled)


def _edit(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    plan: Masks,
    pixels: Tensor,
    start: Image | None,
) -> Generator[Step, None, Render]:
    """Move pixels (1, 3, H, W) along the directions, where the masks leave them free."""
    frame: Frame = (pixels.shape[-2], pixels.shape[-1])
    region, weights = _free(plan, frame, workshop.device)
    if region is not None and not region.any():
        yield Notice("The masks leave nothing free to edit: the photo stays as it is.")
        return Render(recipe, 0, 0.0, to_image(pixels), to_image(pixels))
    moves = yield from moves_along(workshop, photo, recipe, frame)
    begin = None if start is None else to_tensor(start, frame, device=workshop.device)
    key = (
        photo,
        recipe.space,
        plan.digests,
        None if region is None else region.cpu().numpy().tobytes(),
    )
    problem = _Problem(key, pixels, moves, region, weights, begin)
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


@dataclass(frozen=True, slots=True)
class _Problem:
    """Pixels (1, 3, H, W), how far to move along which vectors, and what masks leave free.

    Attributes
    ----------
    key : Hashable
        What names the variables: the free pixels of a photo, in a feature space.
    """

    key: Hashable
    pixels: Tensor
    moves: list[tuple[float, Features]]
    region: Tensor | None
    weights: Tensor | None
    start: Tensor | None

    def on(self, device: torch.device) -> _Problem:
        """Return it on a device."""
        moves = [
            (alpha, {layer: values.to(device) for layer, values in vector.items()})
            for alpha, vector in self.moves
        ]
        rest = (
            None if each is None else each.to(device)
            for each in (self.region, self.weights, self.start)
        )
        return _Problem(self.key, self.pixels.to(device), moves, *rest)


def _solve(
    workshop: Workshop, recipe: Recipe, problem: _Problem, place: Place
) -> Generator[Step, None, tuple[Mapped, Preview]]:
    """Move and map back at a place, with a preview of every iterate."""
    space, solver, here = recipe.space, recipe.solver, problem.on(place.device)
    backbone = workshop.backbone(space, place.device)
    rows = band_rows(here.pixels, bands=place.bands)
    own = features_of(workshop, here.pixels, space, rows)
    # Of a region's surroundings the sensitivity is soon worked out, and by the region itself.
    whole = here.region is None
    gain = sensitivity_of(workshop, here.pixels, space, rows) if whole else None
    target = displaced(own, here.moves)
    key, warm = (place.device, problem.key), here.start is not None
    pairs = workshop.curvature(key, here.pixels.numel(), warm=warm)
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
        own=own,
        gain=gain,
    ):
        if mapped.iteration == 1:
            each = (time.perf_counter() - began) / mapped.evaluations
            yield from forecast(backbone, recipe, here.pixels, bands=rows > 0, seconds=each)
        if recipe.match_colour:
            matched = colours_matched(mapped.image, here.pixels, here.region)
            mapped = replace(mapped, image=matched)
        shown = preview(workshop, mapped, solver, _faded(here.pixels, mapped.image, here.weights))
        yield shown
    assert mapped is not None  # the start is always yielded
    assert shown is not None
    return mapped, shown


def _free(plan: Masks, frame: Frame, device: torch.device) -> tuple[Tensor | None, Tensor | None]:
    """Return which pixels of a frame an edit may change, and how far; None for all of them."""
    if plan.free is None:
        return None, None
    return region_of(plan.free, frame, device), weights_of(plan.free, frame, device)


def _faded(pixels: Tensor, edited: Tensor, weights: Tensor | None) -> Tensor:
    """Return an edit as far as the masks let it show; exactly the pixels where they do not."""
    return edited if weights is None else pixels + weights * (edited - pixels)
