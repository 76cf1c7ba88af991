"""Portraits to be aged, as problems of the reverse mapping: for the benchmarks of the solver.

A data folder holds aligned faces, in `images/` or directly, and `labels.csv` with the columns
`filename`, `age`, `gender`, and, where known, `smile_prob` or `smile` and one that begins with
`race`. By default it is that of the painted samples that come with the program. The photos are
drawn by a seed; the sets are the K pictures of the same gender, younger than 35 and older than 60,
that are most alike by those labels. What is learned is kept in the workshop's folder.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.engine.sensitivity import sensitivity
from dfi_studio.engine.trunk import Trunk
from dfi_studio.library.photos import open_photo
from dfi_studio.library.resources import resource
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

_SEED = 6
YOUNG, OLD = range(18, 35), range(60, 101)


@dataclass(frozen=True)
class Portrait:
    """One photo, (1, 3, H, W), and the direction that makes it older."""

    name: str
    backbone: Backbone
    photo: Tensor
    w: Features

    @cached_property
    def own(self) -> Features:
        """phi(x)"""
        with torch.no_grad():
            found: Features = self.backbone(self.photo, tuple(self.w))
        return found

    @cached_property
    def known(self) -> KnownPhoto:
        """What the program works out of a photo once it is opened."""
        fast = Trunk(self.backbone, tuple(self.w), fast_dtype(self.photo.device))
        with torch.no_grad():
            rounded = fast(self.photo)
        return KnownPhoto(self.own, rounded, sensitivity(fast, self.photo))

    def target(self, alpha: float) -> Features:
        """Return phi(x) + alpha w."""
        return displaced(self.own, [(alpha, self.w)])


def portraits(
    data: Path, size: int, *, count: int, workshop: Workshop, k: int = 100
) -> list[Callable[[], Portrait]]:
    """Return what makes each of so many portraits: learns its direction, or recalls it."""
    rows = _rows(data)
    candidates = [row for row in rows if int(row["age"]) in range(25, 40)]
    chosen = random.Random(_SEED).sample(candidates, count)
    return [partial(_portrait, row, rows, data, size, workshop, k) for row in chosen]


def add_data(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark be told which portraits to work with."""
    parser.add_argument(
        "data", type=Path, nargs="?", default=resource("samples"), help="default: the samples"
    )


def images_of(data: Path) -> Path:
    """Return the folder that holds the pictures of a data folder."""
    within = data / "images"
    return within if within.is_dir() else data


def faces(data: Path, ages: range = range(0, 200)) -> list[Path]:
    """Return the pictures of an age, in an order drawn by a seed."""
    found = [images_of(data) / row["filename"] for row in _rows(data) if int(row["age"]) in ages]
    random.Random(_SEED).shuffle(found)
    return [each.absolute() for each in found]


def _rows(data: Path) -> list[dict[str, str]]:
    with (data / "labels.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _portrait(
    row: dict[str, str],
    rows: list[dict[str, str]],
    data: Path,
    size: int,
    workshop: Workshop,
    k: int,
) -> Portrait:
    space, path = FeatureSpace(size=size), images_of(data) / row["filename"]
    photo = Photo.of(open_photo(path), path)
    frame = working_frame(photo.image, size)
    lists = [_like(row, rows, ages, k, workshop.folder, data) for ages in (YOUNG, OLD)]
    contrast = Contrast(str(lists[0]), str(lists[1]), k=0)
    record = run(learn(workshop, contrast, space, frame))
    w = {
        layer: torch.tensor(values, device=workshop.device)[None]
        for layer, values in record.arrays.items()
    }
    pixels = to_tensor(photo.image, frame, device=workshop.device)
    return Portrait(row["filename"], workshop.backbone(space), pixels, w)


def run(steps: Generator[Any, None, Any]) -> Any:
    """Return what a verb returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _like(
    row: dict[str, str], rows: list[dict[str, str]], ages: range, k: int, folder: Path, data: Path
) -> Path:
    """Write the list of the K pictures of an age that are most like one by their labels."""
    race = next((name for name in row if name.startswith("race")), None)

    def difference(other: dict[str, str]) -> tuple[bool, float]:
        return race is not None and other[race] != row[race], abs(_smile(other) - _smile(row))

    found = [
        other
        for other in rows
        if other["gender"] == row["gender"] and int(other["age"]) in ages and other is not row
    ]
    chosen = sorted(found, key=difference)[:k]
    target = folder / f"like {Path(row['filename']).stem} {ages.start}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    images = images_of(data).absolute()
    target.write_text("\n".join(str(images / each["filename"]) for each in chosen))
    return target


def _smile(row: dict[str, str]) -> float:
    return float(row.get("smile_prob") or row.get("smile") or 0)
