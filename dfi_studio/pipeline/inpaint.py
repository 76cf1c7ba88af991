"""Missing pixels -> what a set of pictures has there, solved for (paper, section 4.2, figure 4)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from dfi_studio.core.errors import MaskError
from dfi_studio.core.fill import Colours
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Smoothing, Solver
from dfi_studio.core.steps import Step
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.reverse_mapping import reverse_mapping
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.holes import with_hole
from dfi_studio.pipeline.learn_hole import Hole, Learned, learn_hole
from dfi_studio.pipeline.previews import preview
from dfi_studio.pipeline.regions import Masks, known_pixels, region_of
from dfi_studio.pipeline.workshop import Workshop

_KEPT = 4  # fillings, of one picture each


def fill_hole(
    workshop: Workshop,
    photo: Photo,
    masks: Masks,
    recipe: Recipe,
    *,
    start: Image | None = None,
) -> Generator[Step, None, Filled]:
    """Solve for the missing pixels of a photo, which are never read, or recall the solution.

    Yields the progress of learning, notices, and a preview of every iterate.

    Parameters
    ----------
    masks : Masks
        With missing pixels.
    recipe : Recipe
        With a `Fill`.
    start : Image or None
        An earlier result to begin from; None begins from the mean of the nearest neighbours.

    Raises
    ------
    MaskError
        At the working size, nothing is left that is not missing.
    StudioError
        The set, the network or the device does not serve.
    """
    key = (photo, masks.digests, recipe.fill, recipe.space, _solver(recipe))
    kept = _kept.setdefault(workshop, {})
    if key not in kept:
        filled = yield from _solve(workshop, photo, masks, recipe, start)
        kept[key] = filled
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
    return kept[key]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was solved for missing pixels.

    Attributes
    ----------
    solved : Tensor, (1, 3, H, W)
        The photo at the working size with the solution in its hole, not blended yet.
    """

    solved: Tensor
    iterations: int
    objective: float


_kept: WeakKeyDictionary[Workshop, dict[object, Filled]] = WeakKeyDictionary()
"""The latest of each workshop, so that an edit over a filling need not fill again."""


def _solve(
    workshop: Workshop, photo: Photo, masks: Masks, recipe: Recipe, start: Image | None
) -> Generator[Step, None, Filled]:
    assert masks.missing is not None
    assert recipe.fill is not None
    space, device = recipe.space, workshop.device
    frame = working_frame(photo.image, space.size)
    region = region_of(masks.missing, frame, device)
    if region.all():
        raise MaskError(
            f"At {frame[1]} x {frame[0]} pixels nothing is left that is not missing; leave more "
            "free, or choose a larger size."
        )
    known = known_pixels(photo, masks.missing, frame, device)
    learned = yield from learn_hole(workshop, Hole(photo, known, region, space), recipe.fill)
    begin = learned.start if start is None else to_tensor(start, frame, device=device)
    solver, mapped = _solver(recipe), None
    solved = learned.start
    with workshop.enough_memory():
        grey, backbone = with_hole(known, region), workshop.backbone(space)
        target = _target(backbone, grey, learned, recipe.fill.alpha, space.layers)
        for mapped in reverse_mapping(
            backbone, target, learned.start, solver, begin, region=region
        ):
            solved = _coloured(learned.start, mapped.image, recipe.fill.colours)
            yield preview(workshop, mapped, solver, solved)
    assert mapped is not None  # the start is always yielded
    return Filled(solved, mapped.iteration, mapped.objective)


def _solver(recipe: Recipe) -> Solver:
    """Return how the missing pixels of a recipe are solved for."""
    assert recipe.fill is not None
    # The change is counted from the mean of the neighbours: the hole itself is no one's photo.
    return replace(recipe.solver, tv=recipe.fill.tv, smooth=Smoothing.CHANGE)


def _coloured(start: Tensor, solved: Tensor, colours: Colours) -> Tensor:
    """Return what was solved, (1, 3, H, W), in the colours that are wanted.

    Those of the neighbours are the start's: all three channels change by the luma of the change
    (ITU-R BT.601), so that the solver decides on shape and shade alone.
    """
    if colours is Colours.SOLVED:
        return solved
    luma = solved.new_tensor((0.299, 0.587, 0.114)).view(1, 3, 1, 1)
    change = ((solved - start) * luma).sum(dim=1, keepdim=True)
    return (start + change).clamp(0, 1)


def _target(
    backbone: Backbone, grey: Tensor, learned: Learned, alpha: float, layers: Sequence[str]
) -> Features:
    """Return phi(x with a hole) + alpha w; w lacks the layers that do not see the hole."""
    with torch.no_grad():
        own = backbone(grey, layers)
    seen = {layer: own[layer] for layer in learned.w}
    moved = displaced(seen, [(alpha, learned.w)])
    return {layer: moved.get(layer, own[layer]) for layer in layers}
