"""Documents, sessions and edits of every kind, for properties."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dfi_studio.core.image import digest, freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    Contrast,
    Direction,
    FeatureSpace,
    Quality,
    Recipe,
    SavedAttribute,
    Scaling,
    Smoothing,
    Solver,
)
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.session.history import Entry
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState, Snapshot

SIDES = (12, 9)
"""Height and width of every photo here."""

TEXT = st.text(max_size=12)
NAMES = st.text(st.characters(blacklist_characters="\0/"), min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..")
) | st.sampled_from(["Grüße", "年齢", "a b?c", "q?age>3", "é\udcff", "🙂.jpg", "~", "C:\\x"])


def _of_bytes(values: np.ndarray) -> Photo:
    return Photo.of(freeze(values.astype(np.float32) / np.float32(255)))


BYTES = arrays.arrays(np.uint8, (*SIDES, 3)).map(_of_bytes)
REALS = arrays.arrays(np.float32, (*SIDES, 3), elements=st.floats(0, 1, width=32)).map(
    lambda values: Photo.of(freeze(values.copy()))
)
DEEP = arrays.arrays(np.uint16, (*SIDES, 3)).map(
    lambda values: Photo.of(freeze(values.astype(np.float32) / np.float32(65535)))
)
PASTED = BYTES | REALS | DEEP
"""8 bits, 16 bits, and anything else that a mixing of pictures gives."""

PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: Path("/", *parts))
NAMED = st.builds(lambda photo, path: Photo(photo.image, photo.digest, path), BYTES | DEEP, PATHS)

CROPS = st.builds(
    lambda left, top, width, height: Crop(left, top, width, height).within(SIDES[1], SIDES[0]),
    *[st.integers(0, max(SIDES))] * 4,
)


def finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high) | st.integers(int(low), int(high))


CONTRASTS = st.builds(
    Contrast,
    TEXT | PATHS.map(str),
    TEXT | PATHS.map(str),
    st.integers(0, 1_000_000),
    st.sampled_from(Scaling),
)
ATTRIBUTES = CONTRASTS | st.builds(SavedAttribute, PATHS.map(str))
DIRECTIONS = st.builds(Direction, ATTRIBUTES, finite(-100, 100), st.booleans(), st.booleans())
LAYERS = st.lists(
    st.sampled_from(["conv1_1", "conv3_1", "conv4_1", "conv5_1"]), min_size=1, unique=True
).map(tuple)
WEIGHTS = st.floats(0.01, 10)


@st.composite
def _recipes(draw: st.DrawFn) -> Recipe:
    layers = draw(LAYERS)
    weights = draw(st.just(()) | st.tuples(*[WEIGHTS] * len(layers)))
    return Recipe(
        tuple(draw(st.lists(DIRECTIONS, max_size=3))),
        FeatureSpace(
            draw(st.sampled_from(["vgg16", "vgg19"])), layers, draw(st.integers(32, 2048))
        ),
        Solver(
            draw(finite(0, 1000)),
            draw(finite(1, 4)),
            draw(st.integers(1, 10_000)),
            draw(st.sampled_from(Smoothing)),
            weights,
        ),
    )


RECIPES = _recipes()


def documents(photos: st.SearchStrategy[Photo]) -> st.SearchStrategy[Document]:
    """Documents on some photos."""
    without = st.builds(Document, st.none(), RECIPES)
    return without | st.builds(Document, photos, RECIPES, st.none() | CROPS)


def states(photos: st.SearchStrategy[Photo]) -> st.SearchStrategy[SessionState]:
    """Whole sessions on some photos."""
    one = documents(photos)
    entries = st.lists(
        st.builds(Entry, one, TEXT, st.none() | TEXT, TEXT, st.floats(0, 2e9)),
        min_size=1,
        max_size=5,
    ).map(tuple)
    snapshots = st.lists(
        st.builds(Snapshot, TEXT, one), max_size=3, unique_by=lambda each: each.name
    ).map(tuple)
    return entries.flatmap(
        lambda these: st.builds(
            SessionState, st.just(these), st.integers(0, len(these) - 1), snapshots
        )
    )


def result_of(document: Document, *, seed: int = 0, finished: bool = True) -> Result:
    """A picture of a document, of no meaning."""
    subject = document.subject
    assert subject is not None
    image = freeze(np.random.default_rng(seed).random((7, 5, 3)))
    return Result(subject, document.recipe, image, finished)


def same(one: Result, other: Result) -> bool:
    """Whether two results say the same."""
    return (one.photo, one.recipe, one.finished, digest(one.image)) == (
        other.photo,
        other.recipe,
        other.finished,
        digest(other.image),
    )


def edits_on(photos: st.SearchStrategy[Photo]) -> st.SearchStrategy[Edit]:
    """Edits that any document takes."""
    return st.one_of(
        photos.map(edits.open_photo),
        st.builds(edits.add_direction, ATTRIBUTES),
        st.builds(edits.set_alpha, finite(-100, 100)),
        st.builds(edits.set_sets, PATHS.map(str), TEXT),
        st.builds(edits.set_k, st.integers(0, 1000)),
        st.builds(edits.set_tv, st.floats(0, 1000)),
        st.builds(edits.set_iterations, st.integers(1, 10_000)),
        st.builds(edits.set_quality, st.sampled_from(Quality)),
        st.builds(edits.set_size, st.integers(32, 2048)),
    )
