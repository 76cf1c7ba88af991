"""Results at the size of the photo, made of what is kept of a render: for an export later on."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Progress, Render, Step
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.frames import to_image, to_tensor, working_frame
from dfi_studio.pipeline.workshop import Workshop


def enlarged(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    masks: Sequence[MaskLayer],
    filled: Image | None,
    edited: Image | None,
) -> Generator[Step, None, Image]:
    """Return the picture of a render at the size of its photo, the same to the bit.

    Parameters
    ----------
    photo, recipe, masks
        What was rendered.
    filled, edited : Image or None
        See `Render`.

    Raises
    ------
    MaskError
        See `composite.at_full_size`.
    """
    yield Progress("putting it into the photo", 0, 1)
    frame = working_frame(photo.image, recipe.space.size)
    original = to_image(to_tensor(photo.image, frame, device=workshop.device))
    render = Render(recipe, 0, 0.0, original, original, filled, edited)
    return at_full_size(photo, render, masks)
