from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Smoothing,
    Solver,
)
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Document
from dfi_studio.session.sweep import Sweep

NINE = (-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))
YOUNG, GLAD = Contrast("young", "old"), Contrast("grave", "glad")


def document_of(*directions: Direction, **about: object) -> Document:
    return Document(PHOTO, Recipe(directions, **about))  # type: ignore[arg-type]


DIRECTIONS = st.builds(
    Direction,
    st.sampled_from([YOUNG, GLAD]),
    st.sampled_from([-1.0, 0.0, 0.5]),
    st.booleans(),
    st.booleans(),
)
DOCUMENTS = st.builds(
    lambda directions, tv, crop: replace(document_of(*directions, solver=Solver(tv=tv)), crop=crop),
    st.lists(DIRECTIONS, min_size=1, max_size=3),
    st.sampled_from([0.001, 0.1]),
    st.sampled_from([None, Crop(0, 0, 30, 30)]),
)


@st.composite
def swept(draw: st.DrawFn) -> tuple[Document, int]:
    """A document, and the place of a direction that takes part."""
    document = draw(DOCUMENTS)
    at = draw(st.integers(0, len(document.recipe.directions) - 1))
    return edits.turn_on(True, at=at).apply(document), at


def sweep_of(document: Document, at: int) -> Sweep:
    made = Sweep.of(document, at)
    assert made is not None
    return made.drafted


EDITS = st.sampled_from(
    [
        *(edits.set_alpha(alpha, at=at) for alpha in (-1.0, 0.5) for at in (0, 1)),
        *(edits.turn_on(on, at=at) for on in (True, False) for at in (0, 1)),
        edits.set_size(300),
        edits.set_iterations(17),
        edits.set_tv(0.1),
        edits.set_crop(None),
        edits.orthogonalise(True, at=1),
        edits.set_sets("grave", "glad", at=1),
        edits.move_direction(at=0, to=1),
    ]
)


@given(one=swept(), changes=st.lists(EDITS, max_size=3), to=st.integers(0, 2))
def test_sweeps_are_equal_exactly_when_they_give_the_same_drafts(
    one: tuple[Document, int], changes: list[edits.Edit], to: int
) -> None:
    other = one[0]
    for change in changes:
        if len(other.recipe.directions) > 1:
            other = change.apply(other)
    first, second = sweep_of(*one), Sweep.of(other, to)
    if second is not None:
        second = second.drafted
        drafts = [[sweep.key(alpha) for alpha in NINE] for sweep in (first, second)]
        assert (first == second) == (drafts[0] == drafts[1])


@given(one=swept(), alpha=st.sampled_from(NINE))
def test_a_draft_is_the_quick_look_at_what_applying_it_would_make(
    one: tuple[Document, int], alpha: float
) -> None:
    document, at = one
    sweep = sweep_of(document, at)
    applied = edits.set_alpha(alpha, at=at).apply(document)
    wanted = applied.recipe.draft()
    assert sweep.recipe_at(alpha) == replace(wanted, directions=wanted.moving)
    assert sweep.subject == applied.subject


@given(one=swept(), alpha=st.floats(-4, 4))
def test_its_own_strength_leaves_a_sweep_as_it_is(one: tuple[Document, int], alpha: float) -> None:
    document, at = one
    moved = edits.set_alpha(alpha, at=at).apply(document)
    assert sweep_of(moved, at) == sweep_of(document, at)
    assert Sweep.of(moved, at) == Sweep.of(document, at)


def test_there_is_nothing_to_draft_until_all_is_chosen() -> None:
    ready = document_of(Direction(YOUNG), Direction(GLAD, on=False))
    assert Sweep.of(ready, 0) is not None
    assert Sweep.of(ready, 1) is None  # off
    assert Sweep.of(ready, 2) is None
    assert Sweep.of(ready, -1) is None
    assert Sweep.of(replace(ready, photo=None), 0) is None
    assert Sweep.of(document_of(Direction(Contrast("young", ""))), 0) is None


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (document_of(Direction(YOUNG, 2)), True),
        (document_of(Direction(YOUNG, 2), Direction(GLAD, 0)), True),
        (document_of(Direction(YOUNG, 2), Direction(GLAD, 0.5, on=False)), True),
        (document_of(Direction(YOUNG, 2), Direction(GLAD, 0.5)), False),
        (document_of(Direction(YOUNG, 2), solver=Solver(smooth=Smoothing.PICTURE)), False),
    ],
)
def test_without_any_move_a_draft_is_the_photo(document: Document, expected: bool) -> None:
    sweep = Sweep.of(document, 0)
    assert sweep is not None
    assert sweep.is_photo(0) is expected
    assert not sweep.is_photo(0.5)


def test_a_draft_is_small_where_it_can_be() -> None:
    space = FeatureSpace(size=512)
    small = Sweep.of(document_of(Direction(YOUNG), space=space), 0)
    large = Sweep.of(document_of(Direction(SavedAttribute("a.safetensors")), space=space), 0)
    assert small is not None
    assert large is not None
    assert (small.recipe.space.size, large.recipe.space.size) == (512, 512)
    small, large = small.drafted, large.drafted
    assert (small.recipe.space.size, large.recipe.space.size) == (128, 512)


HOLE = MaskLayer.of("hole", MaskRole.FILL, np.eye(40, 60))


def test_other_masks_give_other_drafts_and_other_names_do_not() -> None:
    plain = document_of(Direction(YOUNG))
    masked = mask_edits.add_mask(replace(HOLE, role=MaskRole.EDIT)).apply(plain)
    one, other = sweep_of(plain, 0), sweep_of(masked, 0)
    assert one != other
    assert one.key(1) != other.key(1)
    assert sweep_of(mask_edits.rename_mask("x", at=0).apply(masked), 0) == other
    assert sweep_of(mask_edits.turn_mask(False, at=0).apply(masked), 0) == one


def test_with_pixels_missing_no_draft_is_the_photo() -> None:
    document = mask_edits.add_mask(HOLE).apply(document_of(Direction(YOUNG)))
    assert Sweep.of(document, 0) is None  # nothing to fill from
    filling = mask_edits.set_fill_pictures("faces").apply(document)
    assert not sweep_of(filling, 0).is_photo(0)
    assert sweep_of(mask_edits.set_mask_role(MaskRole.EDIT, at=0).apply(filling), 0).is_photo(0)
