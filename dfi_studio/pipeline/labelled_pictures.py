"""Labelled pictures brought into memory: decoded once, small and in 8 bits, for all trainings."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil
import torch

from dfi_studio.core.errors import PhotoError, PictureSetError
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.engine.class_batches import LabelledPixels
from dfi_studio.library.crops import Pixels, square
from dfi_studio.library.photos import open_photo
from dfi_studio.library.picture_classes import LEAST, PictureClasses, check_classes
from dfi_studio.library.picture_sets import PictureSet
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.read_ahead import read_ahead

_AHEAD, _THREADS = 64, 2
_MOST_OF_FREE = 0.8  # of the memory: the network needs some as well
_SPLIT = 0  # seed of what is held out, the same for all trainings so that they can be compared


@dataclass(frozen=True, slots=True)
class LabelledPictures:
    """What classifiers are trained on and tested with.

    Attributes
    ----------
    name : str
        Of the set.
    classes : tuple of str
    size : int
        Of the pictures, in pixels.
    trained, held_out : LabelledPixels
    key : str
        Of the very pictures, their classes, and which are held out.
    """

    name: str
    classes: tuple[str, ...]
    size: int
    trained: LabelledPixels = field(repr=False)
    held_out: LabelledPixels = field(repr=False)
    key: str

    def to(self, device: torch.device) -> LabelledPictures:
        """Return them on a device."""
        trained, held_out = self.trained.to(device), self.held_out.to(device)
        return LabelledPictures(self.name, self.classes, self.size, trained, held_out, self.key)


def labelled_pictures(
    found: PictureClasses, size: int, *, held_out: float
) -> Generator[Step, None, LabelledPictures]:
    """Read pictures, and hold some of each class out.

    Parameters
    ----------
    found : PictureClasses
    size : int
        Side of the centred squares that they are brought to, in pixels.
    held_out : float
        Share 0..1 of each class.

    Raises
    ------
    PictureSetError
        They do not fit into the memory, or too few can be read.
    """
    if found.unlabelled:
        yield Notice(f"{found.unlabelled} of the pictures of {found.name} are in no class.")
    _check_memory(found, size)
    pixels = np.empty((len(found.paths), size, size, 3), np.uint8)
    read = np.zeros(len(found.paths), np.bool_)
    with read_ahead(
        partial(_read, size=size), found.paths, ahead=_AHEAD, threads=_THREADS
    ) as results:
        for at, result in enumerate(results):
            if isinstance(result, PhotoError):
                yield Notice(f"{result} It is left out.")
            else:
                pixels[at], read[at] = result, True
            yield Progress("Reading pictures", at + 1, len(found.paths))
    labels = np.array(found.labels, np.int64)
    counts = np.bincount(labels[read], minlength=len(found.classes))
    check_classes(found.name, found.classes, counts.tolist())
    test = _chosen(labels, read, held_out)
    key = fingerprint(
        (found.classes, found.labels, held_out), [PictureSet(found.name, found.paths)]
    )
    return LabelledPictures(
        found.name,
        found.classes,
        size,
        labelled_pixels(pixels, labels, read & ~test),
        labelled_pixels(pixels, labels, read & test),
        key,
    )


def labelled_pixels(
    pixels: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]
) -> LabelledPixels:
    """Return some pictures (N, S, S, 3) as tensors."""
    return LabelledPixels(torch.from_numpy(pixels[chosen]), torch.from_numpy(labels[chosen]))


def _read(path: Path, *, size: int) -> Pixels | PhotoError:
    try:
        return square(open_photo(path, at_least=size), size)
    except PhotoError as error:
        return error


def _chosen(
    labels: npt.NDArray[np.int64], read: npt.NDArray[np.bool_], share: float
) -> npt.NDArray[np.bool_]:
    """Choose what is held out: a share of each class, but always leave it enough to learn from."""
    chance = np.random.default_rng(_SPLIT)
    chosen = np.zeros(len(labels), np.bool_)
    for label in range(int(labels.max()) + 1):
        rows: Sequence[int] = chance.permutation(np.flatnonzero((labels == label) & read)).tolist()
        count = min(round(share * len(rows)), len(rows) - LEAST)
        chosen[rows[:count]] = True
    return chosen


def _check_memory(found: PictureClasses, size: int) -> None:
    needed = 2 * len(found.paths) * size * size * 3  # while they are parted there are two copies
    free = psutil.virtual_memory().available
    if needed > _MOST_OF_FREE * free:
        raise PictureSetError(
            f"{len(found.paths)} pictures of {size} px need {needed / 1e9:.1f} GB of memory, but "
            f"{free / 1e9:.1f} GB are free; choose a smaller size or fewer pictures."
        )
