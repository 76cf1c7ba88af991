"""The directions of a recipe as vectors in feature space: learned, drawn, or read."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import torch

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import (
    Attribute,
    ClassDirection,
    Contrast,
    FeatureSpace,
    Recipe,
    SavedAttribute,
)
from dfi_studio.core.steps import Step
from dfi_studio.engine.attribute import orthogonalised
from dfi_studio.engine.features import Features
from dfi_studio.library.attributes import AttributeRecord, load_attribute
from dfi_studio.pipeline.class_directions import class_directions
from dfi_studio.pipeline.frames import Frame
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop


def moves_along(
    workshop: Workshop, photo: Photo, recipe: Recipe, frame: Frame
) -> Generator[Step, None, list[tuple[float, Features]]]:
    """Return how far to move along which vectors: those of the directions that take part.

    Raises
    ------
    StudioError
        A set, an attribute file or the network does not serve; the message says why.
    """
    moves: list[tuple[float, Features]] = []
    classes = [each.attribute for each in recipe.moving]
    together = [each for each in classes if isinstance(each, ClassDirection)]
    if len(together) > 1:  # of one class, they take one look at its pictures
        yield from class_directions(workshop, together, recipe.space, frame, near=photo)
    for direction in recipe.moving:
        w = yield from _vector(workshop, direction.attribute, recipe.space, frame, photo)
        above = [vector for _, vector in moves]
        moves.append((direction.alpha, orthogonalised(w, above) if direction.orthogonal else w))
    return moves


def _vector(
    workshop: Workshop, attribute: Attribute, space: FeatureSpace, frame: Frame, photo: Photo
) -> Generator[Step, None, Features]:
    match attribute:
        case Contrast():
            record = yield from learn(workshop, attribute, space, frame, near=photo)
        case ClassDirection():
            (record,) = yield from class_directions(workshop, [attribute], space, frame, near=photo)
        case SavedAttribute():
            record = load_attribute(Path(attribute.path).expanduser())
            _check_fit(record, attribute.path, workshop, space, frame)
    return {
        layer: torch.tensor(values, device=workshop.device)[None]
        for layer, values in record.arrays.items()
    }


def _check_fit(
    record: AttributeRecord, name: str, workshop: Workshop, space: FeatureSpace, frame: Frame
) -> None:
    """Refuse an attribute from another feature space: adding it would mean nothing."""
    if (record.height, record.width) != frame:
        raise AttributeFileError(
            f"{name} was learned for pictures of {record.width} x {record.height} pixels, but "
            f"this photo would be edited at {frame[1]} x {frame[0]}: crop the photo to that shape "
            "and choose that size, or learn the attribute again."
        )
    if set(record.layers) != set(space.layers):
        raise AttributeFileError(
            f"{name} was learned in the layers {', '.join(record.layers)}: choose those "
            "layers, or learn the attribute again."
        )
    if record.backbone_identity != workshop.backbone(space).identity:
        raise AttributeFileError(
            f"{name} was learned with other weights of {record.backbone} than the ones "
            f"chosen here ({space.backbone}): choose that network, or learn the attribute again."
        )
