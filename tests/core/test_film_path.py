from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.film_path import begins
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute, Solver
from dfi_studio.core.sequence import Curve, Easing, Sequence

RECIPE = Recipe(tuple(Direction(SavedAttribute(each)) for each in "ab"))


def path(*curves, **settings):
    return begins(Sequence(curves, **settings).recipes(RECIPE))


def test_along_a_line_each_frame_goes_on_from_the_two_before_it():
    first, second, *rest = path(Curve.through(0, 2), frames=48)
    assert first is None
    assert (second.frame, second.before, second.ahead) == (0, 0, 0)
    for at, each in enumerate(rest, 2):
        assert (each.frame, each.before) == (at - 1, at - 2)
        assert abs(each.ahead - 1) < 1e-6
        assert each.near
        assert each.iterations == 12


def test_steps_that_grow_lead_further():
    *_, (a, b) = [path(Curve.through(0, 2, easing=Easing.IN), frames=9)[2:4]]
    assert a.ahead > b.ahead > 1


def test_a_film_of_few_frames_is_solved_as_carefully_as_edits():
    for each in path(Curve.through(0, 2), frames=4)[1:]:
        assert each.iterations == RECIPE.solver.iterations
        assert not each.near


def test_a_jump_is_given_all_that_an_edit_is():
    (_, far) = path(Curve.through(0, 2, easing=Easing.HOLD), frames=20)
    assert (far.iterations, far.near) == (100, False)


def test_where_a_film_turns_back_it_goes_on_from_the_nearest_frame():
    found = path(Curve.through(0, 1, 0, -1), frames=31)
    alphas = [
        each.directions[0].alpha
        for each in Sequence((Curve.through(0, 1, 0, -1),), frames=31).recipes(RECIPE)
    ]
    first_below = next(at for at, alpha in enumerate(alphas) if alpha < 0)
    assert found[first_below].frame == 0


def test_several_numbers_move_together():
    found = path(Curve.through(0, 2), Curve.through(1, 0), tv=Curve.through(0.001, 0.01), frames=24)
    assert all(abs(each.ahead - 1) < 1e-4 for each in found[2:])


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(0, 1)), min_size=1, max_size=12, unique=True),
    st.integers(1, 300),
)
def test_every_frame_is_begun_from_one_before_it(numbers, iterations):
    recipes = [
        replace(
            RECIPE,
            directions=(replace(RECIPE.directions[0], alpha=alpha), RECIPE.directions[1]),
            solver=Solver(tv=tv, iterations=iterations),
        )
        for alpha, tv in numbers
    ]
    found = begins(recipes)
    assert found[0] is None
    for at, each in enumerate(found[1:], 1):
        assert 0 <= each.before <= each.frame < at
        assert 1 <= each.iterations <= iterations
        assert -4 <= each.ahead <= 4
        assert each.near or each.iterations == iterations
