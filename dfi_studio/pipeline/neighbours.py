"""The K pictures of a set that are most like a photo."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from dfi_studio.core.errors import PhotoError, PictureSetError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Step
from dfi_studio.engine.features import cosine_distance
from dfi_studio.engine.neighbours import nearest, shortlist
from dfi_studio.library.labels import labels_for
from dfi_studio.library.picture_sets import PictureSet
from dfi_studio.pipeline.align import misfit
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.set_faces import SetFaces
from dfi_studio.pipeline.set_features import Batch, SetReader
from dfi_studio.pipeline.workshop import Workshop

_WIDER = 4  # times K pictures are taken, of which the best fitting K stay


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A picture of a set, and how far it is from the photo.

    Attributes
    ----------
    differing : int
        How many labels differ; 0 where there are no labels.
    distance : float
        Cosine distance of the features, 0..1.
    """

    path: Path
    differing: int
    distance: float


def neighbours(
    workshop: Workshop, photo: Photo, pictures: PictureSet, *, k: int, space: FeatureSpace
) -> Generator[Step, None, list[Neighbour]]:
    """Find the K nearest, nearest first: by labels where there are any, then by distance.

    Raises
    ------
    PictureSetError
        No picture of the set could be read.
    """
    frame = working_frame(photo.image, space.size)
    reader = SetReader(workshop, space, frame, photo.landmarks)
    paths = others(pictures, photo)
    differing = differing_labels(photo, paths)
    short = shortlist(differing, k or len(paths))
    measured = [*short.certain, *short.contested]
    distances = yield from measure(reader, photo, [paths[index] for index in measured])
    yield from reader.notices()
    found = [
        Neighbour(paths[index], int(differing[index]), distances[paths[index]])
        for index in measured
        if paths[index] in distances
    ]
    if not found:
        raise PictureSetError(f"No picture of {pictures.name} could be read.")
    return sorted(found, key=lambda each: (each.differing, each.distance))[: k or None]


def choose(
    reader: SetReader, photo: Photo, pictures: PictureSet, k: int
) -> Generator[Step, None, list[Path]]:
    """Choose the K nearest for a mean, in the order of the set; measures only what it must.

    Of pictures that are laid over a face, the K whose own fits it best among the 4K nearest, as in
    the authors' code.
    """
    paths = others(pictures, photo)
    fitting = reader.onto is not None
    short = shortlist(differing_labels(photo, paths), _WIDER * k if fitting else k)
    contested = [paths[index] for index in short.contested]
    distances = yield from measure(reader, photo, contested)
    readable = [path for path in contested if path in distances]
    closest = nearest([distances[path] for path in readable], short.places)
    chosen = {*(paths[index] for index in short.certain), *(readable[index] for index in closest)}
    if fitting:
        chosen = set(_best_fitting(reader, [path for path in paths if path in chosen], k))
    return [path for path in paths if path in chosen]


def _best_fitting(reader: SetReader, paths: Sequence[Path], k: int) -> list[Path]:
    """Return the K pictures whose faces are most like the one they are laid over."""
    assert reader.onto is not None  # `choose` asks only then
    faces = SetFaces.of(reader.workshop)
    away: dict[Path, float] = {}
    for path in paths:
        try:
            shares = faces.landmarks(path)
        except PhotoError:
            continue  # told when it is read
        if shares is not None:
            away[path] = misfit(shares, reader.onto)
    return sorted(away, key=lambda path: away[path])[:k]


def others(pictures: PictureSet, photo: Photo) -> tuple[Path, ...]:
    """Return the set without the photo itself, which would be its own nearest neighbour."""
    if photo.path is None:
        return pictures.paths
    itself = photo.path.resolve()
    return tuple(path for path in pictures.paths if path.resolve() != itself)


def differing_labels(
    photo: Photo, paths: Sequence[Path]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Count the labels that differ from the photo's, (N,); zeros where the photo has none."""
    none = np.zeros(len(paths), dtype=np.int64)
    if photo.path is None:
        return none
    counts = labels_for([*paths, photo.path]).disagreements(photo.path, paths)
    return none if counts is None else counts


def measure(
    reader: SetReader, photo: Photo, paths: Sequence[Path]
) -> Generator[Step, None, dict[Path, float]]:
    """Return the cosine distance of every picture that could be read."""
    of = reader.identity, photo.digest
    distances = reader.workshop.lessons.distances(of, paths)
    paths = [path for path in paths if path not in distances]
    if not paths:
        return distances
    workshop, layers = reader.workshop, reader.space.layers
    backbone = workshop.backbone(reader.space)
    with torch.inference_mode():
        own = backbone(to_tensor(photo.image, reader.frame, device=workshop.device), layers)
    for part in reader.batches(paths, "Finding neighbours"):
        if isinstance(part, Batch):
            found = cosine_distance(own, part.features).tolist()
            distances.update(zip(part.paths, found, strict=True))
        else:
            yield part
    workshop.lessons.keep_distances(of, distances)
    return distances
