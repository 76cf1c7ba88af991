import pytest
import torch
from tiny_decoder import tiny_decoder

from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.engine.decoder_training import DecoderTraining, learning_rate
from dfi_studio.engine.feature_directions import Regression, component_scores, pooled


@pytest.fixture
def pictures():
    chance = torch.Generator().manual_seed(5)
    coarse = torch.rand((4, 3, 6, 6), generator=chance)
    return torch.nn.functional.interpolate(coarse, size=(48, 48), mode="bilinear")


@pytest.fixture
def directions(backbone, pictures):
    with torch.no_grad():
        found = backbone(pictures, PAPER_LAYERS)
    regression = Regression(component_scores(pooled(found), 3))
    regression.add(found)
    return regression.directions()


def make(backbone):
    return DecoderTraining(backbone, tiny_decoder(), seed=3)


def weights(training):
    return torch.cat([each.flatten() for each in training.result().state_dict().values()])


def test_it_learns(backbone, pictures, directions):
    training = make(backbone)
    losses = [training.step(pictures, directions, 0.1).total for _ in range(40)]
    assert sum(losses[-8:]) < 0.7 * sum(losses[:8])
    assert training.steps == 40


def test_the_same_seed_makes_the_same_decoder(backbone, pictures, directions):
    one, other = make(backbone), make(backbone)
    for step in range(3):
        one.step(pictures, directions, step / 3)
        torch.rand(7)  # what others draw by chance has no part in it
        other.step(pictures, directions, step / 3)
    assert torch.equal(weights(one), weights(other))


@pytest.mark.parametrize("left_after", [0, 1, 3])
def test_going_on_makes_the_same_decoder_as_never_having_stopped(
    backbone, pictures, directions, left_after
):
    whole, first = make(backbone), make(backbone)
    for step in range(5):
        whole.step(pictures, directions, step / 5)
    for step in range(left_after):
        first.step(pictures, directions, step / 5)
    second = make(backbone)
    second.resume({name: each.clone() for name, each in first.state().items()}, first.steps)
    for step in range(left_after, 5):
        second.step(pictures, directions, step / 5)
    assert torch.equal(weights(whole), weights(second))


def test_another_decoder_s_state_is_refused(backbone):
    with pytest.raises(KeyError):
        make(backbone).resume({}, 1)


def test_one_picture_alone_can_be_trained_on(backbone, pictures, directions):
    loss = make(backbone).step(pictures[:1], directions, 0.5)
    assert loss.total == loss.total  # no NaN


def test_the_rate_rises_and_falls():
    rates = [learning_rate(share / 100) for share in range(101)]
    top = rates.index(max(rates))
    assert 0 < top < 5
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] < 0.05 * rates[top]
    assert rates[-1] > 0
