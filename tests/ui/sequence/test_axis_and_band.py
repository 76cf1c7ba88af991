"""Where things lie on a timeline, and values across a lane: plain arithmetic."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.sequence import Curve, Easing, Key
from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.sequence.band import Band
from dfi_studio.ui.sequence.grip import Grip, Pointer, Reach
from dfi_studio.ui.sequence.key_panel import ALPHA, TV

AXES = st.builds(Axis, st.integers(1, 500), st.just(11.0), st.floats(50, 3000))


@given(AXES, st.data())
def test_a_step_is_found_where_it_is(axis: Axis, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, axis.last))
    assert axis.step_at(axis.x_of(step)) == step
    assert axis.step_of(axis.place_of(step)) == step
    assert 0 <= axis.place_of(step) <= 1


@given(AXES, st.floats(-1e4, 1e4))
def test_every_pixel_is_at_a_step(axis: Axis, x: float) -> None:
    assert 0 <= axis.step_at(x) <= axis.last


@given(AXES, st.floats(20, 80))
def test_marks_stand_apart_and_name_both_ends(axis: Axis, apart: float) -> None:
    marks = axis.marks(apart)
    assert marks[0] == 0
    assert marks[-1] == axis.last
    places = [axis.x_of(each) for each in marks]
    gaps = [b - a for a, b in itertools.pairwise(places)]
    assert all(gap >= apart * 0.999 for gap in gaps) or len(marks) <= 2


def test_marks_are_round_numbers_to_read() -> None:
    assert [each + 1 for each in Axis(48, 0, 470).marks(40)] == [
        1,
        5,
        10,
        15,
        20,
        25,
        30,
        35,
        40,
        48,
    ]


@given(st.lists(st.floats(-3, 4), max_size=4), st.floats(-2, 3))
def test_a_height_stands_for_its_value(values: list[float], value: float) -> None:
    band = Band.of(ALPHA, values)
    assert band.value(band.y(value, 60), 60) == pytest.approx(value, abs=1e-6)
    for each in (0.0, 1.0, *values):
        assert 0 < band.y(each, 60) < 60


@given(st.lists(st.floats(1e-4, 1), min_size=1, max_size=3))
def test_smoothness_lies_in_equal_factors(values: list[float]) -> None:
    band = Band.of(TV, values)
    low, high = min(values), max(values)
    middle = (low * high) ** 0.5
    assert band.y(middle, 50) == pytest.approx((band.y(low, 50) + band.y(high, 50)) / 2, abs=1e-6)
    assert band.value(1e9, 50) > 0


def test_a_hand_drags_in_steps_that_it_can_tell() -> None:
    band = Band.of(ALPHA, ())
    assert band.rounded(0.537) == 0.55
    assert band.rounded(0.537, fine=True) == 0.54
    assert band.rounded(1e9) == ALPHA.high
    assert Band.of(TV, ()).rounded(0.0012345) == pytest.approx(0.0012)
    assert Band.of(TV, ()).rounded(0.0) > 0


CURVE = Curve((Key(0.0, 0.0), Key(0.5, 1.0, Easing.BOTH), Key(1.0, 0.2)))
AXIS = Axis(11, 0, 100)


def grip() -> Grip:
    key = CURVE.keys[1]
    return Grip(key, Pointer(50, 20), Reach.of(key, CURVE, AXIS), Band.of(ALPHA, (0.0, 1.0)))


def test_a_key_goes_no_farther_than_its_neighbours() -> None:
    assert Reach.of(CURVE.keys[1], CURVE, AXIS) == Reach(1, 9)
    assert Reach.of(CURVE.keys[0], CURVE, AXIS) == Reach(0, 4)
    assert grip().moved(Pointer(-500, 20), AXIS, 60).at == AXIS.place_of(1)
    assert grip().moved(Pointer(500, 20), AXIS, 60).at == AXIS.place_of(9)


def test_a_key_follows_the_pointer_in_time_and_value() -> None:
    moved = grip().moved(Pointer(71, 35), AXIS, 60)
    assert moved.at == AXIS.place_of(7)
    assert moved.value < 1
    assert moved.easing is Easing.BOTH


def test_shift_moves_in_one_direction_and_control_slowly() -> None:
    across = grip().moved(Pointer(71, 25, straight=True), AXIS, 60)
    assert (across.at, across.value) == (AXIS.place_of(7), 1.0)
    up = grip().moved(Pointer(55, 40, straight=True), AXIS, 60)
    assert (up.at, up.value < 1) == (0.5, True)
    slow = grip().moved(Pointer(50, 40, fine=True), AXIS, 60)
    assert up.value < slow.value < 1


def test_a_key_between_two_frames_stays_there_while_only_its_value_moves() -> None:
    key = Key(0.512, 1.0)
    curve = CURVE.without(0.5).with_key(key)
    held = Grip(key, Pointer(51, 20), Reach.of(key, curve, AXIS), Band.of(ALPHA, (1.0,)))
    assert held.moved(Pointer(52, 40), AXIS, 60).at == 0.512
