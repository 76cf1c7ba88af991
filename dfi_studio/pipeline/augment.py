"""Pictures of recipes, added to an augmented set one by one: what is done is kept."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Progress, Step
from dfi_studio.library.augmented_set import AugmentedSet, Made
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.photos import save_photo
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline.class_samples import sampled
from dfi_studio.pipeline.workshop import Workshop


def augment(
    workshop: Workshop,
    photo: Photo,
    recipes: Sequence[Recipe],
    masks: tuple[MaskLayer, ...],
    folder: Path,
) -> Generator[Step, None, int]:
    """Render recipes of one class direction each into a folder; return how many are there.

    What is there already is not made again, and what is done stays when it is left.

    Raises
    ------
    StudioError
        The class does not serve, or the folder cannot be written to.
    """
    made = AugmentedSet(folder)
    directions = [_direction(each) for each in recipes]
    try:
        for number, (recipe, direction) in enumerate(zip(recipes, directions, strict=True)):
            yield Progress("Exporting the set", number, len(recipes))
            alpha = recipe.directions[0].alpha
            label = picture_set(direction.pictures).name
            piece = Made.of(photo.name, label, direction, alpha)
            mark = EditMark(recipe, photo.name)
            if not made.holds(piece.name, photo.name, recipe):
                following = directions[number:]
                render = yield from sampled(workshop, photo, recipe, None, masks, following)
                save_photo(made.path(piece.name), render.image, mark=mark)
            made.add(piece, recipe)
    finally:
        made.save()
    return len(recipes)


def _direction(recipe: Recipe) -> ClassDirection:
    attribute = recipe.directions[0].attribute
    if not isinstance(attribute, ClassDirection):
        raise TypeError(f"{attribute} is no direction of a class")
    return attribute
