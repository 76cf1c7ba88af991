"""A large picture on the CPU: how much memory it takes, from learning to the last iterate.

    python tests/benchmarks/bench_large.py [DATA] [--size 2048] [--iterations 8]
        [--seconds 0] [--arithmetic fast,float32] [--pictures 2] [--out PLOT.svg]

DATA is as in `ageing`. One of its photos is enlarged to the size and edited through the pipeline as
the window and the command line do it: two sets of so many pictures are learned at that size, then
the solver makes so many iterations, or stops after so many seconds. What was learned is kept in the
cache, and a second run begins with the solve. A whole solve begins in the arithmetic that the
processor is fast in and ends in float32, too late to be waited for; so each has a process of its
own, and the second computes in float32 from the start.

Prints, and as a line of JSON, for each arithmetic:

    seconds_iteration   a median; and seconds_learning, all before the first evaluation
    peak_learning       most bytes in use until the sets are learned
    peak_solving        most from then on; `by_iteration` is the most within each iteration
    growth              by what share the most within an iteration grew, from the first that has
                        all pairs of curvature to the last
    share_of_limit      the most of all over 6 GB

The plot shows the memory in GB over the seconds.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import torch
from ageing import OLD, YOUNG, add_data, faces
from curves import Curve, Scale, plot
from machine import in_a_process, peak_bytes, tell

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.steps import Preview, Progress
from dfi_studio.engine import reverse_mapping
from dfi_studio.engine.lbfgs import pairs_kept
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import reduced
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop

_LIMIT = 6e9
_LOOK_S = 0.02
_DRAWN = 500  # points of a curve


class Watch(threading.Thread):
    """Looks at the memory of this process again and again: (seconds since its start, bytes)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._began = time.perf_counter()
        self.seen: list[tuple[float, int]] = []
        self.start()

    @property
    def now(self) -> float:
        return time.perf_counter() - self._began

    def highest(self, since: float) -> int:
        return max(amount for seconds, amount in [*self.seen, self._look()] if seconds >= since)

    def run(self) -> None:
        while True:
            self.seen.append(self._look())
            time.sleep(_LOOK_S)

    def _look(self) -> tuple[float, int]:
        return self.now, int(psutil.Process().memory_info().rss)


def problem(options: argparse.Namespace, folder: Path) -> tuple[Photo, Recipe]:
    """Return the photo at the size, and the recipe that makes it older by sets of pictures."""
    data, size, lists = options.data.absolute(), options.size, []
    for ages in (YOUNG, OLD):
        lists.append(folder / f"large {ages.start}.txt")
        lists[-1].write_text("\n".join(map(str, faces(data, ages)[: options.pictures])))
    photo = Photo.of(reduced(open_photo(faces(data, range(35, 60))[0]), (size, size)))
    contrast = Contrast(str(lists[0]), str(lists[1]), k=0)
    solver = Solver(iterations=options.iterations)
    return photo, Recipe((Direction(contrast, alpha=2.0),), FeatureSpace(size=size), solver)


def measure(options: argparse.Namespace, arithmetic: str) -> dict[str, Any]:
    """Edit the photo in this process, and return what it took."""
    if arithmetic == "float32":
        reverse_mapping.fast_dtype = lambda device: torch.float32  # type: ignore[assignment]
    watch, learned, began = Watch(), 0, 0.0
    moments: list[float] = []
    peaks: list[int] = []
    shop = Workshop("cpu", folder=options.cache)
    for step in render(shop, *problem(options, shop.folder)):
        if isinstance(step, Progress):
            learned, began = peak_bytes(), watch.now
        elif isinstance(step, Preview):
            peaks.append(watch.highest(moments[-1] if moments else began))
            moments.append(watch.now)
            print(f"{arithmetic:8}{step.iteration:4}{watch.now:7.0f} s {gb(peaks[-1])}", flush=True)
            if len(peaks) > 2 and options.seconds and watch.now > options.seconds:
                break
    # A solve has all its memory at work once it has all its pairs.
    full = min(pairs_kept(3 * options.size**2) + 1, len(peaks) - 1)
    return {
        "size": options.size,
        "iterations": len(peaks) - 1,
        "seconds_learning": began,
        "seconds_iteration": statistics.median(b - a for a, b in pairwise(moments)),
        "peak_learning": learned,
        "peak_solving": max(peaks),
        "by_iteration": peaks,
        "growth": peaks[-1] / peaks[full] - 1,
        "share_of_limit": peak_bytes() / _LIMIT,
        "course": watch.seen[:: max(1, len(watch.seen) // _DRAWN)],
    }


def gb(amount: float) -> str:
    return f"{amount / 1e9:.2f} GB"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--iterations", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=0, help="after which to stop; 0: never")
    parser.add_argument("--arithmetic", default="fast,float32", help="one or both")
    parser.add_argument("--pictures", type=int, default=2, help="of each set")
    parser.add_argument("--cache", type=Path, help="a folder with the network, and for directions")
    parser.add_argument("--out", type=Path, help="the plot, an SVG file")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    curves = []
    for each in options.arithmetic.split(","):
        found[each] = in_a_process(measure, options, each)
        seen = found[each].pop("course")
        curves.append(Curve(each, [(seconds, amount / 1e9) for seconds, amount in seen]))
        one = found[each]
        print(
            f"{each}: {one['seconds_iteration']:.1f} s an iteration; at most "
            f"{gb(one['peak_learning'])} to learn, {gb(one['peak_solving'])} to solve, "
            f"{one['share_of_limit']:.0%} of {gb(_LIMIT)}; growth {one['growth']:+.1%}"
        )
    if options.out is not None:
        plot(options.out, curves, "seconds", "GB in use", across=Scale.EVEN, up=Scale.EVEN)
    tell(found)


if __name__ == "__main__":
    main()
