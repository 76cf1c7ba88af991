"""How much like a class the pictures are that were moved along its directions."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import torch
from torch import Tensor

from dfi_studio.core.class_direction import ClassDistance, Sampling
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.steps import Render, Step
from dfi_studio.engine.features import Features, sum_over_layers
from dfi_studio.engine.semantic_directions import HeldFeatures, distances
from dfi_studio.library.picture_sets import MINIMUM, PictureSet, picture_set
from dfi_studio.pipeline.class_budget import chosen_pictures, held_at_once
from dfi_studio.pipeline.frames import to_tensor
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.neighbours import others
from dfi_studio.pipeline.set_features import Batch, Looking, SetReader
from dfi_studio.pipeline.workshop import Workshop

NEAREST = 10
"""Pictures of the class that a result is compared with."""


def class_distances(
    workshop: Workshop,
    photo: Photo,
    renders: Sequence[Render],
    sampling: Sampling,
    *,
    looking: Looking = SetReader.batches,
) -> Generator[Step, None, tuple[ClassDistance, list[ClassDistance]]]:
    """Measure the photo, and what became of it, against the pictures of a class.

    Parameters
    ----------
    photo : Photo
        What was rendered; where it is itself of the class, it is left out of that.
    renders : sequence of Render
        In one feature space; at least one.
    sampling : Sampling
        The class.
    looking : Looking
        Who looks at its pictures.

    Raises
    ------
    StudioError
        The class, a set or an attribute file does not serve.
    """
    space = renders[0].recipe.space
    height, width = renders[0].photo.shape[:2]
    reader = SetReader(workshop, space, (height, width), photo.landmarks)
    held, followed = HeldFeatures(), []
    yield from _hold(reader, photo, sampling, held, looking)
    count = held.count
    backbone = workshop.backbone(space)

    def seen(image: Image) -> Features:
        with torch.inference_mode():
            pixels = to_tensor(image, reader.frame, device=workshop.device)
            found: Features = backbone(pixels, space.layers)
        held.add(found)
        return found

    own = seen(renders[0].photo)
    for render in renders:
        there = seen(render.image if render.edited is None else render.edited)
        moves = yield from moves_along(workshop, photo, render.recipe, reader.frame)
        followed.append(_followed(own, there, moves))
    near = _nearest(distances(held.gram()), count)
    first, *rest = near[count:] / near[:count].mean()
    measured = [
        ClassDistance(share, float(each)) for share, each in zip(followed, rest, strict=True)
    ]
    return ClassDistance(0.0, float(first)), measured


def _hold(
    reader: SetReader, photo: Photo, sampling: Sampling, held: HeldFeatures, looking: Looking
) -> Generator[Step, None, None]:
    """Take in the features of the class, of no more pictures than can be held."""
    pictures = picture_set(sampling.pictures)
    rest = PictureSet(pictures.name, others(pictures, photo))
    most = min(sampling.most, held_at_once(reader.frame))
    paths = chosen_pictures(rest, most, sampling.seed)
    for part in looking(reader, paths, label="Comparing with the class"):
        if isinstance(part, Batch):
            held.add(part.features)
        else:
            yield part
    yield from reader.notices()
    if held.count < MINIMUM:
        raise PictureSetError(
            f"{pictures.name} has too few readable pictures to compare with: {MINIMUM} are needed."
        )


def _followed(own: Features, there: Features, moves: list[tuple[float, Features]]) -> float:
    """Return which share of the wanted way was gone: <moved, wanted> / <wanted, wanted>."""
    wanted = {layer: sum(alpha * w[layer] for alpha, w in moves) for layer in own}
    gone = sum_over_layers((there[layer] - own[layer]) * wanted[layer] for layer in own)
    whole = sum_over_layers(torch.as_tensor(wanted[layer]).square() for layer in own)
    return float(gone / whole.clamp_min(torch.finfo(whole.dtype).tiny))


def _nearest(between: Tensor, count: int) -> Tensor:
    """Return how far each picture is from the nearest of the first `count`, on average."""
    known = between[:, :count].clone()
    known[range(count), range(count)] = torch.inf  # itself is not another
    nearest: Tensor = known.topk(min(NEAREST, count - 1), dim=1, largest=False).values
    return nearest.mean(dim=1)
