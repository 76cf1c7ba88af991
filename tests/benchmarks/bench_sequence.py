"""A film of a portrait against its frames as separate edits, in one run: what it costs, how smooth.

    python tests/benchmarks/bench_sequence.py [DATA] [--size 256] [--frames 48] [--edits 3 | --all]

DATA is as in `ageing`. The directions are learned before any clock starts. A few separate edits,
spread evenly over the film, stand for all of them unless `--all` is given. What is printed, and as
a line of JSON:

    ratio          processor time of all frames, over that of as many separate edits
    ratio_wall     the same in seconds of the clock, which on a busy machine means little
    jump           largest root mean square change from a frame to the next, over the median
    decrease       share of the decrease of the objective that a separate edit brings which the
                   film's frame of the same alpha brings too, least of those measured

With `--lines FILE` every measurement is written down as it is made, and a run that was stopped goes
on from there, as the film itself does.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from ageing import add_data, images_of, portraits
from machine import tell

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe
from dfi_studio.core.sequence import Curve, Sequence
from dfi_studio.core.steps import FrameStep, Preview
from dfi_studio.library.film_folder import Film
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.sequence import film, solved_as
from dfi_studio.pipeline.workshop import Workshop


class Clock:
    """Measures what passes between two looks at it."""

    def __init__(self) -> None:
        self.look()

    def look(self) -> tuple[float, float]:
        """Return processor and clock seconds since the last look."""
        now = time.process_time(), time.perf_counter()
        passed = now[0] - getattr(self, "_then", now)[0], now[1] - getattr(self, "_then", now)[1]
        self._then = now
        return passed


class Lines:
    """Measurements by name, in memory and in a file."""

    def __init__(self, path: Path | None) -> None:
        self._path, self.known = path, dict[str, Any]()
        if path is not None and path.exists():
            for line in path.read_text().splitlines():
                self.known |= json.loads(line)

    def add(self, name: str, value: Any) -> None:
        self.known[name] = value
        print(name, value, flush=True)
        if self._path is not None:
            with self._path.open("a") as file:
                file.write(json.dumps({name: value}) + "\n")


def filmed(steps: Generator[Any, None, Film], lines: Lines) -> Film:
    """Pull a film to its end, and note the cost and the objective of each frame."""
    clock, objective = Clock(), 0.0
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            made: Film = end.value
            return made
        if isinstance(step, Preview):
            objective = step.objective
        elif isinstance(step, FrameStep):
            passed = clock.look()
            if not step.found:
                lines.add(f"frame {step.number}", [*passed, objective])


def edited(steps: Generator[Any, None, Any]) -> tuple[float, float, float, float]:
    """Return processor and clock seconds of an edit, and its first and last objective."""
    clock, values = Clock(), []
    for step in steps:
        if isinstance(step, Preview):
            values.append(step.objective)
    return *clock.look(), values[0], values[-1]


def jump(made: Film) -> float:
    """Return the largest change from a frame to the next over the median."""
    pictures = [solved_as(made, at)[1] for at in range(len(made.recipes))]
    changes = [float(np.sqrt(np.square(b - a).mean())) for a, b in pairwise(pictures)]
    return max(changes) / statistics.median(changes)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--alpha", type=float, default=2.0)
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--k", type=int, default=40)
    parser.add_argument("--edits", type=int, default=3, help="separate edits to measure")
    parser.add_argument("--all", action="store_true", help="measure all of them")
    parser.add_argument("--lines", type=Path, help="a file for what is measured, to go on from")
    parser.add_argument("--cache", type=Path, help="a folder with the network, and for the film")
    options = parser.parse_args()
    workshop, lines = Workshop("cpu", folder=options.cache), Lines(options.lines)
    size, frames = options.size, options.frames
    (make,) = portraits(options.data, size, count=1, workshop=workshop, k=options.k)
    path = images_of(options.data) / make().name
    photo, folder = Photo.of(open_photo(path), path), workshop.folder
    sets = [str(next(folder.glob(f"like {path.stem} {ages}.txt"))) for ages in (18, 60)]
    recipe = Recipe((Direction(Contrast(*sets, k=0)),), FeatureSpace(size=size))
    sequence = Sequence((Curve.through(0, options.alpha),), frames=frames)
    recipes = sequence.recipes(recipe)
    count = frames if options.all else options.edits
    measured = [round((at + 0.5) * frames / count - 0.5) for at in range(count)]
    edited(render(workshop, photo, recipe.at(0.0)))  # learns, and warms up
    made = filmed(film(workshop, photo, recipe, sequence), lines)
    for number in measured:
        if f"edit {number}" not in lines.known:
            lines.add(f"edit {number}", edited(render(workshop, photo, recipes[number])))
    report(made, lines.known, measured, frames)


def report(made: Film, known: dict[str, Any], measured: list[int], frames: int) -> None:
    # A run that was killed between a frame and its line has kept the one and not the other.
    kept = [known[f"frame {at}"] for at in range(frames) if f"frame {at}" in known]
    usual = [statistics.median(each) for each in zip(*kept, strict=True)]
    found = [known.get(f"frame {at}", usual) for at in range(frames)]
    edits = {at: known[f"edit {at}"] for at in measured}
    values: dict[str, Any] = {
        "frames": frames,
        "frames_measured": len(kept),
        "edits_measured": len(edits),
    }
    for name, at in (("ratio", 0), ("ratio_wall", 1)):
        separate = frames * statistics.fmean(each[at] for each in edits.values())
        values[name] = sum(each[at] for each in found) / separate
    values["seconds_film"] = sum(each[0] for each in found)
    values["seconds_edit"] = statistics.fmean(each[0] for each in edits.values())
    values["jump"] = jump(made)
    values["decrease"] = min(
        (first - found[at][2]) / (first - last)
        for at, (*_, first, last) in edits.items()
        if first > last and f"frame {at}" in known
    )
    for name, value in values.items():
        print(f"{name:16}{value:10.4g}")
    tell(values)


if __name__ == "__main__":
    main()
