"""Results at the size of the photo, made of what is kept of a render: for an export later on."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Progress, Render, Step
from dfi_studio.library.originals import Original, open_original
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.frames import reduced, to_image, to_tensor, working_frame
from dfi_studio.pipeline.put_back import colours_matched, put_back
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


def exported(
    photo: Photo,
    portrait: Portrait | None,
    recipe: Recipe,
    masks: Sequence[MaskLayer],
    filled: Image | None,
    edited: Image | None,
    *,
    onto: Original | None = None,
    matched: bool = False,
) -> Generator[Step, None, Original]:
    """Return the photo's own file values with a render in them, to be saved by `exports`.

    Parameters
    ----------
    photo, masks
        The whole photo, and its masks.
    portrait : Portrait or None
        What was rendered of it; None where it was rendered as it is.
    filled, edited : Image or None
        See `Render`.
    onto : Original or None
        What it goes into: the result for another face of the same photo. None reads the file.
    matched : bool
        Whether the edit takes the mean and spread of colour of the photo.

    Raises
    ------
    MaskError
        See `composite.at_full_size`.
    PhotoError
        The photo's file cannot be read, or is another by now.
    """
    yield Progress("putting it into the photo", 0, 0)
    if onto is None:
        onto = Original.of(photo.image) if photo.path is None else open_original(photo.path)
    seen = photo if portrait is None else portrait.photo
    frame = working_frame(seen.image, recipe.space.size)
    before = reduced(seen.image, frame)
    render = Render(recipe, 0, 0.0, before, before, filled, edited)
    if matched:
        render = colours_matched(render, portrait)
    return (yield from put_back(onto, photo, portrait, render, masks))
