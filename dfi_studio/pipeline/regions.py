"""Masks at work: what is missing and where an edit may work, at any size of the photo."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.core.errors import MaskError
from dfi_studio.core.mask import Mask, MaskLayer, MaskRole, allowed, freeze_mask, union
from dfi_studio.core.mask_shapes import feathered
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.engine.membrane import membrane
from dfi_studio.engine.vision import transforms
from dfi_studio.pipeline.frames import Frame, to_tensor

_SURE = 0.5  # of a scaled pixel's weight that must be known; below, it is covered instead


@dataclass(frozen=True, slots=True)
class Masks:
    """What the masks of a photo come to, at its own size.

    Attributes
    ----------
    missing : Mask or None
        1 where pixels are missing, else 0; None where there are none to be.
    free : Mask or None
        How far an attribute edit may work, feathered; None where it may everywhere.
    digests : tuple of str
        What names the content of `missing`.
    """

    missing: Mask | None
    free: Mask | None
    digests: tuple[str, ...]

    @classmethod
    def of(cls, layers: Iterable[MaskLayer], photo: Photo, recipe: Recipe) -> Self:
        """Return them, having checked that they fit.

        Raises
        ------
        MaskError
            A mask is not of the photo's size; or pixels are missing, and nothing is said of how
            to fill them, or all are.
        """
        known = [layer for layer in layers if layer.on]
        for layer in known:
            layer.check_size(*photo.image.shape[:2])
        fill, free = union(known, MaskRole.FILL), allowed(known)
        missing = None if fill is None else freeze_mask(fill > 0)
        if missing is not None:
            _check_missing(missing, recipe)
        return cls(
            missing,
            None if free is None else feathered(free, recipe.feather),
            tuple(each.digest for each in known if each.role is MaskRole.FILL),
        )

    def free_pixels(
        self, frame: Frame, device: torch.device
    ) -> tuple[Tensor | None, Tensor | None]:
        """Return which pixels of a frame an edit may change, (H, W), bool, and how far, (H, W).

        None and None for all of them.
        """
        if self.free is None:
            return None, None
        return region_of(self.free, frame, device), weights_of(self.free, frame, device)


def _check_missing(missing: Mask, recipe: Recipe) -> None:
    if recipe.fill is None or not recipe.fill.pictures.strip():
        raise MaskError("The missing pixels need a set of pictures to be filled from: name one.")
    if not missing.any():
        raise MaskError("The mask to fill is empty: mark the pixels that are missing.")
    if missing.all():
        raise MaskError(
            "The mask covers the whole picture, so that nothing is left to find neighbours by; "
            "leave a part of it free."
        )


def region_of(mask: Mask, frame: Frame, device: torch.device) -> Tensor:
    """Return the pixels of a frame that any pixel in a mask is a part of, (H, W), bool.

    None is lost however small: a mask of one pixel of a large photo is one pixel of the frame.
    """
    inside = torch.from_numpy(mask > 0).to(device)
    if mask.shape == frame:
        return inside
    return functional.adaptive_max_pool2d(inside[None].float(), frame)[0] > 0


def weights_of(mask: Mask, frame: Frame, device: torch.device) -> Tensor:
    """Return a mask at the size of a frame, (H, W) in 0..1, as its share of each pixel."""
    values = _tensor(mask, device)
    return values[0, 0] if mask.shape == frame else _scaled(values, frame)[0, 0].clamp(0, 1)


def known_pixels(photo: Photo, missing: Mask, frame: Frame, device: torch.device) -> Tensor:
    """Return a photo (1, 3, H, W) in a frame, its missing pixels covered by a membrane.

    What was missing is not read: a pixel near the hole is the mean of the known ones that it is
    made of, weighted as in scaling. Further away each is what it is without a mask.
    """
    region = region_of(missing, frame, device)
    plain = to_tensor(photo.image, frame, device=device)
    if missing.shape == frame:
        return membrane(plain, region)
    there = 1 - _tensor(missing, device)
    weight = _scaled(there, frame)
    pixels = _scaled(to_tensor(photo.image, missing.shape, device=device) * there, frame)
    reach = 2 * math.ceil(max(1.0, frame[0] / missing.shape[0])) + 1  # of the bicubic kernel
    near = functional.max_pool2d(region[None].float(), 2 * reach + 1, 1, reach)[0] > 0
    scaled = torch.where(near, (pixels / weight.clamp_min(_SURE)).clamp(0, 1), plain)
    return membrane(scaled, region | near & (weight[0, 0] < _SURE))


def _tensor(mask: Mask, device: torch.device) -> Tensor:
    return torch.from_numpy(np.array(mask, copy=True)).to(device)[None, None]


def _scaled(values: Tensor, frame: Frame) -> Tensor:
    """Scale (1, C, H, W) as `frames.to_tensor` does."""
    bicubic = transforms.InterpolationMode.BICUBIC
    resized: Tensor = transforms.resize(values, list(frame), interpolation=bicubic, antialias=True)
    return resized
