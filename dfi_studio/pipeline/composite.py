"""What was solved, put into the photo: at the working size, and at the photo's own.

At any size a pixel whose masks are 0 is the photo's, bit for bit. At the photo's own size a filling
is enlarged into its hole, and of an edit only the change is enlarged and added, so that the photo
keeps its own grain and detail.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.core.fill import Blend, Fill
from dfi_studio.core.image import Image
from dfi_studio.core.mask import Mask, MaskLayer, bounds, rectangle
from dfi_studio.core.mask_shapes import feathered
from dfi_studio.core.photo import Photo
from dfi_studio.core.steps import Render
from dfi_studio.engine.membrane import membrane
from dfi_studio.engine.vision import transforms
from dfi_studio.pipeline.frames import to_image, to_tensor, working_frame
from dfi_studio.pipeline.regions import Masks, known_pixels, region_of, weights_of

_CPU = torch.device("cpu")


def at_full_size(photo: Photo, finished: Render, masks: Iterable[MaskLayer] = ()) -> Image:
    """Return a finished edit at the size of the photo, to be exported.

    Parameters
    ----------
    photo, masks
        Those that it was rendered with.

    Returns
    -------
    Image, (height, width, 3)
        Where masks were given, every pixel that they leave alone has the very value it has in
        the photo.

    Raises
    ------
    MaskError
        See `Masks.of`.
    """
    recipe = finished.recipe
    known = Masks.of(masks, photo, recipe)
    frame = working_frame(photo.image, recipe.space.size)
    picture = to_tensor(photo.image, photo.image.shape[:2], device=_CPU)
    base = to_tensor(finished.photo, frame, device=_CPU)
    if known.missing is not None and finished.filled is not None and recipe.fill is not None:
        base = to_tensor(finished.filled, frame, device=_CPU)
        fill_in(picture, known.missing, _enlarged(base, picture), recipe.fill)
    if finished.edited is not None:
        change = to_tensor(finished.edited, frame, device=_CPU) - base
        _add(picture, _enlarged(change, picture), known.free)
    return to_image(picture)


def filled_photo(photo: Photo, missing: Mask, solved: Tensor, fill: Fill) -> Tensor:
    """Return the photo, at the size of what was solved (1, 3, H, W), with that blended in."""
    frame, device = (solved.shape[-2], solved.shape[-1]), solved.device
    around = known_pixels(photo, missing, frame, device)
    weights = weights_of(feathered(missing, fill.feather), frame, device)
    return _blended(around, solved, region_of(missing, frame, device), weights, fill.blend)


def fill_in(picture: Tensor, missing: Mask, solved: Tensor, fill: Fill) -> None:
    """Blend a filling into a photo of the mask's size; only its hole is touched.

    It was blended at the working size before. Enlarging has carried its border inwards a little,
    so that here the seam is only what enlarging has left of it.
    """
    window = bounds(missing, margin=1)
    assert window is not None  # `Masks.of` refuses an empty hole
    place = (..., *rectangle(window))
    region = torch.from_numpy(missing[place] > 0)
    weights = torch.from_numpy(feathered(missing, fill.feather)[place].copy())
    around = membrane(picture[place], region)
    picture[place] = _blended(around, solved[place], region, weights, fill.blend)


def _blended(
    around: Tensor, solved: Tensor, region: Tensor, weights: Tensor, blend: Blend
) -> Tensor:
    """Return what was solved in a region, and its surroundings, of which it is a continuation.

    Parameters
    ----------
    around : Tensor, (1, 3, H, W)
        The photo, with a membrane over the region.
    weights : Tensor, (H, W)
        For `Blend.FEATHER`: 0 where the membrane shows.
    """
    if blend is Blend.FEATHER:
        inside = torch.lerp(around, solved, weights)
    else:
        inside = solved + membrane(around - _carried_out(solved, region), region)
    return torch.where(region, inside.clamp(0, 1), around)


def _carried_out(values: Tensor, region: Tensor) -> Tensor:
    """Return values whose outside pixels have the mean of the inside ones beside them, if any.

    So the difference to the photo, there, is the step at the border, which is what is to vanish:
    outside the solver left the photo as it is, and by itself the difference is nothing.
    """
    cross = torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]).to(values)
    channels = values.shape[1]
    kernel = cross.expand(channels, 1, 3, 3)
    inside = region.to(values).expand(1, channels, *region.shape)
    sums = functional.conv2d(values * inside, kernel, padding=1, groups=channels)
    count = functional.conv2d(inside, kernel, padding=1, groups=channels)
    return torch.where(region | (count == 0), values, sums / count.clamp_min(1))


def _add(picture: Tensor, change: Tensor, free: Mask | None) -> None:
    """Add a change to a photo of its size, as far as a mask lets it; the rest is not touched."""
    if free is None:
        picture.add_(change).clamp_(0, 1)
        return
    window = bounds(free)
    if window is not None:
        place = (..., *rectangle(window))
        weights = torch.from_numpy(free[place].copy())
        moved = (picture[place] + weights * change[place]).clamp(0, 1)
        picture[place] = torch.where(weights > 0, moved, picture[place])


def _enlarged(values: Tensor, picture: Tensor) -> Tensor:
    """Scale (1, 3, H, W) to the size of a picture; what fits is passed on untouched."""
    if values.shape == picture.shape:
        return values
    bicubic = transforms.InterpolationMode.BICUBIC
    size = list(picture.shape[-2:])
    scaled: Tensor = transforms.resize(values, size, interpolation=bicubic, antialias=True)
    return scaled
