"""Recipe and photo -> previews -> the finished picture."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import torch

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Attribute, Contrast, FeatureSpace, Recipe, SavedAttribute
from dfi_studio.core.steps import Preview, Render, Step
from dfi_studio.engine.attribute import displaced, orthogonalised
from dfi_studio.engine.features import Features
from dfi_studio.engine.reverse_mapping import reverse_mapping
from dfi_studio.library.attributes import AttributeRecord, load_attribute
from dfi_studio.pipeline.frames import Frame, to_image, to_tensor, working_frame
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop


def render(
    workshop: Workshop, photo: Photo, recipe: Recipe, *, start: Image | None = None
) -> Generator[Step, None, Render]:
    """Move the photo along the recipe's directions and map it back to pixels.

    Yields the progress of learning, notices, and a preview of every iterate, the start included.

    Parameters
    ----------
    photo : Photo
        Seen at the working size: smallest side `recipe.space.size`.
    recipe : Recipe
        The sum of its directions is one reverse mapping; without any, the photo only settles.
    start : Image or None
        An earlier result of the same photo to begin from. One of another size is scaled.

    Raises
    ------
    StudioError
        A set, an attribute file, the network or the device does not serve; the message says why.
    """
    space = recipe.space
    frame = working_frame(photo.image, space.size)
    backbone = workshop.backbone(space)
    moves: list[tuple[float, Features]] = []
    for direction in recipe.moving:
        w = yield from _vector(workshop, direction.attribute, space, frame, photo)
        above = [vector for _, vector in moves]
        moves.append((direction.alpha, orthogonalised(w, above) if direction.orthogonal else w))
    pixels = to_tensor(photo.image, frame, device=workshop.device)
    begin = None if start is None else to_tensor(start, frame, device=workshop.device)
    preview = None
    with workshop.enough_memory():
        with torch.no_grad():
            target = displaced(backbone(pixels, space.layers), moves)
        ordered = {layer: target[layer] for layer in space.layers}
        for mapped in reverse_mapping(backbone, ordered, pixels, recipe.solver, begin):
            preview = Preview(
                mapped.iteration,
                recipe.solver.iterations,
                mapped.objective,
                mapped.layers,
                mapped.tv,
                to_image(mapped.image),
                workshop.memory,
            )
            yield preview
    assert preview is not None  # the start is always yielded
    return Render(recipe, preview.iteration, preview.objective, to_image(pixels), preview.image)


def _vector(
    workshop: Workshop, attribute: Attribute, space: FeatureSpace, frame: Frame, photo: Photo
) -> Generator[Step, None, Features]:
    match attribute:
        case Contrast():
            record = yield from learn(workshop, attribute, space, frame, near=photo)
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
