"""CIFAR-10 and CIFAR-100 (Krizhevsky 2009), fetched, verified and read by torchvision."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import numpy as np

from dfi_studio.core.comparison import FETCHED
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.steps import Notice, Step
from dfi_studio.engine.vision import torchvision
from dfi_studio.pipeline.labelled_pictures import LabelledPictures, labelled_pixels

NAMES = dict(zip(FETCHED, ("CIFAR10", "CIFAR100"), strict=True))
"""What the user calls a set, and its name in torchvision."""
SIZE = 32
"""Side of the pictures, in pixels."""


def cifar(text: str, folder: Path) -> Generator[Step, None, LabelledPictures]:
    """Return one of the two sets, with the authors' own division.

    Parameters
    ----------
    text : str
        One of `NAMES`.
    folder : Path
        Where it lies, or is put when it has been fetched.

    Raises
    ------
    PictureSetError
        It is not there and cannot be fetched, or is damaged.
    """
    yield Notice(f"Reading {text}; where it is not there yet, 170 MB are fetched to {folder}.")
    try:
        trained, tested = (_read(text, folder, train=train) for train in (True, False))
    except (OSError, URLError, RuntimeError) as error:
        raise PictureSetError(
            f"{text} cannot be fetched ({error}); where there is no network, put the archive "
            f"that its authors offer into {folder}."
        ) from error
    return LabelledPictures(
        text,
        tuple(trained.classes),
        SIZE,
        _pixels(trained),
        _pixels(tested),
        text,
    )


def _read(text: str, folder: Path, *, train: bool) -> Any:
    return getattr(torchvision.datasets, NAMES[text])(str(folder), train=train, download=True)


def _pixels(part: Any) -> Any:
    labels = np.array(part.targets, np.int64)
    return labelled_pixels(part.data, labels, np.ones(len(labels), np.bool_))
