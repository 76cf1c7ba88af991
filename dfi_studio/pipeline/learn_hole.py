"""What the pictures of a set have in a hole: the vector from masked to unmasked, and a start.

As in the paper's section 4.2: the neighbours of the masked photo are found among the pictures
masked in the same place, and w = mean phi(neighbours) - mean phi(the same, masked).
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.face import resized_landmarks
from dfi_studio.core.fill import Fill
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice, Step
from dfi_studio.engine.attribute import FeatureMean, attribute_vector
from dfi_studio.engine.features import Features, cosine_distance
from dfi_studio.engine.local_network import Window
from dfi_studio.engine.membrane import membrane
from dfi_studio.engine.receptive import fields
from dfi_studio.library.picture_sets import MINIMUM, PictureSet, picture_set
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.frames import Frame
from dfi_studio.pipeline.holes import HoleBatch, hole_batches, masked_batches, with_hole
from dfi_studio.pipeline.neighbours import others
from dfi_studio.pipeline.set_features import Batch, SetReader
from dfi_studio.pipeline.workshop import Workshop

_SEARCH_SIZE = 64
"""Smallest side at which neighbours are looked for: who is like whom shows at a small size too."""
_KEPT = 4  # holes whose vectors are kept, of a few megabytes each


@dataclass(frozen=True, slots=True)
class Hole:
    """A photo with missing pixels, at the working size.

    Attributes
    ----------
    photo : Photo
        Never its own neighbour; its pixels are not read here.
    known : Tensor, (1, 3, H, W)
        In 0..1; what the missing pixels are is of no account.
    region : Tensor, (H, W), bool
        The missing pixels: some, but not all.
    space : FeatureSpace
    """

    photo: Photo
    known: Tensor
    region: Tensor
    space: FeatureSpace

    @property
    def frame(self) -> Frame:
        """Height and width."""
        return self.region.shape[0], self.region.shape[1]


@dataclass(frozen=True, slots=True)
class Learned:
    """What belongs into a hole.

    Attributes
    ----------
    w : Features, (1, C, h, w) a layer
        0 in the cells that do not see the hole; without the layers in which no cell does.
    start : Tensor, (1, 3, H, W)
        The photo with the mean of its nearest neighbours in the hole, moved in colour until it
        meets the border.
    """

    w: Features
    start: Tensor


def learn_hole(workshop: Workshop, hole: Hole, fill: Fill) -> Generator[Step, None, Learned]:
    """Learn what the neighbours have in the hole, or recall it.

    Raises
    ------
    PictureSetError
        The set is missing, or has fewer than two readable pictures.
    """
    pictures = picture_set(fill.pictures)
    kept, key = _kept.setdefault(workshop, {}), _key(workshop, hole, fill, pictures)
    if key not in kept:
        nearest = yield from nearest_masked(workshop, hole, pictures, fill.k)
        kept[key] = yield from _learn(workshop, hole, fill, pictures, nearest)
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
    return kept[key]


_kept: WeakKeyDictionary[Workshop, dict[str, Learned]] = WeakKeyDictionary()
"""The latest of each workshop; touched by the workshop's own thread alone."""


def nearest_masked(
    workshop: Workshop, hole: Hole, pictures: PictureSet, k: int
) -> Generator[Step, None, list[Path]]:
    """Return the K pictures that, masked, are most like the masked photo, nearest first."""
    scale = min(1.0, _SEARCH_SIZE / min(hole.frame))
    frame = (round(hole.frame[0] * scale), round(hole.frame[1] * scale))
    space = replace(hole.space, size=min(frame))
    onto = hole.photo.landmarks
    reader = SetReader(workshop, space, frame, onto and resized_landmarks(onto, scale))
    backbone = workshop.backbone(space)
    region = functional.adaptive_max_pool2d(hole.region[None].float(), frame)[0] > 0
    small = functional.interpolate(hole.known, frame, mode="bilinear", antialias=True)
    with torch.inference_mode():
        own = backbone(with_hole(small, region), space.layers)
    distances: dict[Path, float] = {}
    paths = others(pictures, hole.photo)
    for part in masked_batches(reader, paths, region, "Finding neighbours"):
        if isinstance(part, Batch):
            found = cosine_distance(own, part.features).tolist()
            distances.update(zip(part.paths, found, strict=True))
        else:
            yield part
    yield from reader.notices()
    if len(distances) < k:
        yield Notice(
            f"{pictures.name} has {len(distances)} pictures to learn from, fewer than K = {k}: "
            "all are taken."
        )
    return sorted(distances, key=lambda path: distances[path])[:k]


def _learn(
    workshop: Workshop, hole: Hole, fill: Fill, pictures: PictureSet, nearest: Sequence[Path]
) -> Generator[Step, None, Learned]:
    if len(nearest) < MINIMUM:
        raise PictureSetError(
            f"{pictures.name} has {len(nearest)} readable pictures besides the photo, "
            f"but a mean needs at least {MINIMUM}."
        )
    reader = SetReader(workshop, hole.space, hole.frame, hole.photo.landmarks)
    masked, whole = FeatureMean(), FeatureMean()
    first: list[Tensor] = []
    batch: HoleBatch | None = None
    for part in hole_batches(reader, nearest, hole.region, "Learning from neighbours"):
        if isinstance(part, HoleBatch):
            batch = part
            masked.add(part.masked)
            whole.add(part.whole)
            first.extend(part.pixels[: max(fill.start - len(first), 0), None])
        else:
            yield part
    yield from reader.notices()
    assert batch is not None  # at least MINIMUM pictures were read before
    before, after = (
        _placed(each.mean(), batch.windows, hole, workshop) for each in (masked, whole)
    )
    w = attribute_vector(before, after, fill.scaling)
    return Learned(w, _met(torch.cat(first).mean(dim=0, keepdim=True), batch.window, hole))


def _placed(
    means: Features, windows: Mapping[str, Window], hole: Hole, workshop: Workshop
) -> Features:
    """Return the means of windows in layers that are 0 elsewhere."""
    seen = fields(workshop.backbone(hole.space).architecture)
    placed: Features = {}
    for layer, values in means.items():
        height, width = (side // seen[layer].stride for side in hole.frame)
        placed[layer] = values.new_zeros(1, values.shape[1], height, width)
        windows[layer].of(placed[layer]).copy_(values)
    return placed


def _met(mean: Tensor, window: Window, hole: Hole) -> Tensor:
    """Return the photo with a mean (1, 3, h, w) in its hole, moved to meet the border."""
    around, region = window.of(hole.known), window.of(hole.region)
    moved = mean + membrane(around - mean, region)
    start = hole.known.clone()
    window.of(start).copy_(torch.where(region, moved.clamp(0, 1), around))
    return start


def _key(workshop: Workshop, hole: Hole, fill: Fill, pictures: PictureSet) -> str:
    content = hashlib.blake2b(digest_size=16)
    for tensor in (hole.known.masked_fill(hole.region, 0), hole.region):
        content.update(tensor.cpu().contiguous().numpy().data)
    identity = workshop.backbone(hole.space).identity
    learned: tuple[object, ...] = (
        fill.k,
        fill.scaling,
        fill.start,
        hole.space,
        identity,
        hole.photo.path,
    )
    learned = learned if hole.photo.landmarks is None else (*learned, hole.photo.landmarks)
    return fingerprint((content.hexdigest(), learned), (pictures,))
