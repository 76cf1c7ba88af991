"""How good a decoder is: a figure, and a strip of pictures to look at.

Some pictures of the set are moved along the two directions that it varies in most, and the decoder
is judged by the objective of the solver: how much of the way to the wanted features its previews
go. The pictures are the same ones every time, so that figures can be compared.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from dfi_studio.core.image import Image
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Step
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.decoder import Decoder
from dfi_studio.engine.decoder_losses import preview_objective
from dfi_studio.engine.feature_directions import mean_square, scaled
from dfi_studio.engine.features import Features
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.engine.residual_preview import ResidualPreview
from dfi_studio.pipeline.frames import to_image
from dfi_studio.pipeline.practice import Practice
from dfi_studio.pipeline.set_features import Pictures, SetReader
from dfi_studio.pipeline.workshop import Workshop

_SIZE = 128
_COUNT = 4
_ALPHAS = (-1.0, 1.0, 2.0)
_REACH = 0.02  # |w|^2 over |phi(x)|^2: what means of a hundred pictures usually differ by


@dataclass(frozen=True, slots=True)
class Check:
    """What a decoder is judged on: pictures (1, 3, H, W), their features, a direction for each."""

    backbone: Backbone
    cases: tuple[tuple[Tensor, Features, Features], ...]


def check_pictures(
    workshop: Workshop, space: FeatureSpace, practice: Practice, paths: Sequence[Path]
) -> Generator[Step, None, Check]:
    """Prepare a check from the first readable pictures."""
    directions = yield from practice.directions(min(_SIZE, space.size))
    backbone = workshop.backbone(space)
    size = min(_SIZE, space.size)
    reader = SetReader(workshop, space, (size, size))
    cases: list[tuple[Tensor, Features, Features]] = []
    for part in reader.pictures(paths, "Preparing the check"):
        if not isinstance(part, Pictures):
            continue
        for picture in part.pixels.split(1):
            component = len(cases) % len(next(iter(directions.values())))
            one = {
                layer: values[component : component + 1].float()
                for layer, values in directions.items()
            }
            with torch.inference_mode():
                features = backbone(picture, space.layers)
                w = scaled(one, _REACH * mean_square(features))
            cases.append((picture, features, w))
        if len(cases) >= _COUNT:
            break
    return Check(backbone, tuple(cases[:_COUNT]))


def checked(decoder: Decoder, check: Check) -> tuple[float, Image]:
    """Return the share of the way that previews go, and a strip: a row a picture, photo first."""
    ready = decoder.ready(fast_dtype(decoder.bias.device))
    shares, rows = [], []
    with torch.inference_mode():
        for photo, features, w in check.cases:
            preview = ResidualPreview(ready, photo, features, [w])
            shown = [preview.frame([alpha]) for alpha in _ALPHAS]
            rows.append(torch.cat([photo, *shown], dim=-1))
            for alpha, picture in zip(_ALPHAS, shown, strict=True):
                target = {layer: values + alpha * w[layer] for layer, values in features.items()}
                after = preview_objective(
                    check.backbone(picture, tuple(features)),
                    target,
                    features,
                    picture - photo,
                    tv=0.001,
                    weights=dict.fromkeys(features, 1 / len(features)),
                )
                shares.append(1 - float(after))
    return sum(shares) / len(shares), to_image(torch.cat(rows, dim=-2))
