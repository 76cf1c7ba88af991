"""A finished edit put into the photograph's own file values, at its own size.

What goes in is the difference between what was solved and what it began from: enlarged, turned
back, faded at the frame's border. So the photograph keeps its grain and detail, and beyond the
blend every bit.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.blend import frame_blend
from dfi_studio.core.errors import PhotoError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import Mask, MaskLayer, bounds, rectangle
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.steps import Progress, Render, Step
from dfi_studio.library.originals import Original
from dfi_studio.library.warping import touched, warped
from dfi_studio.pipeline.composite import at_full_size, fill_in
from dfi_studio.pipeline.regions import Masks

Change = npt.NDArray[np.float32]
"""(height, width, 3) in sRGB; 0 where nothing changes."""


def put_back(
    original: Original,
    photo: Photo,
    portrait: Portrait | None,
    finished: Render,
    masks: Sequence[MaskLayer] = (),
) -> Generator[Step, None, Original]:
    """Return the photograph with a finished edit in it.

    Parameters
    ----------
    original : Original
        The photo's file; it may be larger than the photo, by a whole factor.
    photo : Photo
        The whole photo.
    portrait : Portrait or None
        What was rendered; None where the photo was rendered as it is.
    masks : sequence of MaskLayer
        At the size of the photo.

    Raises
    ------
    MaskError
        See `Masks.of`.
    PhotoError
        The file is not the photo's.
    """
    yield Progress("Putting it into the photo", 0, 1)
    if portrait is None:
        crop, change = _whole(original, photo, finished, masks)
    else:
        found = _part(original, photo, portrait, finished, masks)
        if found is None:
            return original
        crop, change = found
    result = original.changed(crop, change)
    yield Progress("Putting it into the photo", 1, 1)
    return result


def touched_part(size: tuple[int, ...], photo: Photo, portrait: Portrait) -> Crop | None:
    """Return the rectangle of a photograph's file that an edit of a portrait can change.

    Parameters
    ----------
    size : (height, width)
        Of the file, in pixels.
    """
    height, width = size
    to_file = portrait.to_photo.then(_enlarging((height, width), photo))
    return touched(to_file, height=portrait.side, width=portrait.side, within=(height, width))


def crop_in_file(original: Original, photo: Photo, crop: Crop) -> Crop:
    """Return a crop of a photo in pixels of its file.

    Raises
    ------
    PhotoError
        The file is not the photo's.
    """
    factor = round(_enlarging(original.size, photo).scale)
    sides = (factor * each for each in (crop.left, crop.top, crop.width, crop.height))
    height, width = original.size
    return Crop(*sides).within(width, height)


def _enlarging(size: tuple[int, int], photo: Photo) -> Similarity:
    """Return the way from pixels of the photo to those of its file, of height and width."""
    factor = max(1, round(size[1] / photo.image.shape[1]))
    if any(
        abs(whole - factor * part) >= 2 * factor
        for whole, part in zip(size, photo.image.shape, strict=False)
    ):
        raise PhotoError(f"{photo.name} has another size than when it was opened; open it again.")
    return Similarity.resized(factor)


def _part(
    original: Original,
    photo: Photo,
    portrait: Portrait,
    finished: Render,
    masks: Sequence[MaskLayer],
) -> tuple[Crop, Change] | None:
    """Return the rectangle that a portrait touches, and the change of its pixels."""
    crop = touched_part(original.size, photo, portrait)
    if crop is None:
        return None
    enlarging = _enlarging(original.size, photo)
    to_part = portrait.to_photo.then(enlarging).then(Similarity.moved(-crop.left, -crop.top))
    plan = Masks.of(masks, photo, finished.recipe)
    change = np.zeros((crop.height, crop.width, 3), np.float32)
    base, fill = finished.photo, finished.recipe.fill
    if plan.missing is not None and finished.filled is not None and fill is not None:
        base = finished.filled
        missing = _masked(plan.missing, enlarging, crop) > 0
        if missing.any():
            picture = _tensor(before := original.srgb(crop))
            solved = warped(base, to_part, height=crop.height, width=crop.width)
            fill_in(picture, missing.astype(np.float32), _tensor(solved), fill)
            change += picture[0].permute(1, 2, 0).numpy() - before
    if finished.edited is not None:
        moved = (finished.edited - base) * frame_blend(portrait.side)[..., None]
        if moved.any():
            back = warped(moved, to_part, height=crop.height, width=crop.width, outside="zero")
            change += back if plan.free is None else back * _faded(plan.free, enlarging, crop)
    return crop, change


def _whole(
    original: Original, photo: Photo, finished: Render, masks: Sequence[MaskLayer]
) -> tuple[Crop, Change]:
    """Return the change of a photo that was rendered as it is."""
    change = at_full_size(photo, finished, masks) - photo.image
    height, width = original.size
    enlarging = _enlarging(original.size, photo)
    if enlarging != Similarity():
        change = warped(change, enlarging, height=height, width=width)
    seen = bounds(np.asarray(change.any(axis=2))) or Crop(0, 0, 1, 1)
    return seen, change[rectangle(seen)]


def _masked(mask: Mask, enlarging: Similarity, crop: Crop) -> Mask:
    """Return a mask of the photo for a part of its file."""
    if enlarging == Similarity():
        return mask[rectangle(crop)]
    there = enlarging.then(Similarity.moved(-crop.left, -crop.top))
    return warped(mask, there, height=crop.height, width=crop.width).clip(0, 1)


def _faded(mask: Mask, enlarging: Similarity, crop: Crop) -> Mask:
    return _masked(mask, enlarging, crop)[..., None]


def _tensor(pixels: Image | Change) -> Tensor:
    return torch.from_numpy(np.array(pixels, np.float32)).permute(2, 0, 1)[None].contiguous()
