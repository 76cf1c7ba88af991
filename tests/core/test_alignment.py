from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.alignment import Similarity

numbers = st.floats(-50, 50)
transforms = st.builds(
    lambda turn, scale, x, y: Similarity.turned(turn, scale=scale).then(Similarity.moved(x, y)),
    st.floats(-180, 180),
    st.floats(0.1, 10),
    numbers,
    numbers,
)
POINTS = np.array([[0.0, 0.0], [10.0, 2.0], [4.0, 9.0], [-3.0, 5.0]])


@given(transforms)
def test_the_inverse_leads_back(one):
    assert np.allclose(one.inverse()(one(POINTS)), POINTS, atol=1e-6)
    assert np.allclose(one.then(one.inverse())(POINTS), POINTS, atol=1e-6)


@given(transforms, transforms)
def test_one_after_the_other_is_their_composition(one, two):
    assert np.allclose(one.then(two)(POINTS), two(one(POINTS)), atol=1e-6)


@given(transforms)
def test_what_was_applied_is_fitted(one):
    found = Similarity.fitted(POINTS, one(POINTS))
    assert np.allclose(astuple(found), astuple(one), atol=1e-6)
    assert found.misfit(POINTS, one(POINTS)) < 1e-6


def test_the_fit_is_the_best_in_squares():
    noise = np.random.default_rng(0).normal(0, 0.5, POINTS.shape)
    goal = Similarity.turned(20, scale=2)(POINTS) + noise
    best = Similarity.fitted(POINTS, goal)
    for delta in np.eye(4) * 0.01:
        values = np.array([best.a, best.b, best.dx, best.dy]) + delta
        assert Similarity(*values).misfit(POINTS, goal) > best.misfit(POINTS, goal)


def test_a_mirrored_face_is_not_mirrored_back():
    mirrored = POINTS * (-1, 1)
    assert Similarity.fitted(POINTS, mirrored).misfit(POINTS, mirrored) > 1


def test_angles_are_clockwise_as_seen():
    turn = Similarity.turned(90)
    assert np.allclose(turn([1, 0]), [0, 1])  # y points down
    assert turn.degrees == pytest.approx(90)
    assert Similarity.turned(-30, scale=3).scale == pytest.approx(3)


def test_a_scaled_picture_keeps_its_corners():
    twice = Similarity.resized(2)
    assert np.allclose(twice([-0.5, -0.5]), [-0.5, -0.5])
    assert np.allclose(twice([9.5, 4.5]), [19.5, 9.5])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([[1, 1], [1, 1]], [[0, 0], [1, 1]]),
        ([[0, 0], [1, float("nan")]], [[0, 0], [1, 1]]),
        ([[0, 0]], [[0, 0], [1, 1]]),
    ],
)
def test_what_cannot_be_fitted_is_refused(source, target):
    with pytest.raises(ValueError):  # noqa: PT011
        Similarity.fitted(source, target)


def test_nothing_leads_back_from_a_point():
    with pytest.raises(ValueError, match="no inverse"):
        Similarity(0, 0).inverse()
