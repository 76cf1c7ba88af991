"""A catalogue of 200,000 made-up pictures with labels and embeddings: is it quick enough?

    python tests/benchmarks/bench_catalog.py [--pictures 200000] [--folder DIR]

Prints how long it takes to open and count, to answer queries, and to find K = 100 neighbours, and
the resident memory besides the file of the embeddings. A folder that is named is kept and used
again. The pictures exist in the catalogue only; no network is run.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import torch

from dfi_studio.engine.backbone import VGG16, Backbone
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.relabelling import enter
from dfi_studio.library.catalog.states import picture_states
from dfi_studio.library.catalog.store import Catalog, Key, Order
from dfi_studio.library.catalog.values import Origin
from dfi_studio.pipeline import workshop as workshop_module
from dfi_studio.pipeline.embeddings import embedding_space, embedding_store
from dfi_studio.pipeline.index import neighbours_of
from dfi_studio.pipeline.workshop import Workshop

QUERIES = (
    "age >= 60 and gender = male and not glasses",
    "age < 20 or smile",
    "gender in (male, other) and (age > 90 or age < 5)",
)
CHUNK = 10_000
REPEATS = 16


def fill(catalog: Catalog, count: int) -> None:
    chance = np.random.default_rng(0)
    folder = catalog.add_folder(Path("/made/up"), "made up")
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        with catalog.writing() as connection:
            connection.executemany(
                "INSERT INTO picture (folder_id, path, size, mtime_ns, width, height)"
                " VALUES (?, ?, ?, ?, 200, 200)",
                [(folder.id, f"{n:06d}.jpg", 9000 + n, 10**18 + n * 977) for n in numbers],
            )
        labels = {
            n + 1: {
                "age": float(chance.integers(1, 100)),
                "gender": str(chance.choice(["male", "female", "other"])),
                "glasses": float(chance.random() < 0.2),
                "smile": float(chance.random() < 0.4),
            }
            for n in numbers
        }
        enter(catalog, labels, Origin.FILE)


def embed(workshop: Workshop, catalog: Catalog) -> None:
    """Vectors as alike as those of faces are: a common part and a part of their own."""
    generator = torch.Generator().manual_seed(0)
    store = embedding_store(workshop, embedding_space())
    states = picture_states(catalog)
    common = torch.rand(store.width, generator=generator)
    with store.writing() as writer:
        for start in range(0, len(states), CHUNK):
            part = states.chosen(slice(start, start + CHUNK))
            own = torch.rand(len(part), store.width, generator=generator)
            vectors = torch.nn.functional.normalize(common + 0.5 * own, dim=1)
            writer.append(part, vectors.numpy())


def empty_network(*_: object, **__: object) -> Backbone:
    """The default network's shape: nothing is computed with it here."""
    shapes = {n: s for n, s in VGG16.shapes().items() if not n.startswith(("conv5_2", "conv5_3"))}
    return Backbone(VGG16, {name: torch.zeros(s) for name, s in shapes.items()}, identity="empty")


def timed(label: str, work: Callable[[], object], *, limit: float) -> None:
    """Print the first time, which fills caches, and the median and the best of the others.

    On a machine that is busy with something else the best is nearer to what the work takes.
    """
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        seconds.append((time.perf_counter() - began) * 1e3)
    median, best = statistics.median(seconds[1:]), min(seconds[1:])
    verdict = "ok" if median < limit * 1e3 else "TOO SLOW"
    print(f"{label:50} first {seconds[0]:6.0f} then {median:6.1f} best {best:6.1f} ms  {verdict}")


def pulled(steps: Generator[object, None, object]) -> object:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def memory_besides(name: str) -> float:
    """Resident megabytes of this process without what is mapped from files of one name."""
    total, mapped, inside = 0.0, 0.0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first, *rest = line.split()
        if not first.endswith(":"):
            inside = bool(rest) and line.endswith(name)
        elif first == "Rss:":
            total += int(rest[0]) / 1024
            mapped += int(rest[0]) / 1024 * inside
    return total - mapped


def opened(path: Path) -> None:
    with Catalog(path) as catalog:
        catalog.folders()
        catalog.ids()


def measure(folder: Path, count: int) -> None:
    path = folder / "catalog.sqlite"
    workshop_module.load_backbone = empty_network
    workshop = Workshop("cpu", folder=folder)
    began = time.perf_counter()
    with Catalog(path) as catalog:
        if not catalog.folders():
            fill(catalog, count)
        if not len(embedding_store(workshop, embedding_space())):
            embed(workshop, catalog)
    print(f"made {count} pictures in {time.perf_counter() - began:.0f} s")
    timed("open the catalogue, list everything", lambda: opened(path), limit=1.0)
    with Catalog(path) as catalog:
        for text in QUERIES:
            query = parse(text)
            timed(text, lambda query=query: catalog.ids(query), limit=0.05)
        timed("all, sorted by age", lambda: catalog.ids(order=Order(Key.LABEL, "age")), limit=1)
        chance = np.random.default_rng(1)

        def ask(**options: object) -> object:
            number = int(chance.integers(1, count + 1))
            return pulled(neighbours_of(workshop, catalog, number, k=100, **options))

        timed("K = 100 neighbours", ask, limit=0.1)
        query = parse(QUERIES[0])
        timed("K = 100 neighbours within a query", lambda: ask(query=query), limit=0.15)
        timed("K = 100 neighbours, labels first", lambda: ask(agreeing=True), limit=0.1)
    print(f"resident memory besides the embeddings: {memory_besides('rows.f16'):.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(options.folder, options.pictures)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.pictures)


if __name__ == "__main__":
    main()
