"""Documents, sessions and edits of every kind, for properties."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dfi_studio.core.fill import Blend, Fill
from dfi_studio.core.image import digest, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
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
from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.core.steps import Render
from dfi_studio.session import edits, mask_edits, sequence_edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.session.history import Entry
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState, Snapshot

SIDES = (12, 9)
"""Height and width of every photo here."""

TEXT = st.text(max_size=12)
NAMES = st.text(
    st.characters(exclude_characters="\0/", codec="utf-8"), min_size=1, max_size=12
).filter(lambda name: name not in (".", "..")) | st.sampled_from(
    ["Grüße", "年齢", "a b?c", "q?age>3", "é\udcff", "🙂.jpg", "~", "C:\\x"]
)


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
FILLS = st.builds(
    Fill,
    TEXT | PATHS.map(str),
    k=st.integers(2, 1_000_000),
    alpha=finite(-100, 100),
    scaling=st.sampled_from(Scaling),
    start=st.integers(1, 1_000_000),
    blend=st.sampled_from(Blend),
    feather=finite(0, 1000),
)
LAYERS = st.lists(
    st.sampled_from(["conv1_1", "conv3_1", "conv4_1", "conv5_1"]), min_size=1, unique=True
).map(tuple)
WEIGHTS = st.floats(0.01, 10)


MASKS = st.one_of(
    arrays.arrays(np.bool_, SIDES).map(lambda values: values.astype(np.float32)),
    arrays.arrays(np.uint8, SIDES).map(lambda values: values.astype(np.float32) / 255),
    arrays.arrays(np.float32, SIDES, elements=st.floats(0, 1, width=32)),
)
"""Of a hard brush, of a file, and of anything else."""


def _repainted(layer: MaskLayer, crop: Crop, value: float) -> MaskLayer:
    """Give a layer a name that tells of the way to it, as a stroke does."""
    mask = layer.mask.copy()
    mask[crop.top : crop.top + crop.height, crop.left : crop.left + crop.width] = value
    return layer.repainted(mask, crop)


LAYERS_OF = st.builds(MaskLayer.of, TEXT, st.sampled_from(MaskRole), MASKS)
STROKES = st.builds(_repainted, LAYERS_OF, CROPS, st.sampled_from([0.0, 0.5, 1.0]))
MASK_LAYERS = st.builds(replace, LAYERS_OF | STROKES, on=st.booleans())
STACKS = st.lists(MASK_LAYERS, max_size=2).map(tuple)


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
        draw(st.none() | FILLS),
        draw(finite(0, 1000)),
    )


RECIPES = _recipes()


def _curves(low: float, high: float) -> st.SearchStrategy[Curve]:
    places = st.lists(st.floats(0, 1), max_size=3, unique=True).map(sorted)
    key = st.tuples(st.floats(low, high), st.sampled_from(Easing))
    return places.flatmap(
        lambda at: st.tuples(*[key.map(lambda each, at=at: Key(at, *each)) for at in at])
    ).map(Curve)


FILMS = st.builds(
    Sequence,
    st.lists(_curves(-100, 100), max_size=3).map(tuple),
    _curves(1e-6, 1000),
    frames=st.integers(1, 300),
    fps=finite(1, 60),
    hold_first=st.integers(0, 9),
    hold_last=st.integers(0, 9),
    ping_pong=st.booleans(),
)


def documents(photos: st.SearchStrategy[Photo]) -> st.SearchStrategy[Document]:
    """Documents on some photos."""
    films = st.just(Sequence()) | FILMS
    without = st.builds(Document, st.none(), RECIPES, sequence=films)
    whole = st.builds(Document, photos, RECIPES, st.none() | CROPS, STACKS, sequence=films)
    return without | whole


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
    chance = np.random.default_rng(seed)
    image, filled, edited = (freeze(chance.random((7, 5, 3))) for _ in range(3))
    if not finished:
        return Result.passing(document, subject, image)
    render = Render(
        document.recipe, 1, 0.0, image, image, filled if document.filling else None, edited
    )
    return Result.of(document, subject, render)


def same(one: Result, other: Result) -> bool:
    """Whether two results say the same."""
    return one.is_like(other) and _made(one) == _made(other)


def _made(result: Result) -> tuple[object, ...]:
    pictures = (result.image, result.filled, result.edited)
    named = (None if each is None else digest(each) for each in pictures)
    return (result.finished, *named)


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
        MASK_LAYERS.map(_added),
        st.builds(_on_last, CROPS, st.floats(0, 1, width=32)),
        st.builds(mask_edits.set_fill, st.none() | FILLS),
        st.builds(mask_edits.set_fill_alpha, finite(-100, 100)),
        st.builds(sequence_edits.set_frames, st.integers(1, 300)),
        st.builds(
            sequence_edits.add_key, st.just(None), st.builds(Key, st.floats(0, 1), st.just(1))
        ),
        st.just(sequence_edits.begin_film()),
    )


def _added(layer: MaskLayer) -> Edit:
    """Add a mask, where there is a photo for it."""
    edit = mask_edits.add_mask(layer)
    return replace(edit, apply=lambda each: edit.apply(each) if each.photo else each)


def _on_last(crop: Crop, value: float) -> Edit:
    """Paint the last mask, where there is one."""

    def apply(document: Document) -> Document:
        masks = document.masks
        return (
            replace(document, masks=(*masks[:-1], *[_repainted(masks[-1], crop, value)]))
            if masks
            else document
        )

    return Edit("Stroke", apply)
