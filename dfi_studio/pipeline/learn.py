"""Sets of pictures -> an attribute vector, learned once and kept in the cache."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from dfi_studio.core.errors import PhotoError, PictureSetError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.engine.attribute import FeatureMean, attribute_vector
from dfi_studio.library.attributes import (
    AttributeRecord,
    NearRecord,
    SetRecord,
)
from dfi_studio.library.picture_sets import MINIMUM, PictureSet, file_digest, picture_set
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.frames import Frame
from dfi_studio.pipeline.learned_files import LearnedFiles
from dfi_studio.pipeline.lessons import Known
from dfi_studio.pipeline.neighbours import choose
from dfi_studio.pipeline.set_features import Batch, SetReader
from dfi_studio.pipeline.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum over some pictures of a set.

    Attributes
    ----------
    sum : FeatureMean
    failed : mapping of Path to str
        The pictures that are not in it, and why they could not be read.
    """

    sum: FeatureMean
    failed: Mapping[Path, str]


Summing = Callable[[SetReader, Sequence[Path]], Iterator[Summed]]
"""Sums over pictures, part by part."""


def learn(
    workshop: Workshop,
    contrast: Contrast,
    space: FeatureSpace,
    frame: Frame,
    *,
    near: Photo | None = None,
    summing: Summing | None = None,
) -> Generator[Step, None, AttributeRecord]:
    """Learn w = mean phi(target) - mean phi(source) from two sets of pictures.

    Parameters
    ----------
    contrast : Contrast
        The sets; `k` counts only where `near` is given.
    space : FeatureSpace
    frame : (height, width)
        Every picture is scaled to fill it, and cropped at its centre.
    near : Photo or None
        Take only the K pictures of each set that are most like this photo, and lay them all over
        its face where it names one.
    summing : callable or None
        Who looks at the pictures (see `cluster_sums`); None does it here. The sums are exact, so
        the attribute is the same to the bit.

    Raises
    ------
    PictureSetError
        A set is missing, empty, or has fewer than two readable pictures.
    """
    source, target = picture_set(contrast.source), picture_set(contrast.target)
    onto = None if near is None else near.landmarks
    near = near if contrast.k else None
    reader = SetReader(workshop, space, frame, onto)
    key = _key(reader, contrast, near, (source, target))
    known = workshop.recall(key) or _files(workshop).load(key)
    if known is None:
        known = yield from _learn(reader, contrast, near, (source, target), summing)
        _files(workshop).save(key, known)
    workshop.remember(key, known)
    return known


def _learn(
    reader: SetReader,
    contrast: Contrast,
    near: Photo | None,
    sets: tuple[PictureSet, PictureSet],
    summing: Summing | None,
) -> Generator[Step, None, AttributeRecord]:
    space, frame = reader.space, reader.frame
    means, records = [], []
    for pictures, last in zip(sets, (False, True), strict=True):
        paths: Sequence[Path] = pictures.paths
        if near is not None:
            paths = yield from choose(reader, near, pictures, contrast.k)
        mean, read = yield from _mean(
            reader, paths, "Learning the target" if last else "Learning the source", summing
        )
        yield from reader.notices()
        if len(read) < MINIMUM:
            raise PictureSetError(
                f"{pictures.name} has {len(read)} readable pictures left, "
                f"but a mean needs at least {MINIMUM}."
            )
        means.append(mean.mean())
        records.append(SetRecord(pictures.name, tuple(file_digest(path) for path in read)))
    w = attribute_vector(means[0], means[1], contrast.scaling)
    return AttributeRecord(
        name=f"{sets[0].name} to {sets[1].name}",
        arrays={layer: w[layer][0].cpu().numpy() for layer in space.layers},
        height=frame[0],
        width=frame[1],
        backbone=space.backbone,
        backbone_identity=reader.workshop.backbone(space).identity,
        k=contrast.k if near is not None else 0,
        scaling=contrast.scaling,
        source=records[0],
        target=records[1],
        near=None if near is None else NearRecord(near.name, near.digest),
    )


def _mean(
    reader: SetReader, paths: Sequence[Path], label: str, summing: Summing | None
) -> Generator[Step, None, tuple[FeatureMean, list[Path]]]:
    """Sum over pictures, from the nearest sum that is known; return what could be read of them."""
    lessons = reader.workshop.lessons
    known = lessons.nearest(reader.identity, paths) or Known(FeatureMean(), tuple(paths), ())
    if summing is None or known.gone:
        failed = yield from _summed_here(reader, known, label)
    else:
        failed = yield from _summed_there(summing, reader, known, label)
    read = [path for path in paths if path not in failed]
    lessons.keep(reader.identity, read, known.sum)
    return known.sum, read


def _summed_here(reader: SetReader, known: Known, label: str) -> Generator[Step, None, set[Path]]:
    """Account for what came and went; return what could not be read."""
    failed = set(known.come)
    for part in reader.batches((*known.come, *known.gone), label):
        if isinstance(part, Batch):
            _account(known.sum, part, gone=set(known.gone))
            failed.difference_update(part.paths)
        else:
            yield part
    return failed


def _summed_there(
    summing: Summing, reader: SetReader, known: Known, label: str
) -> Generator[Step, None, set[Path]]:
    """Merge what others have summed over what came; return what could not be read."""
    failed: dict[Path, str] = {}
    done = 0
    yield Progress(label, done, len(known.come))
    for part in summing(reader, known.come):
        known.sum.merge(part.sum)
        failed.update(part.failed)
        done += part.sum.count + len(part.failed)
        yield Progress(label, done, len(known.come))
    reader.skipped += [PhotoError(reason) for reason in failed.values()]
    return set(failed)


def _account(mean: FeatureMean, batch: Batch, *, gone: set[Path]) -> None:
    """Add a batch to a sum, or take out of it what has gone."""
    for leaves in (False, True):
        rows = [at for at, path in enumerate(batch.paths) if (path in gone) is leaves]
        part = {layer: values[rows] for layer, values in batch.features.items()}
        if rows:
            with torch.inference_mode():
                (mean.remove if leaves else mean.add)(part)


def _key(
    reader: SetReader, contrast: Contrast, near: Photo | None, sets: Sequence[PictureSet]
) -> str:
    """Name everything that the vector depends on; a changed picture changes its time or size."""
    identity = reader.workshop.backbone(reader.space).identity
    k = contrast.k if near else 0
    settings: tuple[object, ...] = (identity, reader.space, reader.frame, contrast.scaling, k)
    settings = settings if reader.onto is None else (*settings, reader.onto)
    return fingerprint((settings, near and (near.digest, near.path)), sets)


def _files(workshop: Workshop) -> LearnedFiles:
    return LearnedFiles(workshop.folder / "attributes")
