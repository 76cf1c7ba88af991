"""The pictures of the catalogue -> embeddings on disk, each computed once.

Whoever stops pulling, or loses the machine, goes on later where it ended: a batch is on disk
before its progress is told. How they are asked is `catalog_neighbours`'.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.library.catalog.states import picture_states
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.crops import Pixels, square
from dfi_studio.library.embedding_store import EmbeddingWriter, PictureStates
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.catalog_neighbours import CatalogNeighbour, neighbours_of
from dfi_studio.pipeline.embeddings import embedded, embedding_space, embedding_store
from dfi_studio.pipeline.read_ahead import read_ahead
from dfi_studio.pipeline.workshop import Workshop

__all__ = ["CatalogNeighbour", "IndexReport", "embedding_space", "index", "neighbours_of"]

_CPU, _GPU = (32, 1), (128, min(8, os.cpu_count() or 1))
"""Pictures in a batch, and threads that read."""
_NAMED = 3  # broken files that a notice names
_LABEL = "Indexing"


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What indexing did.

    Attributes
    ----------
    embedded, already : int
        Pictures embedded now, and before.
    broken : mapping of int to str
        By the picture's number in the catalogue, why it could not be read.
    seconds : float
    """

    embedded: int
    already: int
    seconds: float
    broken: Mapping[int, str] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Pictures embedded in a second."""
        return self.embedded / self.seconds if self.seconds > 0 else 0.0


def index(
    workshop: Workshop,
    catalog: Catalog,
    *,
    folder: str | None = None,
    space: FeatureSpace | None = None,
) -> Generator[Step, None, IndexReport]:
    """Embed every picture of the catalogue that is new or has changed.

    A picture whose header could be read but whose pixels cannot is put among the catalogue's
    broken ones, with the reason.

    Parameters
    ----------
    folder : str or None
        Name of a folder of the catalogue; all of them where it is None.
    space : FeatureSpace or None
        By default `embedding_space`.

    Raises
    ------
    WeightsError
        The network is not installed, or damaged.
    OutputError
        The store cannot be written, or is being written by someone else.
    CatalogError
        There is no such folder, or the catalogue cannot be used.
    """
    space = space or embedding_space()
    store = embedding_store(workshop, space)
    states = picture_states(catalog, folder=folder)
    if folder is None:
        store.compact(states)
    todo = states.chosen(store.rows_of(states) < 0)
    already = len(states) - len(todo)
    yield Progress(_LABEL, already, len(states))
    began = time.perf_counter()
    broken: dict[int, str] = {}
    if len(todo):
        with store.writing() as writer:
            for done, faults in _index(workshop, catalog, todo, space, writer):
                broken.update(faults)
                yield Progress(_LABEL, already + done, len(states))
    if broken:
        yield _notice(list(broken.values()))
    return IndexReport(len(todo) - len(broken), already, time.perf_counter() - began, broken)


def _index(
    workshop: Workshop,
    catalog: Catalog,
    todo: PictureStates,
    space: FeatureSpace,
    writer: EmbeddingWriter,
) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield after each batch how many pictures are done, and what was wrong with which."""
    size, threads = _CPU if workshop.device.type == "cpu" else _GPU
    read = partial(_read, side=space.size)
    paths, done = catalog.paths(todo.ids), 0
    with read_ahead(read, paths, ahead=2 * size, threads=threads) as reading:
        while found := list(islice(reading, size)):
            batch = todo.chosen(slice(done, done + len(found)))
            squares = [each for each in found if not isinstance(each, PhotoError)]
            if squares:
                whole = np.array([not isinstance(each, PhotoError) for each in found])
                vectors = embedded(workshop, squares, space).numpy()
                writer.append(batch.chosen(whole), vectors)
            faults = {
                int(number): str(each)
                for number, each in zip(batch.ids, found, strict=True)
                if isinstance(each, PhotoError)
            }
            for number, problem in faults.items():
                catalog.mark_broken(number, problem)
            done += len(found)
            yield done, faults


def _read(path: Path, side: int) -> Pixels | PhotoError:
    try:
        return square(open_photo(path, at_least=side), side)
    except PhotoError as error:
        return error


def _notice(problems: Sequence[str]) -> Notice:
    count = f"{len(problems)} pictures were" if len(problems) > 1 else "1 picture was"
    more = f" And {len(problems) - _NAMED} more." if len(problems) > _NAMED else ""
    return Notice(f"{count} skipped. {' '.join(problems[:_NAMED])}{more}")
