import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import UsageError
from dfi_studio.core.fill import Blend, Fill
from dfi_studio.core.framing import Framing
from dfi_studio.core.parameters import parameters
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

texts = st.text(max_size=20)
contrasts = st.builds(
    Contrast, texts, texts, k=st.integers(0, 1000), scaling=st.sampled_from(Scaling)
)
directions = st.builds(
    Direction,
    contrasts | st.builds(SavedAttribute, texts),
    alpha=st.floats(-100, 100),
    on=st.booleans(),
    orthogonal=st.booleans(),
)
recipes = st.builds(
    Recipe,
    st.lists(directions, max_size=3).map(tuple),
    st.builds(FeatureSpace, size=st.integers(32, 2048)),
    st.builds(
        Solver,
        tv=st.floats(0, 1000),
        tv_beta=st.floats(1, 4),
        smooth=st.sampled_from(Smoothing),
        layer_weights=st.sampled_from([(), (1.0, 0.5, 0.25)]),
    ),
)


@given(recipes)
def test_json_there_and_back_gives_an_equal_recipe(recipe):
    again = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert hash(again) == hash(recipe)


@given(recipes, st.floats(-100, 100))
def test_at_changes_alpha_and_nothing_else(recipe, alpha):
    moved = recipe.at(alpha)
    assert all(direction.alpha == alpha for direction in moved.directions)
    attributes = [direction.attribute for direction in recipe.directions]
    assert [direction.attribute for direction in moved.directions] == attributes
    assert (moved.space, moved.solver) == (recipe.space, recipe.solver)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"directions": 3, "space": {}, "solver": {}}',
        '{"directions": [{"alpha": 1}], "space": {}, "solver": {}}',
        '{"directions": [], "space": {"colour": 1}, "solver": {}}',
        '{"directions": [], "space": {"size": "big"}, "solver": {}}',
        '{"directions": [], "space": {}, "solver": {"tv": -1}}',
    ],
)
def test_what_is_no_recipe_is_refused_in_a_sentence(text):
    with pytest.raises(UsageError):
        Recipe.from_json(text)


def test_json_is_plain():
    values = json.loads(Recipe((Direction(Contrast("a", "b")),)).to_json())
    assert values["directions"][0]["attribute"]["scaling"] == "none"


@pytest.mark.parametrize("owner", [FeatureSpace, Solver, Contrast, Direction])
def test_every_parameter_is_told_and_its_default_lies_in_its_ranges(owner):
    defaults = {each.name: each.default for each in dataclasses.fields(owner)}
    assert parameters(owner)
    for name, declared in parameters(owner).items():
        assert declared.label
        assert declared.help.endswith(".")
        assert declared.low <= declared.soft_low < declared.soft_high <= declared.high
        assert declared.soft_low <= defaults[name] <= declared.soft_high
        if declared.logarithmic:
            assert declared.soft_low > 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Solver(tv=float("nan")),
        lambda: Solver(tv_beta=0.5),
        lambda: Solver(layer_weights=(0.0, 0.0)),
        lambda: Solver(layer_weights=(-1.0,)),
        lambda: FeatureSpace(size=31),
        lambda: FeatureSpace(layers=()),
        lambda: FeatureSpace(layers=("conv1_1", "conv1_1")),
        lambda: Contrast("a", "b", k=-1),
        lambda: Direction(SavedAttribute("a"), alpha=float("inf")),
        lambda: Recipe(solver=Solver(layer_weights=(1.0, 2.0))),
    ],
)
def test_impossible_values_are_refused(make):
    with pytest.raises(UsageError):
        make()


def test_a_recipe_from_before_the_stack_is_still_read():
    values = json.loads(Recipe((Direction(Contrast("young", "old"), 1.5),)).to_json())
    for name in ("on", "orthogonal"):
        del values["directions"][0][name]
    (direction,) = Recipe.from_values(values).directions
    assert direction == Direction(Contrast("young", "old"), 1.5)


@given(recipes)
def test_a_draft_costs_no_more_and_moves_the_same_way(recipe):
    draft = recipe.draft()
    assert draft.directions == recipe.directions
    assert draft.solver.iterations <= min(recipe.solver.iterations, Quality.DRAFT.iterations)
    assert draft.space.size <= recipe.space.size
    if any(isinstance(each.attribute, SavedAttribute) for each in recipe.moving):
        assert draft.space == recipe.space


@pytest.mark.parametrize("quality", Quality)
def test_a_quality_is_known_by_its_iterations(quality):
    assert Solver(iterations=quality.iterations).quality is quality
    assert Solver(iterations=quality.iterations + 1).quality is None


def test_a_recipe_with_a_fill_comes_back_equal():
    fill = Fill("faces", k=12, alpha=1.5, scaling=Scaling.BETA, blend=Blend.FEATHER, feather=3)
    recipe = Recipe(fill=fill, feather=20)
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert isinstance(Recipe.from_json(recipe.to_json()).fill.blend, Blend)


def test_a_recipe_from_before_there_were_masks_is_read():
    values = json.loads(Recipe().to_json())
    del values["fill"], values["feather"]
    assert Recipe.from_json(json.dumps(values)) == Recipe()


@pytest.mark.parametrize("wrong", [{"k": 1}, {"alpha": 1e9}, {"start": 0}, {"feather": -1}])
def test_a_fill_outside_its_limits_is_refused(wrong):
    with pytest.raises(UsageError, match="must lie between"):
        Fill("faces", **wrong)


@pytest.mark.parametrize("wrong", [{"blend": "glue"}, {"pictures": "a", "depth": 3}, 3])
def test_a_fill_that_is_none_is_told(wrong):
    values = json.loads(Recipe(fill=Fill("faces")).to_json())
    values["fill"] = {**values["fill"], **wrong} if isinstance(wrong, dict) else wrong
    with pytest.raises(UsageError, match="not a recipe"):
        Recipe.from_json(json.dumps(values))


def test_recipes_from_before_there_were_faces_are_read():
    values = dataclasses.asdict(Recipe(framing=Framing.SET, match_colour=True))
    assert Recipe.from_values(values) == Recipe(framing=Framing.SET, match_colour=True)
    del values["framing"], values["match_colour"]
    assert Recipe.from_values(values) == Recipe()
    with pytest.raises(UsageError, match="not a recipe"):
        Recipe.from_values({**values, "framing": "sideways"})
