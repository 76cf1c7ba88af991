import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.recipe import Scaling
from dfi_studio.engine.attribute import (
    FeatureMean,
    attribute_vector,
    displaced,
    orthogonalised,
)


def features(count, seed):
    generator = torch.Generator().manual_seed(seed)
    return {
        "conv3_1": torch.rand(count, 2, 3, 3, generator=generator),
        "conv4_1": torch.rand(count, 4, 1, 1, generator=generator),
    }


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(0, 1000))
def test_the_mean_does_not_depend_on_the_batches(sizes, seed):
    everything = features(sum(sizes), seed)
    streamed = FeatureMean()
    start = 0
    for size in sizes:
        streamed.add({layer: v[start : start + size] for layer, v in everything.items()})
        start += size
    assert streamed.count == sum(sizes)
    for layer, mean in streamed.mean().items():
        expected = everything[layer].double().mean(dim=0, keepdim=True)
        torch.testing.assert_close(mean, expected)


@given(st.permutations(range(8)), st.integers(1, 7), st.integers(0, 1000))
def test_the_sum_is_exact_whatever_the_order_and_the_parts(order, split, seed):
    everything = features(8, seed)

    def summed(rows):
        made = FeatureMean()
        for row in rows:
            made.add({layer: v[row : row + 1] for layer, v in everything.items()})
        return made

    whole = FeatureMean()
    whole.add(everything)
    parts = summed(order[:split])
    parts.merge(summed(order[split:]))
    back = summed([*order, *order[:split]])
    for row in order[:split]:
        back.remove({layer: v[row : row + 1] for layer, v in everything.items()})
    for made in (parts, back):
        assert made.count == 8
        for layer, mean in whole.mean().items():
            assert torch.equal(made.mean()[layer], mean)


def test_a_copy_goes_its_own_way():
    one = FeatureMean()
    one.add(features(2, 1))
    before = one.mean()
    other = one.copy()
    other.add(features(3, 2))
    assert (one.count, other.count) == (2, 5)
    assert all(torch.equal(one.mean()[layer], before[layer]) for layer in before)


def test_the_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no pictures"):
        FeatureMean().mean()


def test_without_scaling_w_is_the_difference_of_the_means():
    source, target = features(1, 1), features(1, 2)
    w = attribute_vector(source, target, Scaling.NONE)
    for layer in source:
        torch.testing.assert_close(source[layer] + w[layer], target[layer])


def test_beta_divides_by_the_mean_square_over_all_layers():
    source, target = features(1, 1), features(1, 2)
    plain = attribute_vector(source, target, Scaling.NONE)
    scaled = attribute_vector(source, target, Scaling.BETA)
    beta = torch.cat([values.flatten() for values in plain.values()]).square().mean()
    for layer in plain:
        torch.testing.assert_close(scaled[layer] * beta, plain[layer])


def test_beta_of_equal_sets_stays_finite():
    same = features(1, 1)
    scaled = attribute_vector(same, same, Scaling.BETA)
    assert all(bool((values == 0).all()) for values in scaled.values())


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_sum_of_moves_is_the_move_of_the_sum(one, other):
    phi, v, w = features(1, 1), features(1, 2), features(1, 3)
    both = {layer: one * v[layer] + other * w[layer] for layer in phi}
    for layer, values in displaced(phi, [(one, v), (other, w)]).items():
        torch.testing.assert_close(values, displaced(phi, [(1.0, both)])[layer])


def test_no_moves_leave_the_features_alone():
    phi = features(1, 1)
    assert displaced(phi, []) == phi


def inner(one, other):
    return float(sum((one[layer].double() * other[layer].double()).sum() for layer in one))


@given(st.integers(0, 500), st.integers(1, 4))
def test_what_is_shared_with_those_above_is_taken_out(seed, count):
    above = [features(1, seed + at) for at in range(count)]
    w = features(1, seed + count)
    rest = orthogonalised(w, above)
    for other in above:
        assert abs(inner(rest, other)) < 1e-5 * inner(w, w)
    taken = {layer: w[layer] - rest[layer] for layer in w}
    assert inner(rest, taken) == pytest.approx(0, abs=1e-4)


def test_above_nothing_w_stays_and_along_itself_nothing_is_left():
    w = features(1, 3)
    same = orthogonalised(w, [])
    gone = orthogonalised(w, [w, {layer: 2 * values for layer, values in w.items()}])
    for layer in w:
        torch.testing.assert_close(same[layer], w[layer])
        assert float(gone[layer].abs().max()) < 1e-5
