"""What a solve wants to know of a photo before its first step, and which has no part in an edit.

phi(x) and the sensitivity of the features follow from the photo and the feature space alone. Looked
at when a photo is opened, they are there when a slider first moves.
"""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.engine.features import Features
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.engine.sensitivity import sensitivity
from dfi_studio.engine.trunk import Trunk, band_rows
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.workshop import Workshop


def first_look(
    workshop: Workshop, photo: Photo, space: FeatureSpace
) -> Generator[Step, None, None]:
    """Work out what the first solve of a photo will ask for, and keep it in the workshop.

    A photo so large that the network sees it in bands is left alone: what it answers is not kept.

    Raises
    ------
    WeightsError
        The network is not installed; the message says how to get it.
    DeviceError
        There is not enough memory.
    """
    frame = working_frame(photo.image, space.size)
    pixels = to_tensor(photo.image, frame, device=workshop.device)
    yield Progress("Looking at the photo", 0, 1)
    if not band_rows(pixels, bands=None):
        with workshop.enough_memory():
            features_of(workshop, pixels, space, 0)
            yield Progress("Looking at the photo", 0, 1)
            rounded_of(workshop, pixels, space, 0)
            sensitivity_of(workshop, pixels, space, 0)
    yield Progress("Looking at the photo", 1, 1)


def features_of(workshop: Workshop, pixels: Tensor, space: FeatureSpace, rows: int) -> Features:
    """Return phi(x) of pixels (1, 3, H, W), worked out in bands of `rows` where not 0."""
    return _features(workshop, pixels, space, rows, pixels.dtype)


def rounded_of(workshop: Workshop, pixels: Tensor, space: FeatureSpace, rows: int) -> Features:
    """Return phi(x) as the arithmetic has it that the device is fast in; see `features_of`."""
    return _features(workshop, pixels, space, rows, fast_dtype(pixels.device))


def _features(
    workshop: Workshop, pixels: Tensor, space: FeatureSpace, rows: int, dtype: torch.dtype
) -> Features:
    def features() -> Features:
        backbone = workshop.backbone(space, pixels.device)
        with torch.no_grad():
            found = Trunk(backbone, space.layers, dtype, rows=rows)(pixels)
        return {layer: found[layer] for layer in space.layers}

    return workshop.responses.of(pixels, ("features", space, rows, dtype), features)


def sensitivity_of(workshop: Workshop, pixels: Tensor, space: FeatureSpace, rows: int) -> Tensor:
    """Return the sensitivity (1, 1, H, W) of the features of pixels; see `features_of`."""

    def gain() -> Tensor:
        backbone, fast = workshop.backbone(space, pixels.device), fast_dtype(pixels.device)
        return sensitivity(Trunk(backbone, space.layers, fast, rows=rows), pixels)

    return workshop.responses.of(pixels, ("gain", space, rows), gain)
