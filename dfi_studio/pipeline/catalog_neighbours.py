"""The K pictures of the catalogue most like one: by labels where asked, and by their embeddings.

What a question needs is read from the catalogue once and kept until the catalogue or the store
changes, so that a question costs one pass over the embeddings.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from dfi_studio.core.errors import CatalogError
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.engine.embedding import BoolArray, DoubleArray, Embeddings, FloatArray, IntArray
from dfi_studio.library.catalog.query import Query
from dfi_studio.library.catalog.states import picture_states
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.embedding_store import EmbeddingStore
from dfi_studio.library.label_agreement import Agreement
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.embeddings import embedding_of, embedding_space, embedding_store
from dfi_studio.pipeline.workshop import Workshop

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class CatalogNeighbour:
    """A picture of the catalogue, and how far it is.

    Attributes
    ----------
    id : int
        Its number in the catalogue.
    differing : int
        How many labels differ; 0 where labels were not asked for, or there are none.
    distance : float
        Cosine distance of the embeddings, 0..1.
    """

    id: int
    path: Path
    differing: int
    distance: float


def neighbours_of(
    workshop: Workshop,
    catalog: Catalog,
    photo: Photo | int,
    *,
    k: int,
    agreeing: bool = False,
    query: Query | None = None,
    folder: str | None = None,
    space: FeatureSpace | None = None,
) -> Generator[Step, None, list[CatalogNeighbour]]:
    """Find the K nearest of the indexed pictures, nearest first; never the photo itself.

    Parameters
    ----------
    photo : Photo or int
        Any photo, or the number of a picture of the catalogue.
    k : int
        At least 1.
    agreeing : bool
        Whether those that differ in fewer labels come first, as in the paper; of equally many
        the nearer. Counts only for an indexed picture of the catalogue: no other has labels.
    query, folder
        Look only among these; see `Catalog.ids`.
    space : FeatureSpace or None
        By default `embedding_space`.

    Raises
    ------
    CatalogError
        None of these pictures is indexed, or the picture is no longer in the catalogue.
    WeightsError
        The network is not installed, or damaged.
    """
    yield Progress("Finding neighbours", 0, 1)
    space = space or embedding_space()
    snapshot = _snapshot(workshop, catalog, embedding_store(workshop, space))
    own = photo if isinstance(photo, int) else _number(catalog, photo)
    among, missing = snapshot.among(catalog, query, folder)
    if missing:
        yield Notice(f"{missing} pictures are not indexed yet and were left out.")
    if own is not None:
        among &= snapshot.ids != own
    if not among.any():
        raise CatalogError(
            "None of these pictures is indexed yet; index the catalogue, or widen the search."
        )
    place = snapshot.place(own)
    if place is not None:
        vector = snapshot.embeddings.rows[place].astype(np.float32)
    else:
        vector = embedding_of(workshop, _image(catalog, photo), space).numpy()
    differing = snapshot.differing(catalog, place) if agreeing else None
    rows, distances = _nearest(snapshot.embeddings, vector, differing, among, k)
    yield Progress("Finding neighbours", 1, 1)
    ids = snapshot.ids[rows]
    counts = np.zeros_like(rows) if differing is None else differing[rows]
    found = zip(ids.tolist(), catalog.paths(ids), counts.tolist(), distances.tolist(), strict=True)
    return [CatalogNeighbour(*each) for each in found]


@dataclass(eq=False)
class _Snapshot:
    """What the catalogue and the store held at one moment.

    Attributes
    ----------
    ids : IntArray, (N,)
        By row of the store, the picture; `_NOBODY` where it is gone or has changed since.
    embeddings : Embeddings
        Of all rows.
    """

    key: tuple[Any, ...]
    ids: IntArray
    embeddings: Embeddings
    _agreement: Agreement | None = None

    def differing(self, catalog: Catalog, place: int | None) -> IntArray | None:
        """Count by row the labels that differ from those of one row; None where it has none."""
        if place is None:
            return None
        if self._agreement is None:  # read once, and only if asked for
            self._agreement = Agreement(catalog.labels_of(self.ids), len(self.ids))
        return self._agreement.differing(place)

    def among(
        self, catalog: Catalog, query: Query | None, folder: str | None
    ) -> tuple[BoolArray, int]:
        """Return the rows of pictures that meet a query, and how many such have no row."""
        if query is None and folder is None:
            rows = self.ids != _NOBODY
            return rows, catalog.count() - int(rows.sum())
        wanted = catalog.ids(query, folder=folder)
        rows = np.isin(self.ids, wanted)
        return rows, len(wanted) - int(rows.sum())

    def place(self, own: int | None) -> int | None:
        """Return the row of a picture; None where it has none."""
        rows: list[int] = [] if own is None else np.flatnonzero(self.ids == own).tolist()
        return rows[0] if rows else None


_snapshots: WeakKeyDictionary[Workshop, _Snapshot] = WeakKeyDictionary()
"""The latest of each workshop; touched by the workshop's own thread alone."""


def _snapshot(workshop: Workshop, catalog: Catalog, store: EmbeddingStore) -> _Snapshot:
    key = (catalog.path, catalog.version(), store.folder, len(store))
    kept = _snapshots.get(workshop)
    if kept is not None and kept.key == key:
        return kept
    if kept is not None and kept.key[2:] == key[2:]:
        embeddings = kept.embeddings  # only the catalogue has changed
    else:
        embeddings = Embeddings(store.vectors())
    states = picture_states(catalog)
    rows = store.rows_of(states)
    ids = np.full(len(embeddings), _NOBODY, np.int64)
    ids[rows[rows >= 0]] = states.ids[rows >= 0]
    _snapshots[workshop] = _Snapshot(key, ids, embeddings)
    return _snapshots[workshop]


def _nearest(
    embeddings: Embeddings, query: FloatArray, differing: IntArray | None, among: BoolArray, k: int
) -> tuple[IntArray, DoubleArray]:
    """Return the rows of the K nearest and their distances: by labels, then by distance."""
    if differing is None:
        return embeddings.nearest(query, k=k, among=among)
    k = min(k, int(np.count_nonzero(among)))
    boundary = np.partition(differing[among], k - 1)[k - 1]
    certain = np.flatnonzero(among & (differing < boundary))
    contested = among & (differing == boundary)
    closest, _ = embeddings.nearest(query, k=k - len(certain), among=contested)
    chosen = np.concatenate([certain, closest])
    distances = embeddings.distances(query, chosen)
    order = np.lexsort((distances, differing[chosen]))
    return chosen[order], distances[order]


def _image(catalog: Catalog, photo: Photo | int) -> Image:
    return photo.image if isinstance(photo, Photo) else open_photo(catalog.paths([photo])[0])


def _number(catalog: Catalog, photo: Photo) -> int | None:
    return None if photo.path is None else catalog.find(photo.path)
