"""What the dataset browser asks: the verbs of the pipeline over a catalogue named by its file.

Each opens the catalogue for itself, in the thread that pulls it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from dfi_studio.core.errors import CatalogError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.library.attribute_library import AttributeCard, AttributeLibrary
from dfi_studio.library.catalog.scan import ScanReport
from dfi_studio.library.catalog.states import picture_states
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import open_photo
from dfi_studio.library.picture_sets import MINIMUM, picture_set
from dfi_studio.pipeline.attribute_cards import (
    import_card,
    learn_card,
    preview_card,
    rebuild_card,
)
from dfi_studio.pipeline.catalog_neighbours import neighbours_of
from dfi_studio.pipeline.embeddings import embedding_space, embedding_store
from dfi_studio.pipeline.estimate import estimate
from dfi_studio.pipeline.frames import working_frame
from dfi_studio.pipeline.index import IndexReport, index
from dfi_studio.pipeline.well_known import WELL_KNOWN, fetch_well_known
from dfi_studio.pipeline.workshop import Workshop

IntArray = npt.NDArray[np.int64]

_PAIRED = 3
"""Among how many of the nearest a picture of the other set counts as a neighbour."""


def index_catalogue(workshop: Workshop, catalogue: Path) -> Generator[Step, None, IndexReport]:
    """Embed every picture that is new; see `index`."""
    with Catalog(catalogue) as catalog:
        return (yield from index(workshop, catalog))


def likenesses(
    workshop: Workshop, catalogue: Path, of: int | Photo, *, k: int, agreeing: bool
) -> Generator[Step, None, tuple[IntArray, npt.NDArray[np.float32]]]:
    """Return the pictures most like one, nearest first, and their distances."""
    with Catalog(catalogue) as catalog:
        found = yield from neighbours_of(workshop, catalog, of, k=k, agreeing=agreeing)
    ids = np.array([each.id for each in found], np.int64)
    return ids, np.array([each.distance for each in found], np.float32)


def nearest_pairs(
    workshop: Workshop, catalogue: Path, source: Sequence[int], target: Sequence[int]
) -> Generator[Step, None, tuple[list[int], list[int]]]:
    """Return the pictures of two sets that are neighbours of one another.

    Raises
    ------
    CatalogError
        Too few are indexed, or too few are neighbours.
    """
    yield Progress("Pairing", 0, 1)
    store = embedding_store(workshop, embedding_space())
    with Catalog(catalogue) as catalog:
        states = picture_states(catalog)
    row_of = dict(zip(states.ids.tolist(), store.rows_of(states).tolist(), strict=True))
    sets = [[each for each in ids if row_of.get(each, -1) >= 0] for ids in (source, target)]
    if min(map(len, sets)) < MINIMUM:
        raise CatalogError("Too few of these pictures are indexed yet; wait for the index.")
    stored = store.vectors()
    vectors = [torch.from_numpy(stored[[row_of[each] for each in ids]]).float() for ids in sets]
    near = mutual_neighbours(vectors[0] @ vectors[1].T)
    kept = [
        [each for each, keep in zip(ids, chosen.tolist(), strict=True) if keep]
        for ids, chosen in zip(sets, (near.any(dim=1), near.any(dim=0)), strict=True)
    ]
    if min(map(len, kept)) < MINIMUM:
        raise CatalogError("Hardly any of these pictures are alike; put more into the trays.")
    yield Progress("Pairing", 1, 1)
    return kept[0], kept[1]


def mutual_neighbours(likeness: torch.Tensor, k: int = _PAIRED) -> torch.Tensor:
    """Return which of (N, M) pairs are each among the other's k most alike."""
    marks = []
    for dim in (0, 1):
        places = likeness.topk(min(k, likeness.shape[dim]), dim=dim).indices
        marks.append(torch.zeros_like(likeness, dtype=torch.bool).scatter_(dim, places, True))
    return marks[0] & marks[1]


def keep_attribute(
    workshop: Workshop, sets: Contrast, space: FeatureSpace, photo: Photo | None, name: str
) -> Generator[Step, None, AttributeCard]:
    """Learn an attribute, keep it in the user's library, and give it a preview strip.

    Parameters
    ----------
    photo : Photo or None
        Whose neighbours are taken and whose strip is made; without one the whole sets are taken,
        and the strip is of the first picture of the source.
    name : str
        What to call it.
    """
    library = AttributeLibrary()
    shown = photo or _first(sets)
    frame = working_frame(shown.image, space.size)
    card = yield from learn_card(
        workshop, library, sets, space=space, frame=frame, near=photo, name=name
    )
    return (yield from preview_card(workshop, library, card, shown))


def rebuild_attribute(
    workshop: Workshop, path: Path, size: int
) -> Generator[Step, None, AttributeCard]:
    """Learn an attribute of the library again, for pictures whose smallest side is `size`."""
    library = AttributeLibrary()
    card = library.card(path)
    factor = size / min(card.height, card.width)
    frame = (round(card.height * factor), round(card.width * factor))
    rebuilt = yield from rebuild_card(workshop, library, card, frame=frame)
    if rebuilt.sets is None:
        return rebuilt
    return (yield from preview_card(workshop, library, rebuilt, _first(rebuilt.sets)))


def import_attribute(workshop: Workshop, path: Path) -> Generator[Step, None, AttributeCard]:
    """Bring an attribute of the authors' program into the user's library."""
    yield Progress("Importing", 0, 1)
    return import_card(workshop, AttributeLibrary(), path)


def known_sets() -> Generator[Step, None, list[tuple[str, str, str]]]:
    """Return of each well-known set its name, its title, and its size and licence."""
    yield Progress("Looking up the sets", 0, 0)
    return [
        (
            each.name,
            each.title,
            f"{each.pictures:,} pictures, {each.megabytes:,} MB. {each.licence}",
        )
        for each in WELL_KNOWN.values()
    ]


def fetch_set(catalogue: Path, name: str) -> Generator[Step, None, ScanReport]:
    """Fetch a well-known set into the catalogue; see `fetch_well_known`."""
    with Catalog(catalogue) as catalog:
        return (yield from fetch_well_known(catalog, name))


def estimate_labels(catalogue: Path) -> Generator[Step, None, str]:
    """Estimate age and gender where nobody has said them, and tell of it; see `estimate`."""
    with Catalog(catalogue) as catalog:
        report = yield from estimate(catalog)
    return f"{report.estimated:,} pictures estimated, {report.without_face:,} show no face."


def _first(sets: Contrast) -> Photo:
    path = picture_set(sets.source).paths[0]
    return Photo.of(open_photo(path), path)
