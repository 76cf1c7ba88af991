"""Results in the photo's own file values, made of what is kept of a render: at once or later on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Progress, Render, Step
from dfi_studio.library.originals import Original, open_original
from dfi_studio.pipeline.frames import reduced, working_frame
from dfi_studio.pipeline.put_back import crop_in_file, put_back, touched_part


def exported(
    photo: Photo,
    solved: Sequence[Solved],
    *,
    crop: Crop | None = None,
    onto: Original | None = None,
) -> Generator[Step, None, Original]:
    """Return the photo's own file values with results in them, to be saved by `library.exports`.

    Parameters
    ----------
    photo : Photo
        The whole photo.
    solved : sequence of Solved
        One after another, each of the photo as it was; of its crop where there is one.
    crop : Crop or None
        The part of the photo that is returned.
    onto : Original or None
        What they go into, of the photo's crop; None reads the file.

    Raises
    ------
    MaskError
        See `composite.at_full_size`.
    PhotoError
        The photo's file cannot be read, or is another by now.
    """
    yield Progress("Reading the photo's file", 0, 0)
    subject = photo if crop is None else photo.cropped(crop)
    result = own_values(photo, crop) if onto is None else onto
    for each in solved:
        render = _render(subject, each)
        result = yield from put_back(result, subject, each.portrait, render, each.masks)
    return result


Part = tuple[Crop, Image]
"""A part of a photo, and what it shows."""


def shown_in_photo(photo: Photo, solved: Solved) -> Generator[Step, None, Part | None]:
    """Return the part of a photo that an edit of a portrait touches, with the edit in it.

    None where it touches none. It is what `exported` gives for a photo of 8 bits in sRGB, but of
    that part alone, and quick.

    Raises
    ------
    MaskError
        See `composite.at_full_size`.
    """
    portrait = solved.portrait
    assert portrait is not None  # what has no portrait is shown as it was solved
    crop = touched_part(photo.image.shape[:2], photo, portrait)
    yield Progress("Putting it into the photo", 0, 0)
    if crop is None:
        return None
    part = photo.cropped(crop)
    to_part = portrait.to_photo.then(Similarity.moved(-crop.left, -crop.top))
    there = Portrait(portrait.photo, portrait.face, to_part)
    masks = (each.cropped(crop) for each in solved.masks)
    known = tuple(each for each in masks if each.role is not MaskRole.FILL or not each.empty)
    here = replace(solved, portrait=there, masks=known)
    result = yield from exported(part, [here], onto=Original.of(part.image))
    return crop, result.srgb(Crop(0, 0, crop.width, crop.height))


def own_values(photo: Photo, crop: Crop | None = None) -> Original:
    """Return a photo, or a crop of it, as its file has it.

    Raises
    ------
    PhotoError
        The file cannot be read, or is another by now.
    """
    own = Original.of(photo.image) if photo.path is None else open_original(photo.path)
    return own if crop is None else own.cropped(crop_in_file(own, photo, crop))


def _render(subject: Photo, solved: Solved) -> Render:
    """Return the render that something was solved by."""
    seen = subject if solved.portrait is None else solved.portrait.photo
    before = reduced(seen.image, working_frame(seen.image, solved.recipe.space.size))
    return Render(solved.recipe, 0, 0.0, before, before, solved.filled, solved.edited)
