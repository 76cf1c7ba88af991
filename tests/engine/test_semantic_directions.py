import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dfi_studio.engine.semantic_directions import (
    HeldFeatures,
    WeightedSums,
    at_length,
    chance,
    distances,
    draw_weights,
    length,
    principal_weights,
    random_direction,
)


def features(count, *, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return {
        "conv1": torch.rand(count, 2, 3, 2, generator=generator),
        "conv2": 2 * torch.rand(count, 3, 1, 2, generator=generator),
    }


def flat(values):
    return torch.cat([each.flatten(1) for each in values.values()], dim=1).double()


def covariance(values):
    return torch.cov(flat(values).T, correction=0)


def directions(values, weights):
    sums = WeightedSums(weights)
    sums.add(values, range(len(weights)))
    return flat(sums.directions())


def test_the_covariance_of_the_draws_is_sigma_exactly():
    """A draw is A z with A = X_c^T / sqrt(N), so its covariance is A A^T: that is Sigma."""
    values = features(6)
    a = directions(values, torch.eye(6, dtype=torch.float64)).T
    torch.testing.assert_close(a @ a.T, covariance(values), atol=1e-7, rtol=1e-6)


def test_the_covariance_of_many_draws_comes_near_sigma():
    values, count = features(6), 20_000
    weights = torch.stack([draw_weights(6, 0, number) for number in range(count)], dim=1)
    drawn = directions(values, weights)
    sigma = covariance(values)
    assert float(drawn.mean(0).abs().max()) < 5 * float(sigma.max() / count) ** 0.5
    error = (torch.cov(drawn.T) - sigma).norm() / sigma.norm()
    assert float(error) < 0.05


@settings(deadline=None, max_examples=30)
@given(parts=st.lists(st.integers(1, 4), min_size=2, max_size=5), seed=st.integers(0, 99))
def test_streamed_is_whole_for_any_batches_in_any_order(parts, seed):
    values = features(sum(parts), seed=seed)
    weights = torch.stack([draw_weights(sum(parts), seed, at) for at in range(3)], dim=1)
    order = torch.randperm(sum(parts), generator=torch.Generator().manual_seed(seed)).tolist()
    sums, start = WeightedSums(weights), 0
    for count in parts:
        rows = order[start : start + count]
        sums.add({layer: each[rows] for layer, each in values.items()}, rows)
        start += count
    wanted = directions(values, weights)
    torch.testing.assert_close(flat(sums.directions()), wanted, atol=1e-6, rtol=1e-5)


def test_a_picture_that_could_not_be_read_is_as_if_it_were_not_there():
    values, weights = features(5), torch.randn(5, 2, dtype=torch.float64)
    rows = [0, 1, 3, 4]
    sums = WeightedSums(weights)
    sums.add({layer: each[rows] for layer, each in values.items()}, rows)
    rest = {layer: each[rows] for layer, each in values.items()}
    wanted = directions(rest, weights[rows])
    torch.testing.assert_close(flat(sums.directions()), wanted, atol=1e-6, rtol=1e-5)


def test_a_constant_in_the_features_changes_nothing():
    values, weights = features(5), torch.randn(5, 2, dtype=torch.float64)
    moved = {layer: each + 100 for layer, each in values.items()}
    there = directions(moved, weights)
    torch.testing.assert_close(there, directions(values, weights), atol=1e-4, rtol=0)


def test_one_picture_does_not_vary():
    sums = WeightedSums(torch.ones(1, 1))
    sums.add(features(1), [0])
    with pytest.raises(ValueError, match="1 pictures"):
        sums.directions()


def test_a_draw_depends_on_its_seed_and_number_alone():
    assert torch.equal(draw_weights(9, 3, 1), draw_weights(9, 3, 1))
    assert not torch.equal(draw_weights(9, 3, 1), draw_weights(9, 3, 2))
    assert not torch.equal(draw_weights(9, 3, 1), draw_weights(9, 4, 1))
    assert not torch.equal(draw_weights(9, 1, 11), draw_weights(9, 11, 1))


def test_principal_directions_are_the_eigenvectors_of_sigma():
    values = features(6)
    held = HeldFeatures()
    held.add({layer: each[:4] for layer, each in values.items()})
    held.add({layer: each[4:] for layer, each in values.items()})
    weights, shares = principal_weights(held.gram(), 3)
    found = flat(held.summed(weights))
    wanted = torch.linalg.eigvalsh(covariance(values)).flip(0)
    torch.testing.assert_close(shares, wanted[:3] / wanted.sum(), atol=2e-3, rtol=0)
    torch.testing.assert_close(found.norm(dim=1).square(), wanted[:3], atol=0, rtol=5e-3)
    for vector, value in zip(found, wanted, strict=False):
        turned = covariance(values) @ vector
        torch.testing.assert_close(turned, value * vector, atol=5e-3, rtol=0)


def test_the_shares_of_all_principal_directions_are_the_whole():
    held = HeldFeatures()
    held.add(features(5))
    weights, shares = principal_weights(held.gram(), 99)
    assert weights.shape == (5, 4)
    assert float(shares.sum()) == pytest.approx(1)
    assert shares.tolist() == sorted(shares.tolist(), reverse=True)


def test_equal_pictures_have_no_principal_direction():
    held = HeldFeatures()
    held.add({layer: each.expand(3, -1, -1, -1) for layer, each in features(1).items()})
    _, shares = principal_weights(held.gram(), 2)
    assert len(shares) == 0


def test_distances_are_those_between_features():
    values = {layer: each.half().float() for layer, each in features(4).items()}
    held = HeldFeatures()
    held.add(values)
    wanted = torch.cdist(flat(values), flat(values))
    torch.testing.assert_close(distances(held.gram()), wanted, atol=1e-3, rtol=0)


def test_a_random_direction_is_as_long_and_goes_elsewhere():
    like = {layer: each[:1] for layer, each in features(1).items()}
    other = random_direction(like, chance(0, -2))
    assert float(length(other)) == pytest.approx(float(length(like)), rel=1e-6)
    again = random_direction(like, chance(0, -2))
    np.testing.assert_array_equal(other["conv1"], again["conv1"])
    assert not torch.equal(other["conv1"], random_direction(like, chance(1, -2))["conv1"])


def test_lengths_are_over_all_layers():
    two = features(2)
    scaled = at_length(two, torch.tensor([3.0, 0.0], dtype=torch.float64))
    torch.testing.assert_close(length(scaled), torch.tensor([3.0, 0.0], dtype=torch.float64))
