"""The pictures of the catalogue -> embeddings on disk, each computed once.

Whoever stops pulling, or loses the machine, goes on later where it ended: a batch is on disk
before its progress is told. How they are asked is `catalog_neighbours`'.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

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
TOGETHER = 128
"""Pictures that go out to a worker at once: whole batches of any device, so that each picture is
embedded among the same others as it would be here, and to the same digit."""
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


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """Some pictures of those that were asked for, in their order.

    Attributes
    ----------
    count : int
        How many there are, the unreadable ones included.
    vectors : array, (N, D), floating
        Of those that could be read.
    faults : mapping of int to str
        By its place among them, why one could not be read.
    """

    count: int
    vectors: npt.NDArray[np.floating]
    faults: Mapping[int, str]


Embedding = Callable[[Sequence[Path], FeatureSpace], AbstractContextManager[Iterator[EmbeddedPart]]]
"""Embeds pictures, part by part."""


def index(
    workshop: Workshop,
    catalog: Catalog,
    *,
    folder: str | None = None,
    space: FeatureSpace | None = None,
    embedding: Embedding | None = None,
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
    embedding : callable or None
        Who does the work (see `cluster_index`); None does it here.

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
            parts = (embedding or partial(embedded_parts, workshop))(catalog.paths(todo.ids), space)
            for done, faults in _index(parts, catalog, todo, writer):
                broken.update(faults)
                yield Progress(_LABEL, already + done, len(states))
    if broken:
        yield _notice(list(broken.values()))
    return IndexReport(len(todo) - len(broken), already, time.perf_counter() - began, broken)


@contextmanager
def embedded_parts(
    workshop: Workshop, paths: Sequence[Path], space: FeatureSpace
) -> Iterator[Iterator[EmbeddedPart]]:
    """Give the embeddings of pictures, a batch at a time; they are read ahead meanwhile."""
    size, threads = _CPU if workshop.device.type == "cpu" else _GPU
    read = partial(_read, side=space.size)
    with read_ahead(read, paths, ahead=2 * size, threads=threads) as reading:
        yield _parts(workshop, reading, size, space)


def _parts(
    workshop: Workshop, reading: Iterator[Pixels | PhotoError], size: int, space: FeatureSpace
) -> Iterator[EmbeddedPart]:
    while found := list(islice(reading, size)):
        squares = [each for each in found if not isinstance(each, PhotoError)]
        vectors = embedded(workshop, squares, space).numpy() if squares else np.empty((0, 0))
        faults = {at: str(each) for at, each in enumerate(found) if isinstance(each, PhotoError)}
        yield EmbeddedPart(len(found), vectors, faults)


def _index(
    embedding: AbstractContextManager[Iterator[EmbeddedPart]],
    catalog: Catalog,
    todo: PictureStates,
    writer: EmbeddingWriter,
) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield after each part how many pictures are done, and what was wrong with which."""
    done = 0
    with embedding as parts:
        for part in parts:
            batch = todo.chosen(slice(done, done + part.count))
            whole = np.array([at not in part.faults for at in range(part.count)])
            if whole.any():
                writer.append(batch.chosen(whole), part.vectors)
            faults = {int(batch.ids[at]): problem for at, problem in part.faults.items()}
            for number, problem in faults.items():
                catalog.mark_broken(number, problem)
            done += part.count
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
