import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.engine.lbfgs import Box, Curvature, minimise, no_pairs, pairs_kept

EVERYWHERE = Box(float("-inf"), float("inf"))


def quadratic(matrix, lowest):
    def evaluate(point):
        away = matrix @ (point - lowest)
        return float((point - lowest).dot(away) / 2), away

    return evaluate


def last(iterates, most=500):
    return list(itertools.islice(iterates, most))[-1]


@pytest.fixture
def bowl():
    """An ill-conditioned quadratic of 20 variables and its lowest point."""
    generator = torch.Generator().manual_seed(0)
    turn, _ = torch.linalg.qr(torch.randn(20, 20, generator=generator, dtype=torch.float64))
    matrix = turn @ torch.diag(torch.logspace(0, 3, 20, dtype=torch.float64)) @ turn.T
    return matrix, torch.randn(20, generator=generator, dtype=torch.float64)


def test_finds_the_lowest_point_of_a_quadratic(bowl):
    matrix, lowest = bowl
    start = torch.zeros(20, dtype=torch.float64)
    found = last(minimise(quadratic(matrix, lowest), start, box=EVERYWHERE, first_step=0.1))
    torch.testing.assert_close(found.point, lowest, atol=1e-5, rtol=0)


def test_every_iterate_is_lower_and_within_the_box(bowl):
    matrix, lowest = bowl
    start = torch.full((20,), 9.0, dtype=torch.float64)
    iterates = list(
        itertools.islice(
            minimise(quadratic(matrix, lowest), start, box=Box(-0.3, 0.4), first_step=0.1), 100
        )
    )
    values = [each.value for each in iterates]
    assert values == sorted(values, reverse=True)
    assert len(values) > 5
    for each in iterates:
        assert torch.equal(each.point, each.point.clamp(-0.3, 0.4))


def test_at_the_bounds_the_gradient_pushes_outwards_and_is_zero_elsewhere(bowl):
    matrix, lowest = bowl
    box = Box(-0.3, 0.4)
    found = last(
        minimise(quadratic(matrix, lowest), torch.zeros(20).double(), box=box, first_step=0.1)
    )
    free = box.free(found.point, found.gradient)
    assert 0 < int(free.sum()) < 20
    assert float((found.gradient * free).abs().max()) < 1e-3


def test_a_good_preconditioner_saves_evaluations(bowl):
    matrix, lowest = bowl
    inverse = torch.linalg.inv(matrix)
    start = torch.zeros(20, dtype=torch.float64)

    def evaluations_until_settled(**options):
        iterates = minimise(
            quadratic(matrix, lowest), start, box=EVERYWHERE, first_step=0.1, **options
        )
        return next(each.evaluations for each in iterates if each.value < 1e-6)

    with_inverse = evaluations_until_settled(initial=lambda vector: inverse @ vector)
    assert with_inverse < evaluations_until_settled() / 2


def test_at_the_lowest_point_it_yields_the_start_and_ends(bowl):
    matrix, lowest = bowl
    found = list(minimise(quadratic(matrix, lowest), lowest, box=EVERYWHERE, first_step=0.1))
    assert len(found) == 1
    assert found[0].evaluations == 1


def test_closing_early_evaluates_no_further(bowl):
    calls = []
    evaluate = quadratic(*bowl)

    def counted(point):
        calls.append(1)
        return evaluate(point)

    iterates = minimise(counted, torch.zeros(20).double(), box=EVERYWHERE, first_step=0.1)
    next(iterates)
    iterates.close()
    assert len(calls) == 1


def test_pairs_without_positive_curvature_are_left_out():
    curvature = Curvature(torch.clone)
    curvature.learn(torch.tensor([1.0, 0.0]), torch.tensor([-1.0, 0.0]))
    assert len(curvature) == 0


@given(st.integers(0, 2**32 - 1))
def test_with_as_many_pairs_as_variables_the_inverse_hessian_is_exact(seed):
    generator = torch.Generator().manual_seed(seed)
    root = torch.randn(4, 4, generator=generator, dtype=torch.float64)
    matrix = root @ root.T + torch.eye(4, dtype=torch.float64)
    _, axes = torch.linalg.eigh(matrix)
    curvature = Curvature(torch.clone)
    for axis in axes.T:
        curvature.learn(axis.contiguous(), matrix @ axis)
    vector = torch.randn(4, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(curvature.times(vector), torch.linalg.solve(matrix, vector))


def test_of_very_many_variables_fewer_pairs_are_kept():
    assert pairs_kept(3 * 200 * 200) == pairs_kept(0) == 12
    assert pairs_kept(3 * 2048 * 2048) == 5
    assert no_pairs(3 * 2048 * 2048).maxlen == 5


def test_pairs_of_a_problem_like_this_one_save_evaluations(bowl):
    matrix, lowest = bowl
    known = no_pairs()
    start = torch.zeros(20, dtype=torch.float64)
    options = {"box": EVERYWHERE, "first_step": 0.1}
    last(minimise(quadratic(matrix, lowest), start, **options, pairs=known), most=30)
    nearby = quadratic(matrix, lowest + 0.01)

    def evaluations(pairs):
        iterates = minimise(nearby, lowest, **options, pairs=pairs)
        return next(each.evaluations for each in iterates if each.value < 1e-6)

    assert evaluations(known) < evaluations(no_pairs())
