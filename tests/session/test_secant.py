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
from dfi_studio.session.result import Result
from dfi_studio.session.secant import at_rest, foreseen

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
    image = foreseen(Document(PHOTO, along(alpha)), known)
    assert image is not None
    np.testing.assert_allclose(image, 0.5 + 0.4 * alpha, atol=1e-5)


def test_it_goes_through_the_two_nearest() -> None:
    known = [made(0, 0.5), made(1, 0.6), made(2, 0.9)]
    image = foreseen(Document(PHOTO, along(1.5)), known)
    assert image is not None
    np.testing.assert_allclose(image, 0.75, atol=1e-6)


def test_it_stays_a_picture() -> None:
    image = foreseen(Document(PHOTO, along(3)), [made(0, 0.5), made(1, 0.9)])
    assert image is not None
    assert image.max() == 1.0


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
    image = foreseen(Document(PHOTO, fills[2], masks=(hole,)), known)
    assert image is not None
    np.testing.assert_allclose(image, 0.6, atol=1e-6)
    other = replace(fills[2], fill=Fill("others", alpha=1.5))
    assert foreseen(Document(PHOTO, other, masks=(hole,)), known) is None
    assert foreseen(Document(PHOTO, fills[2]), known) is None
