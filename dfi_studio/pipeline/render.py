"""Recipe and photo -> previews -> the finished picture."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial

from torch import Tensor

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Notice, Render, Step
from dfi_studio.engine.features import Features
from dfi_studio.pipeline.composite import filled_photo
from dfi_studio.pipeline.frames import Frame, to_image, to_tensor, working_frame
from dfi_studio.pipeline.inpaint import fill_hole
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.problem import Problem, solve
from dfi_studio.pipeline.regions import Masks
from dfi_studio.pipeline.trail import Trail
from dfi_studio.pipeline.within_memory import within_memory
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
    region, weights = plan.free_pixels(frame, workshop.device)
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
    problem = Problem(key, pixels, moves, region, weights, begin, trail)
    with workshop.enough_memory():
        mapped, shown = yield from within_memory(
            workshop.device, partial(solve, workshop, recipe, problem)
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
