"""A batch: does its memory stay flat, and are two workers nearly twice as fast as one?

    python tests/benchmarks/bench_batch.py [--photos 200] [--size 64] [--pairs 3] [--shared 24]

First 200 small photos, of which 5 are broken, are edited by this process alone: prints how the
memory grows, and how many were made and explained. Then some photos are edited by one process and
by two workers, by turns, each with one thread of torch: prints the ratio of the medians, which is
to be 1.7 or more. The ratio in processor time, of the one process to the busier worker, is the same
without what the rest of the machine does meanwhile. Starting the workers, and each loading its
network, is told apart: a batch pays it once. Uses the network that is installed, and the samples
that come with the program.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchReport, BatchStep, Made
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.library.resources import resource
from dfi_studio.pipeline.batch import Doing, run_batch
from dfi_studio.pipeline.cluster import LOCAL, opened_cluster
from dfi_studio.pipeline.cluster_edits import edits_on
from dfi_studio.pipeline.workshop import Workshop

_BROKEN = 5
_TOLD = 20  # items between two looks at the memory


def photos(folder: Path, count: int, *, side: int, broken: int = 0) -> tuple[Path, ...]:
    """Make photos of the samples, each a little different, and some that are none."""
    folder.mkdir()
    samples = sorted(resource("samples").glob("*.jpg"))
    for number in range(count):
        image = open_photo(samples[number % len(samples)], at_least=side)
        shade = np.float32(1 - 0.3 * number / count)
        save_photo(folder / f"{number:04d}.png", image * shade, mark=None)
    for number in range(0, count, max(1, count // broken)) if broken else ():
        (folder / f"{number:04d}.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    return tuple(sorted(folder.iterdir()))


def batch_of(paths: tuple[Path, ...], out: Path, *, size: int, iterations: int) -> Batch:
    """Return the batch that makes the samples older, learned once for all photos."""
    samples = resource("samples")
    contrast = Contrast(f"{samples}?age < 35", f"{samples}?age >= 50", k=0)
    solver = Solver(iterations=iterations)
    recipe = Recipe((Direction(contrast),), FeatureSpace(size=size), solver)
    variants = (Variant.of(recipe, name="older"),)
    return Batch(paths, variants, str(out), treatment=Treatment(align=False))


def memory(workshop: Workshop, batch: Batch) -> None:
    """Say how the memory grows over a batch."""
    process, seen = psutil.Process(), []
    steps: Generator[Any, None, BatchReport] = run_batch(workshop, batch)
    began = time.perf_counter()
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            report: BatchReport = end.value
            break
        if isinstance(step, BatchStep) and (step.done % _TOLD == 0 or step.done == step.total):
            seen.append(process.memory_info().rss / 1e6)
            print(f"  {step.done:4d} of {step.total}: {seen[-1]:.0f} MB")
    failed = {each.reason for each in report.failures}
    print(
        f"{report.count(Made.DONE)} made, {len(report.failures)} failed with {len(failed)} "
        f"reasons, in {time.perf_counter() - began:.1f} s; from the first told to the last the "
        f"memory went from {seen[0]:.0f} to {seen[-1]:.0f} MB, at most {max(seen):.0f}"
    )


def spent(workshop: Workshop, batch: Batch, doing: Doing | None) -> float:
    """Return the seconds that a batch takes."""
    began = time.perf_counter()
    for _ in run_batch(workshop, batch, doing=doing):
        pass
    return time.perf_counter() - began


def workers(workshop: Workshop, batch: Batch, folder: Path, pairs: int) -> None:
    """Say how much faster two workers are than this process."""
    began = time.perf_counter()
    with opened_cluster(LOCAL, device="cpu", workers=2) as cluster:
        assert cluster is not None
        doing = edits_on(cluster)
        warm = replace(batch, photos=batch.photos[:4])
        spent(workshop, replace(warm, out=str(folder / "warm1")), None)
        alone_ready = time.perf_counter()
        spent(workshop, replace(warm, out=str(folder / "warm2")), doing)
        print(f"two workers were ready after {time.perf_counter() - began:.1f} s", end=" ")
        print(f"({time.perf_counter() - alone_ready:.1f} s for their first four photos)")
        one, two, processor = [], [], []
        for number in range(pairs):
            began = time.process_time()
            one.append(spent(workshop, replace(batch, out=str(folder / f"one{number}")), None))
            alone, before = time.process_time() - began, cluster._client.run(time.process_time)
            two.append(spent(workshop, replace(batch, out=str(folder / f"two{number}")), doing))
            after = cluster._client.run(time.process_time)
            busier = max(after[each] - before[each] for each in before)
            processor.append(alone / busier)
            print(f"  one {one[-1]:.1f} s, two {two[-1]:.1f} s: {one[-1] / two[-1]:.2f}", end=" ")
            print(f"(processor {alone:.1f} and {busier:.1f} s: {processor[-1]:.2f})", flush=True)
    first, second = (
        {each.name: each.read_bytes() for each in (folder / f"{name}0").glob("*.png")}
        for name in ("one", "two")
    )
    assert first == second, "two workers made other pictures than one"
    ratio = statistics.median(one) / statistics.median(two)
    print(f"{len(batch)} photos, the same bytes: two workers are {ratio:.2f} times as fast as one")
    print(f"in processor time: {statistics.median(processor):.2f} times")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=200, help="For the memory; 0 leaves it out.")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--iterations", type=int, default=5)
    parser.add_argument("--shared", type=int, default=24, help="Photos for the workers.")
    parser.add_argument("--pairs", type=int, default=3, help="Rounds; 0 leaves them out.")
    options = parser.parse_args()
    torch.set_num_threads(1)
    workshop = Workshop("cpu")
    settings = {"size": options.size, "iterations": options.iterations}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.photos:
            paths = photos(folder / "many", options.photos, side=options.size, broken=_BROKEN)
            memory(workshop, batch_of(paths, folder / "made", **settings))
        if options.pairs:
            paths = photos(folder / "some", options.shared, side=options.size)
            batch = batch_of(paths, folder / "shared", **settings)
            workers(workshop, batch, folder, options.pairs)


if __name__ == "__main__":
    main()
