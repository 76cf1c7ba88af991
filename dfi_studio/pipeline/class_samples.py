"""The directions of a class as the window asks for them: one picture at a time, in any order."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.kept_decoders import serving
from dfi_studio.pipeline.attribute_cards import strip
from dfi_studio.pipeline.class_budget import together
from dfi_studio.pipeline.class_directions import are_known, class_directions
from dfi_studio.pipeline.frames import working_frame
from dfi_studio.pipeline.instant import prepare_instant
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop


def sampled(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    start: Image | None,
    masks: tuple[MaskLayer, ...],
    following: Sequence[ClassDirection],
) -> Generator[Step, None, Render]:
    """Render a recipe; where its directions are still to be made, those that follow are made too.

    Parameters
    ----------
    following : sequence of ClassDirection
        What will be wanted next: one look at the class makes as many as memory allows.

    Raises
    ------
    StudioError
        See `render`.
    """
    yield from _make(workshop, photo, recipe, following)
    return (yield from render(workshop, photo, recipe, start=start, masks=masks))


def guessed(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    masks: tuple[MaskLayer, ...],
    following: Sequence[ClassDirection],
) -> Generator[Step, None, Image | None]:
    """Return what a learned decoder expects of a recipe; None where none knows the pictures.

    Parameters
    ----------
    following : sequence of ClassDirection
        See `sampled`.

    Raises
    ------
    StudioError
        See `render`.
    """
    if serving(workshop.backbone(recipe.space).identity, photo, recipe) is None:
        return None
    yield from _make(workshop, photo, recipe, following)
    prepared = yield from prepare_instant(workshop, photo, recipe, masks, None)
    return None if prepared is None else prepared.frame(recipe)


def _make(
    workshop: Workshop, photo: Photo, recipe: Recipe, following: Sequence[ClassDirection]
) -> Generator[Step, None, None]:
    """Have the directions of a recipe made, and where they are not yet, those that follow."""
    frame, space = working_frame(photo.image, recipe.space.size), recipe.space
    own = [each.attribute for each in recipe.moving if isinstance(each.attribute, ClassDirection)]
    if not are_known(workshop, own, space, frame, near=photo):
        wanted = list(dict.fromkeys([*own, *following]))[: max(len(own), together(frame))]
        yield from class_directions(workshop, wanted, space, frame, near=photo)


def shares(
    workshop: Workshop, photo: Photo, wanted: Sequence[ClassDirection], space: FeatureSpace
) -> Generator[Step, None, tuple[float, ...]]:
    """Return the share of the variance that each of some principal directions has.

    Raises
    ------
    PictureSetError
        See `class_directions`.
    """
    frame = working_frame(photo.image, space.size)
    records = yield from class_directions(workshop, wanted, space, frame, near=photo)
    return tuple(each.share or 0.0 for each in records)


def keep_directions(
    workshop: Workshop,
    photo: Photo,
    wanted: Sequence[ClassDirection],
    space: FeatureSpace,
    previews: Sequence[Image | None],
) -> Generator[Step, None, list[AttributeCard]]:
    """Keep directions in the user's library, as attributes for pictures like this photo.

    Parameters
    ----------
    previews : sequence of Image or None
        The photo moved along each, for the strip of its card.

    Raises
    ------
    StudioError
        The class does not serve, or a file cannot be written.
    """
    frame = working_frame(photo.image, space.size)
    records = yield from class_directions(workshop, wanted, space, frame, near=photo)
    library = AttributeLibrary()
    return [
        library.add(record, preview=None if image is None else strip([photo.image, image]))
        for record, image in zip(records, previews, strict=True)
    ]
