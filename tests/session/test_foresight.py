from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.fill import Fill
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import at_rest, foreseen
from dfi_studio.session.result import Result

PHOTO = Photo.of(freeze(np.full((8, 8, 3), 0.5)))
STACK = Recipe((Direction(SavedAttribute("a")), Direction(SavedAttribute("b"), 0.5)))


def along(alpha: float, *, at: int = 0, recipe: Recipe = STACK) -> Recipe:
    directions = list(recipe.directions)
    directions[at] = replace(directions[at], alpha=alpha)
    return replace(recipe, directions=tuple(directions))


def made(alpha: float, value: float, *, at: int = 0, photo: Photo = PHOTO) -> Result:
    return Result(photo, along(alpha, at=at), freeze(np.full((4, 4, 3), value)), finished=True)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_on_a_line_it_is_right(one: float, two: float, alpha: float) -> None:
    if abs(one - two) < 0.1 or abs(alpha - one) > 2.9 * abs(one - two):
        return
    if abs(alpha - two) > 2.9 * abs(one - two):
        return
    known = [made(each, 0.5 + 0.4 * each) for each in (one, two)]
    found = foreseen(Document(PHOTO, along(alpha)), known)
    assert found is not None
    np.testing.assert_allclose(found.image, 0.5 + 0.4 * alpha, atol=1e-5)
    assert found.between == (min(one, two) <= alpha <= max(one, two))


@pytest.mark.parametrize(
    ("alpha", "value"),
    [(1.5, 0.75), (0.25, 0.525), (1.0, 0.6), (2.0, 0.9), (-0.5, 0.45), (2.1, 0.93), (0.9, 0.59)],
)
def test_it_lies_between_its_neighbours_or_beyond_the_last_two(alpha: float, value: float) -> None:
    known = [made(0, 0.5), made(1, 0.6), made(2, 0.9)]
    found = foreseen(Document(PHOTO, along(alpha)), known)
    assert found is not None
    np.testing.assert_allclose(found.image, value, atol=1e-6)
    assert found.between == (0 <= alpha <= 2)


def test_two_that_lie_close_do_not_hide_the_one_on_the_other_side() -> None:
    known = [made(0, 0.5), made(1, 0.6), made(1.1, 0.61)]
    found = foreseen(Document(PHOTO, along(0.8)), known)
    assert found is not None
    assert found.between
    np.testing.assert_allclose(found.image, 0.58, atol=1e-6)


def test_what_is_off_has_no_say() -> None:
    off = replace(STACK.directions[1], on=False, alpha=3)
    alone = [
        replace(each, recipe=replace(each.recipe, directions=each.recipe.directions[:1]))
        for each in (made(0, 0.5), made(1, 0.6))
    ]
    found = foreseen(
        Document(PHOTO, replace(along(2), directions=(along(2).directions[0], off))), alone
    )
    assert found is not None
    np.testing.assert_allclose(found.image, 0.7, atol=1e-6)


def test_it_stays_a_picture() -> None:
    found = foreseen(Document(PHOTO, along(3)), [made(0, 0.5), made(1, 0.9)])
    assert found is not None
    assert found.image.max() == 1.0


@pytest.mark.parametrize(
    "known",
    [
        [],
        [made(1, 0.6)],
        [made(0, 0.5), made(1, 0.6, at=1)],
        [made(0, 0.5), made(1, 0.6, photo=PHOTO.cropped(Crop(0, 0, 4, 4)))],
        [made(0, 0.5), made(0.1, 0.6)],
    ],
    ids=["nothing", "one", "another strength", "another photo", "too far away"],
)
def test_where_too_little_is_known_nothing_is_foreseen(known: list[Result]) -> None:
    assert foreseen(Document(PHOTO, along(2)), known) is None


def test_at_rest_nothing_moves_and_what_is_off_stays_as_it_was() -> None:
    off = replace(STACK.directions[1], on=False)
    still = at_rest(replace(STACK, directions=(STACK.directions[0], off)))
    assert [each.alpha for each in still.directions] == [0.0, 0.5]


def masked(result: Result, role: MaskRole) -> Result:
    return replace(result, marks=frozenset({(role, LAYER.digest)}))


LAYER = MaskLayer.of("here", MaskRole.EDIT, np.eye(8))


def test_it_goes_only_through_results_of_the_same_masks() -> None:
    plain = [made(0, 0.5), made(1, 0.6)]
    document = Document(PHOTO, along(2), masks=(LAYER,))
    assert foreseen(document, plain) is None
    assert foreseen(Document(PHOTO, along(2)), plain) is not None
    known = [masked(each, MaskRole.EDIT) for each in plain]
    assert foreseen(document, known) is not None
    assert foreseen(document, [known[0], plain[1]]) is None
    assert foreseen(document, [masked(each, MaskRole.PROTECT) for each in plain]) is None
    off = Document(PHOTO, along(2), masks=(replace(LAYER, on=False),))
    assert foreseen(off, plain) is not None


def test_the_strength_of_a_filling_is_foreseen_too() -> None:
    hole = replace(LAYER, role=MaskRole.FILL)
    fills = [Recipe(fill=Fill("faces", alpha=alpha)) for alpha in (1.0, 2.0, 1.5)]
    marks = frozenset({(MaskRole.FILL, hole.digest)})
    known = [
        Result(PHOTO, recipe, freeze(np.full((4, 4, 3), value)), True, marks)
        for recipe, value in zip(fills, (0.4, 0.8), strict=False)
    ]
    found = foreseen(Document(PHOTO, fills[2], masks=(hole,)), known)
    assert found is not None
    np.testing.assert_allclose(found.image, 0.6, atol=1e-6)
    other = replace(fills[2], fill=Fill("others", alpha=1.5))
    assert foreseen(Document(PHOTO, other, masks=(hole,)), known) is None
    assert foreseen(Document(PHOTO, fills[2]), known) is None
