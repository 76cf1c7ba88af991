import pytest
import torch

from dfi_studio.engine.feature_directions import (
    Regression,
    component_scores,
    mean_square,
    mirrored,
    mixtures,
    pooled,
    scaled,
    with_random_scores,
)


@pytest.fixture
def found():
    """Features of ten pictures that differ by one hidden number, and by little noise."""
    chance = torch.Generator().manual_seed(3)
    hidden = torch.linspace(-1, 1, 10)
    direction = {"a": torch.rand((4, 8, 6), generator=chance), "b": torch.rand((3, 4, 3))}
    return {
        layer: 1 + hidden[:, None, None, None] * each + 0.01 * torch.rand((10, *each.shape))
        for layer, each in direction.items()
    }, direction


def test_scores_are_standardised_and_orthogonal(found):
    scores = component_scores(pooled(found[0]), 4)
    assert scores.shape == (10, 4)
    torch.testing.assert_close(scores.T @ scores / 10, torch.eye(4), atol=1e-4, rtol=0)
    torch.testing.assert_close(scores.mean(0), torch.zeros(4), atol=1e-4, rtol=0)


def test_there_are_fewer_components_than_pictures():
    assert component_scores(torch.rand(3, 20), 12).shape == (3, 2)
    repeated = torch.rand(1, 20).expand(5, 20) + torch.tensor([0.0, 0, 0, 1, 1])[:, None]
    assert component_scores(repeated, 12).shape == (5, 1)


def test_the_first_direction_is_the_one_that_the_pictures_differ_by(found):
    features, wanted = found
    regression = Regression(component_scores(pooled(features), 2))
    for part in (slice(0, 4), slice(4, 10)):
        regression.add({layer: values[part] for layer, values in features.items()})
    first = {layer: each[0].float() for layer, each in regression.directions().items()}
    for layer, each in wanted.items():
        cosine = torch.cosine_similarity(first[layer].flatten(), each.flatten(), dim=0)
        assert abs(float(cosine)) > 0.99


def test_directions_need_all_the_pictures(found):
    regression = Regression(torch.rand(10, 2))
    regression.add({layer: values[:4] for layer, values in found[0].items()})
    with pytest.raises(ValueError, match="4 pictures of 10"):
        regression.directions()


def test_mixtures_are_sums_by_shares(found):
    shares = torch.tensor([[0.0, 2.0, 0, 0, 0, 0, 0, 0, 0, -1.0]])
    (mixed,) = mixtures(found[0], shares)["a"]
    torch.testing.assert_close(mixed, 2 * found[0]["a"][1] - found[0]["a"][9])


def test_only_the_chosen_are_mirrored(found):
    turned = mirrored(found[0], [True] + 9 * [False])
    assert torch.equal(turned["a"][0], found[0]["a"][0].flip(-1))
    assert torch.equal(turned["a"][1:], found[0]["a"][1:])


def test_directions_are_of_one_length(found):
    regression = Regression(with_random_scores(component_scores(pooled(found[0]), 2), 5, seed=1))
    regression.add(found[0])
    directions = regression.directions()
    assert len(directions["a"]) == 7
    torch.testing.assert_close(mean_square(directions), torch.ones(7), atol=0.01, rtol=0)


def test_random_scores_follow_from_the_seed_and_have_no_mean():
    scores = torch.rand(10, 2)
    one, again, other = (with_random_scores(scores, 3, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert torch.equal(one[:, :2], scores)
    torch.testing.assert_close(one[:, 2:].mean(0), torch.zeros(3), atol=1e-6, rtol=0)


def test_each_picture_is_scaled_on_its_own(found):
    wanted = torch.linspace(0.5, 3, 10)
    reached = scaled(found[0], wanted)
    torch.testing.assert_close(mean_square(reached), wanted)
    cosine = torch.cosine_similarity(reached["a"][3].flatten(), found[0]["a"][3].flatten(), dim=0)
    assert float(cosine) == pytest.approx(1, abs=1e-5)
