import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from dfi_studio.engine.covariance import DiagonalCovariance, FullCovariance, LowRankCovariance
from dfi_studio.engine.isda import (
    augmented_logits,
    explicit_loss,
    isda_loss,
    random_loss,
    strength_at,
)

CLASSES, WIDTH, COUNT = 4, 6, 24


@pytest.fixture
def problem():
    torch.manual_seed(0)
    features = torch.randn(COUNT, WIDTH, dtype=torch.float64)
    labels = torch.randint(CLASSES, (COUNT,))
    head = torch.nn.Linear(WIDTH, CLASSES).double()
    covariance = FullCovariance(CLASSES, WIDTH, dtype=torch.float64)
    covariance.update(torch.randn(200, WIDTH) * torch.rand(WIDTH), torch.arange(200) % CLASSES)
    return features, head, labels, covariance


def noise(draws, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(COUNT, draws, WIDTH, generator=generator, dtype=torch.float64)


def test_the_bound_is_that_of_the_formula(problem):
    """Eq. 6, written out sample by sample."""
    features, head, labels, covariance = problem
    terms = []
    for a, y in zip(features, labels, strict=True):
        total = 0
        for j in range(CLASSES):
            v = head.weight[j] - head.weight[y]
            s = v @ a + (head.bias[j] - head.bias[y])
            total = total + torch.exp(s + 0.35 * v @ covariance.covariances[y] @ v)
        terms.append(torch.log(total))
    wanted = torch.stack(terms).mean()
    found = isda_loss(features, head, labels, covariance, strength=0.7)
    torch.testing.assert_close(found, wanted, rtol=1e-9, atol=0)


def test_without_strength_or_spread_it_is_the_cross_entropy(problem):
    features, head, labels, covariance = problem
    plain = functional.cross_entropy(head(features), labels)
    assert isda_loss(features, head, labels, covariance, strength=0) == plain
    flat = FullCovariance(CLASSES, WIDTH, dtype=torch.float64)
    assert isda_loss(features, head, labels, flat, strength=2) == plain


@pytest.mark.parametrize("strength", [0.1, 0.5, 1.0])
def test_it_bounds_what_it_stands_for(problem, strength):
    features, head, labels, covariance = problem
    bound = isda_loss(features, head, labels, covariance, strength=strength)
    drawn = explicit_loss(
        features, head, labels, covariance, strength=strength, noise=noise(2000, 1)
    )
    plain = functional.cross_entropy(head(features), labels)
    assert plain < drawn <= bound + 1e-3


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9_999), strength=st.floats(0, 2))
def test_it_bounds_whatever_the_network(seed, strength):
    """Jensen's inequality holds for the mean over all draws: of many, within their own spread."""
    generator = torch.Generator().manual_seed(seed)
    features, weight, spread = (
        torch.randn(*shape, generator=generator, dtype=torch.float64)
        for shape in ((COUNT, WIDTH), (CLASSES, WIDTH), (60, WIDTH))
    )
    labels = torch.randint(CLASSES, (COUNT,), generator=generator)
    covariance = FullCovariance(CLASSES, WIDTH, dtype=torch.float64)
    covariance.update(spread, torch.arange(60) % CLASSES)
    head = _Layer(weight, torch.zeros(CLASSES, dtype=torch.float64))
    bound = isda_loss(features, head, labels, covariance, strength=strength)
    drawn = torch.stack(
        [
            explicit_loss(
                features,
                head,
                labels,
                covariance,
                strength=strength,
                noise=noise(200, 10 * seed + at),
            )
            for at in range(10)
        ]
    )
    assert drawn.mean() <= bound + 4 * drawn.std() / 10**0.5 + 1e-9


def test_many_draws_agree_with_each_other(problem):
    features, head, labels, covariance = problem
    found = [
        explicit_loss(
            features, head, labels, covariance, strength=0.5, noise=noise(4000, seed)
        ).item()
        for seed in (1, 2)
    ]
    assert found[0] == pytest.approx(found[1], rel=5e-3)


def test_random_directions_are_as_long_and_mean_nothing(problem):
    features, head, labels, covariance = problem
    found = random_loss(features, head, labels, covariance, strength=0.5, noise=noise(2000, 0))
    round_ = FullCovariance(CLASSES, WIDTH, dtype=torch.float64)
    round_.counts += 1
    for label in range(CLASSES):
        round_.covariances[label] = torch.eye(WIDTH) * covariance.trace(label) / WIDTH
    wanted = explicit_loss(features, head, labels, round_, strength=0.5, noise=noise(2000, 1))
    assert found.item() == pytest.approx(wanted.item(), rel=1e-2)


@pytest.mark.parametrize("kind", ["full", "diagonal", "low rank"])
def test_its_derivative_is_right(problem, kind):
    features, head, labels, covariance = problem
    if kind != "full":
        other = (
            DiagonalCovariance(CLASSES, WIDTH, dtype=torch.float64)
            if kind == "diagonal"
            else LowRankCovariance(CLASSES, WIDTH, rank=3, dtype=torch.float64)
        )
        other.update(torch.randn(50, WIDTH), torch.arange(50) % CLASSES)
        covariance = other
    features.requires_grad_()

    def loss(features, weight, bias):
        return isda_loss(features, _Layer(weight, bias), labels, covariance, strength=0.5)

    weight = head.weight.detach().requires_grad_()
    bias = head.bias.detach().requires_grad_()
    assert torch.autograd.gradcheck(loss, (features, weight, bias))


class _Layer:
    """A linear layer of given tensors, so that gradcheck may move them."""

    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def __call__(self, features):
        return functional.linear(features, self.weight, self.bias)


@pytest.mark.parametrize("loss", [explicit_loss, random_loss])
def test_the_derivative_of_draws_is_right(problem, loss):
    features, head, labels, covariance = problem
    parts = (each.detach().requires_grad_() for each in (features, head.weight, head.bias))

    def value(features, weight, bias):
        layer = _Layer(weight, bias)
        return loss(features, layer, labels, covariance, strength=0.5, noise=noise(3, 0))

    assert torch.autograd.gradcheck(value, tuple(parts))


@pytest.mark.parametrize("loss", [explicit_loss, random_loss])
def test_draws_of_no_strength_are_the_cross_entropy(problem, loss):
    features, head, labels, covariance = problem
    plain = functional.cross_entropy(head(features), labels)
    found = loss(features, head, labels, covariance, strength=0, noise=noise(3, 0))
    torch.testing.assert_close(found, plain)


@given(st.integers(1, 30), st.integers(0, 99))
def test_grouping_by_class_changes_nothing(count, seed):
    """The authors' formulation: one quadratic form a sample."""
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(count, WIDTH, generator=generator)
    labels = torch.randint(CLASSES, (count,), generator=generator)
    head, covariance = torch.nn.Linear(WIDTH, CLASSES), FullCovariance(CLASSES, WIDTH)
    covariance.update(features, labels)
    directions = head.weight[None] - head.weight[labels][:, None]
    wanted = torch.einsum("nca,nab,ncb->nc", directions, covariance.covariances[labels], directions)
    found = augmented_logits(features, head, labels, covariance, strength=2.0) - head(features)
    torch.testing.assert_close(found, wanted, atol=1e-5, rtol=1e-5)


def test_the_strength_grows_evenly():
    assert [strength_at(step, 4, 0.5) for step in range(5)] == [0, 0.125, 0.25, 0.375, 0.5]
    for bad in ((1, 4, -0.1), (5, 4, 0.5), (-1, 4, 0.5), (0, 0, 0.5)):
        with pytest.raises(ValueError, match=r"lambda|step"):
            strength_at(*bad)


def test_a_negative_strength_is_refused(problem):
    features, head, labels, covariance = problem
    with pytest.raises(ValueError, match="lambda"):
        isda_loss(features, head, labels, covariance, strength=-1)
    for loss in (explicit_loss, random_loss):
        with pytest.raises(ValueError, match="lambda"):
            loss(features, head, labels, covariance, strength=-1, noise=noise(2, 0))
