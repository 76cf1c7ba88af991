import dataclasses
import itertools
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute, Solver
from dfi_studio.core.sequence import Curve, Easing, Key, Sequence

easings = st.sampled_from(Easing)
shares = st.floats(0, 1)


def curves(low, high):
    values = st.floats(low, high)
    places = st.lists(shares, max_size=4, unique=True).map(sorted)
    return places.flatmap(
        lambda at: st.tuples(*[st.builds(Key, st.just(each), values, easings) for each in at])
    ).map(Curve)


sequences = st.builds(
    Sequence,
    st.lists(curves(-100, 100), max_size=3).map(tuple),
    curves(1e-6, 1000),
    frames=st.integers(1, 30),
    fps=st.floats(0.1, 240),
    hold_first=st.integers(0, 5),
    hold_last=st.integers(0, 5),
    ping_pong=st.booleans(),
)
THREE = Recipe(tuple(Direction(SavedAttribute(each), 0.5) for each in "abc"))


@given(easings, shares, shares)
def test_an_easing_leads_from_0_to_1_and_never_back(easing, one, other):
    assert (easing.share(0), easing.share(1)) == (0, 1)
    low, high = sorted((one, other))
    assert 0 <= easing.share(low) <= easing.share(high) <= 1


def test_easings_differ_in_where_they_are_slow():
    early, late = (lambda each: each.share(0.25)), (lambda each: 1 - each.share(0.75))
    assert early(Easing.IN) < early(Easing.LINEAR) < early(Easing.OUT)
    assert late(Easing.OUT) < late(Easing.LINEAR) < late(Easing.IN)
    assert early(Easing.BOTH) == late(Easing.BOTH) < 0.25
    assert (Easing.HOLD.share(0.999), Easing.HOLD.share(1)) == (0, 1)


@given(curves(-100, 100), shares)
def test_a_curve_meets_its_keys_and_stays_between_those_around(curve, at):
    assert [curve.value(each.at) for each in curve.keys] == [each.value for each in curve.keys]
    value = curve.value(at)
    if not curve.keys:
        assert value is None
        return
    before = [each for each in curve.keys if each.at <= at][-1:]
    after = [each for each in curve.keys if each.at >= at][:1]
    values = [each.value for each in before + after]
    assert min(values) <= value <= max(values)


def test_smoothness_moves_in_equal_factors():
    curve = Curve.through(0.001, 0.1)
    assert curve.value(0.5, logarithmic=True) == pytest.approx(0.01)
    recipes = Sequence(tv=curve, frames=3).recipes(Recipe())
    assert [each.solver.tv for each in recipes] == pytest.approx([0.001, 0.01, 0.1])


def test_a_key_takes_the_stead_of_one_at_its_place():
    curve = Curve.through(0, 1).with_key(Key(0.5, 3)).with_key(Key(0, 2, Easing.IN))
    assert [(each.at, each.value) for each in curve.keys] == [(0, 2), (0.5, 3), (1, 1)]
    assert curve.without(0.5).without(0) == Curve((Key(1, 1),))


@given(sequences)
def test_json_there_and_back_gives_an_equal_sequence(sequence):
    again = Sequence.from_json(sequence.to_json())
    assert again == sequence
    assert hash(again) == hash(sequence)


@given(sequences)
def test_every_frame_shows_the_recipe_of_its_place(sequence):
    recipes, order = sequence.recipes(THREE), sequence.order(THREE)
    last = max(1, sequence.frames - 1)
    there = [sequence.at(THREE, step / last) for step in range(sequence.frames)]
    shown = [recipes[each] for each in order]
    first, end = sequence.hold_first, sequence.hold_first + sequence.frames + sequence.hold_last
    assert shown[:first] == there[:1] * first
    assert shown[first : first + sequence.frames] == there
    assert shown[first + sequence.frames : end] == there[-1:] * sequence.hold_last
    assert shown[end:] == (there[-2:0:-1] if sequence.ping_pong else [])


@given(sequences)
def test_no_frame_is_solved_twice_and_none_in_vain(sequence):
    recipes, order = sequence.recipes(THREE), sequence.order(THREE)
    assert len(set(recipes)) == len(recipes) <= sequence.frames
    assert set(order) == set(range(len(recipes)))
    seen = list(dict.fromkeys(order))
    assert seen == sorted(seen)
    assert len(order) == sequence.length


@given(sequences)
def test_the_duration_is_that_of_the_frames(sequence):
    assert sequence.duration * sequence.rate == sequence.length
    assert float(sequence.rate) == pytest.approx(sequence.fps, rel=1e-3)


def test_known_rates_are_exact():
    assert Sequence(frames=48, fps=24).duration == 2
    assert Sequence(fps=30000 / 1001).rate == Fraction(30000, 1001)
    assert Sequence(fps=23.976).rate == Fraction(2997, 125)


def test_there_and_back_shows_neither_end_twice():
    sequence = Sequence((Curve.through(0, 2),), frames=3, ping_pong=True)
    alphas = [each.directions[0].alpha for each in sequence.recipes(THREE)]
    assert alphas == [0, 1, 2]
    assert sequence.order(THREE) == (0, 1, 2, 1)
    assert Sequence(frames=1, ping_pong=True).length == 1
    assert Sequence(frames=2, ping_pong=True).length == 2


def test_keys_that_mirror_each_other_and_holds_are_solved_once():
    mirrored = Sequence((Curve.through(0, 0.7, 0, easing=Easing.BOTH),), frames=11)
    ascending = len(mirrored.recipes(THREE))
    assert ascending <= 11
    linear = Sequence((Curve.through(0, 0.7, 0),), frames=11)
    assert len(linear.recipes(THREE)) == 6
    held = Sequence((Curve.through(0, 1, easing=Easing.HOLD),), frames=10)
    assert len(held.recipes(THREE)) == 2


def test_what_has_no_keys_or_takes_no_part_stays():
    recipe = dataclasses.replace(
        THREE, directions=(*THREE.directions[:2], Direction(SavedAttribute("c"), 0.5, on=False))
    )
    sequence = Sequence((Curve(), Curve.through(0, 1), Curve.through(0, 1)), frames=5)
    for step, each in enumerate(sequence.recipes(recipe)):
        assert [one.alpha for one in each.directions] == [0.5, step / 4, 0.5]
        assert each.solver == recipe.solver


def test_curves_for_more_directions_than_there_are_is_refused():
    with pytest.raises(UsageError, match="moves 2 attributes, but the recipe has 1"):
        Sequence((Curve(), Curve())).recipes(Recipe(THREE.directions[:1]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Key(-0.1),
        lambda: Key(1.1),
        lambda: Key(0, float("nan")),
        lambda: Curve((Key(0.5), Key(0.5))),
        lambda: Curve((Key(0.5), Key(0.2))),
        lambda: Sequence((Curve.through(0, 101),)),
        lambda: Sequence(tv=Curve.through(0, 1)),
        lambda: Sequence(tv=Curve.through(1, 2000)),
        lambda: Sequence(frames=0),
        lambda: Sequence(fps=0),
        lambda: Sequence(hold_first=-1),
        lambda: Sequence(hold_last=10_001),
    ],
)
def test_impossible_values_are_refused(make):
    with pytest.raises(UsageError):
        make()


@pytest.mark.parametrize(
    "wrong",
    [
        {"alphas": 3},
        {"alphas": [{"keys": [{"at": 0, "value": 0, "easing": "bouncing"}]}]},
        {"tv": None},
        {"frames": "many"},
        {"frames": 1.5},
        {"colour": 1},
    ],
)
def test_what_is_no_sequence_is_refused_in_a_sentence(wrong):
    values = {**json.loads(Sequence().to_json()), **wrong}
    with pytest.raises(UsageError, match="sequence"):
        Sequence.from_json(json.dumps(values))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_other_texts_are_refused(text):
    with pytest.raises(UsageError, match="not a sequence"):
        Sequence.from_json(text)


def test_every_parameter_is_told_and_its_default_lies_in_its_ranges():
    for owner in (Key, Sequence):
        defaults = {each.name: each.default for each in dataclasses.fields(owner)}
        for name, declared in parameters(owner).items():
            assert declared.label
            assert declared.help.endswith(".")
            assert declared.low <= declared.soft_low < declared.soft_high <= declared.high
            assert declared.soft_low <= defaults[name] <= declared.soft_high


def test_a_film_of_one_attribute_is_even():
    recipes = Sequence((Curve.through(0, 2),), frames=9).recipes(
        Recipe(THREE.directions, solver=Solver())
    )
    alphas = [each.directions[0].alpha for each in recipes]
    steps = [b - a for a, b in itertools.pairwise(alphas)]
    assert steps == pytest.approx([0.25] * 8)
