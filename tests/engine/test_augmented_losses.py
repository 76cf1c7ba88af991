import pytest
import torch
from torch.nn import functional

from dfi_studio.engine.augmented_losses import ExplicitLoss, ISDALoss, PlainLoss, RandomLoss
from dfi_studio.engine.covariance import DiagonalCovariance, LowRankCovariance
from dfi_studio.engine.isda import strength_at

CLASSES, WIDTH, COUNT = 4, 6, 24
LOSSES = (PlainLoss, ISDALoss, ExplicitLoss, RandomLoss)


def made(loss):
    return PlainLoss() if loss is PlainLoss else loss(CLASSES, WIDTH)


@pytest.fixture
def batch():
    torch.manual_seed(0)
    features = torch.randn(COUNT, WIDTH)
    return features, torch.nn.Linear(WIDTH, CLASSES), torch.arange(COUNT) % CLASSES


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("loss", LOSSES)
def test_without_strength_each_is_the_cross_entropy(batch, loss):
    features, head, labels = batch
    found = made(loss)(features, head, labels, strength=0.0, generator=chance())
    torch.testing.assert_close(found, functional.cross_entropy(head(features), labels))


def test_any_network_trains_with_it_in_three_lines():
    torch.manual_seed(0)
    body = torch.nn.Sequential(torch.nn.Linear(3, WIDTH), torch.nn.ReLU())
    head = torch.nn.Linear(WIDTH, CLASSES)
    criterion = ISDALoss(CLASSES, head.in_features)
    optimiser = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.5)
    inputs, losses = torch.randn(40, 3), []
    labels = (inputs[:, 0] > 0).long() + 2 * (inputs[:, 1] > 0).long()
    for step in range(30):
        loss = criterion(body(inputs), head, labels, strength=strength_at(step, 30, 0.5))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]


@pytest.mark.parametrize("loss", LOSSES[1:])
def test_it_counts_while_it_trains_and_not_while_it_is_tested(batch, loss):
    criterion = made(loss)
    criterion(*batch, strength=0.5, generator=chance()).backward()
    assert criterion.covariance.counts.tolist() == [COUNT // CLASSES] * CLASSES
    assert batch[1].weight.grad.abs().sum() > 0
    criterion.eval()
    criterion(*batch, strength=0.5, generator=chance())
    assert criterion.covariance.counts.sum() == COUNT


def test_the_bound_lies_above_what_it_bounds(batch):
    bound = ISDALoss(CLASSES, WIDTH)(*batch, strength=1.0)
    drawn = ExplicitLoss(CLASSES, WIDTH, draws=4000)(*batch, strength=1.0, generator=chance())
    assert drawn < bound


@pytest.mark.parametrize("loss", [ExplicitLoss, RandomLoss])
def test_what_is_drawn_follows_from_the_generator(batch, loss):
    values = [made(loss)(*batch, strength=0.5, generator=chance(seed)).item() for seed in (1, 1, 2)]
    assert values[0] == values[1] != values[2]


@pytest.mark.parametrize("loss", [ExplicitLoss, RandomLoss])
def test_sigma_is_the_variance_of_the_difference_of_two_logits(batch, loss):
    features, head, labels = batch
    criterion = loss(CLASSES, WIDTH)
    criterion(*batch, strength=0.5, generator=chance())
    told = criterion.sigma2.item()
    criterion.eval()
    moved = []
    layer = torch.nn.Linear(WIDTH, CLASSES)
    layer.load_state_dict(head.state_dict())
    layer.register_forward_pre_hook(lambda _, inputs: moved.append(inputs[0]))
    criterion.draws = 4000
    criterion(features, layer, labels, strength=0.5, generator=chance())
    deltas = head(moved[0]).view(COUNT, 4000, CLASSES)
    differences = deltas - deltas.gather(2, labels[:, None, None].expand(COUNT, 4000, 1))
    wanted = differences.var(1).sum() / (COUNT * (CLASSES - 1))
    assert told == pytest.approx(wanted.item(), rel=0.05)


def test_the_bound_has_the_sigma_of_what_it_bounds(batch):
    found = []
    for loss in (ISDALoss, ExplicitLoss):
        criterion = loss(CLASSES, WIDTH)
        criterion(*batch, strength=0.5, generator=chance())
        found.append(criterion.sigma2)
    assert found[0] == found[1] > 0
    plain = PlainLoss()
    plain(*batch, strength=0.5)
    assert plain.sigma2 == 0


@pytest.mark.parametrize(
    "covariance",
    [DiagonalCovariance(CLASSES, WIDTH), LowRankCovariance(CLASSES, WIDTH, rank=2)],
)
def test_other_covariances_serve_as_well(batch, covariance):
    for loss in LOSSES[1:]:
        criterion = loss(CLASSES, WIDTH, covariance)
        assert criterion(*batch, strength=0.5, generator=chance()).isfinite()


def test_covariances_of_another_layer_are_refused():
    with pytest.raises(ValueError, match="covariances of"):
        ISDALoss(CLASSES, WIDTH + 1, DiagonalCovariance(CLASSES, WIDTH))


@pytest.mark.parametrize("loss", LOSSES[1:])
def test_a_negative_strength_is_refused(batch, loss):
    for strength in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="lambda"):
            made(loss)(*batch, strength=strength, generator=chance())
