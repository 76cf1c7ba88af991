"""How fast pictures are indexed, against the network's own batch throughput at that size.

    python tests/benchmarks/bench_index.py FOLDER [--pictures 256] [--rounds 3]

Runs the network alone on batches that are in memory already, then indexes pictures of the folder
into a catalogue of their own, by turns, since other work on the machine slows both; prints the
median rates and their ratio, which is to be 0.8 or more. The ratio in processor time is the same
without what the rest of the machine does meanwhile; on a GPU it says nothing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import is_picture
from dfi_studio.pipeline import index as index_module
from dfi_studio.pipeline.embeddings import embedding_space
from dfi_studio.pipeline.workshop import Workshop


def pulled(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@dataclass(frozen=True)
class Rate:
    """Pictures in a second of time, and in a second of the processors'."""

    wall: float
    processor: float


@contextmanager
def rated(count: Callable[[], int], rates: list[Rate]) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    done = count()
    spent = time.perf_counter() - wall, time.process_time() - processor
    rates.append(Rate(done / spent[0], done / spent[1]))


def network_alone(workshop: Workshop, count: int, rates: list[Rate]) -> None:
    """Run the network alone, in the batches of indexing."""
    space = embedding_space()
    backbone = workshop.backbone(space)
    on_cpu = workshop.device.type == "cpu"
    size = min(count, (index_module._CPU if on_cpu else index_module._GPU)[0])
    images = torch.rand(size, 3, space.size, space.size, device=workshop.device)
    with torch.inference_mode():
        backbone(images, space.layers)
        rounds = -(-count // size)
        with rated(lambda: rounds * size, rates):
            for _ in range(rounds):
                backbone(images, space.layers)["conv5_1"].sum().item()  # waits for a GPU


def indexing(workshop: Workshop, pictures: Path, folder: Path, rates: list[Rate]) -> None:
    """From files to embeddings on disk; the scan is told apart."""
    with Catalog(folder / "catalog.sqlite") as catalog:
        began = time.perf_counter()
        pulled(scan(catalog, pictures))
        print(f"  scanned in {time.perf_counter() - began:.1f} s")
        with rated(lambda: len(catalog.ids()), rates):
            report = pulled(index_module.index(workshop, catalog))
        again = pulled(index_module.index(workshop, catalog))
        assert again.embedded == 0
        assert again.already == report.embedded


def copies(source: Path, target: Path, count: int) -> None:
    """Links to the first pictures of a folder: the same files, read through other names."""
    target.mkdir()
    for path in islice(filter(is_picture, sorted(source.rglob("*"))), count):
        (target / path.name).symlink_to(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    alone: list[Rate] = []
    indexed: list[Rate] = []
    weights = Workshop(options.device).store
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            copies(options.folder.absolute(), folder / "pictures", options.pictures)
            workshop = Workshop(options.device, folder=folder)
            workshop.store = weights
            network_alone(workshop, options.pictures, alone)
            indexing(workshop, folder / "pictures", folder, indexed)
            print(f"  network alone {alone[-1].wall:.1f}/s, indexing {indexed[-1].wall:.1f}/s")
    space, device = embedding_space(), workshop.device
    print(f"{space.backbone} at {space.size} px on {device}, {options.pictures} pictures")
    for kind in ("wall", "processor"):
        rates = [
            statistics.median(getattr(each, kind) for each in some) for some in (alone, indexed)
        ]
        print(
            f"{kind:9} time: network alone {rates[0]:.1f}/s, indexing {rates[1]:.1f}/s, "
            f"{rates[1] / rates[0]:.2f} of it"
        )


if __name__ == "__main__":
    main()
