"""The feature scale: how active each layer of a network is on natural pictures.

The pictures lie in ``resources/calibration``; a network is measured once, when it is installed.
"""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.steps import Progress
from dfi_studio.engine.backbone import Backbone, mean_activations
from dfi_studio.library.photos import open_photo
from dfi_studio.library.resources import resource
from dfi_studio.pipeline.frames import to_tensor


def calibration_pictures() -> list[Tensor]:
    """Return the pictures, (1, 3, H, W) each, the smaller side 256, in the order of their names."""
    paths = sorted(resource("calibration").glob("*.jpg"))
    images = [open_photo(path) for path in paths]
    cpu = torch.device("cpu")
    return [to_tensor(image, (image.shape[0], image.shape[1]), device=cpu) for image in images]


def measure_scale(backbone: Backbone) -> Generator[Progress, None, dict[str, float]]:
    """Return each layer's mean activation over the pictures, to four significant digits.

    Raises
    ------
    WeightsError
        A layer answers to no picture, or without bounds: these are not a network's weights.
    """
    pictures = calibration_pictures()
    totals = dict.fromkeys(backbone.layers, 0.0)
    for number, picture in enumerate(pictures):
        yield Progress("measuring the feature scale", number, len(pictures))
        for layer, mean in mean_activations(backbone, [picture]).items():
            totals[layer] += mean / len(pictures)
    for layer, total in totals.items():
        if not 0 < total < float("inf"):  # NaN fails too
            raise WeightsError(
                f"The weights for {backbone.architecture.name} are not those of a trained "
                f"network: the mean activation of {layer} is {total:g}."
            )
    yield Progress("measuring the feature scale", len(pictures), len(pictures))
    return {layer: float(f"{total:.4g}") for layer, total in totals.items()}
