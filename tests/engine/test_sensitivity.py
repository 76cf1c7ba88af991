import pytest
import torch

from dfi_studio.engine.lbfgs import Box, minimise
from dfi_studio.engine.sensitivity import sensitivity


def linear(weights):
    """Features that answer to each pixel with a weight of its own."""
    return lambda image: {"one": image * weights, "other": image[:, :1] * weights}


def test_it_is_the_diagonal_of_the_squared_derivative_around_each_pixel():
    weights = torch.ones(1, 1, 64, 64, dtype=torch.float64)
    weights[..., 32:] = 3.0
    found = sensitivity(linear(weights), torch.rand(1, 3, 64, 64, dtype=torch.float64))
    left, right = found[..., :20].mean(), found[..., 44:].mean()
    assert found.shape == (1, 1, 64, 64)
    assert float(found.mean()) == pytest.approx(1.0)
    assert float(right / left) == pytest.approx(9.0, rel=0.1)  # signs are drawn: not exact


def test_what_nothing_answers_to_is_not_taken_for_infinitely_free():
    weights = torch.zeros(1, 1, 40, 40)
    assert torch.equal(sensitivity(linear(weights), torch.rand(1, 3, 40, 40)), weights + 1)
    weights[..., :2] = 1.0
    assert float(sensitivity(linear(weights), torch.rand(1, 3, 40, 40)).min()) == pytest.approx(
        0.05
    )


def test_the_same_photo_gives_the_same(backbone, picture):
    def features(image):
        return backbone(image, ("conv3_1", "conv4_1"))

    assert torch.equal(sensitivity(features, picture), sensitivity(features, picture))


def test_in_a_preconditioner_it_saves_evaluations():
    size = (1, 3, 64, 64)
    weights = torch.exp(torch.linspace(0, 3, 64)).expand(1, 1, 64, 64)
    goal, features = torch.full(size, 0.6), linear(weights)

    def evaluate(point):
        image = point.view(size).requires_grad_()
        value = sum((values.square()).sum() for values in features(image - goal).values())
        (gradient,) = torch.autograd.grad(value, image)
        return float(value.detach()), gradient.reshape(-1)

    def evaluations(initial):
        start, box = torch.full((3 * 64 * 64,), 0.4), Box(0.0, 1.0)
        for found in minimise(evaluate, start, box=box, first_step=0.05, initial=initial):
            if found.value < 1e-3:
                break
        return found.evaluations

    gain = sensitivity(features, torch.full(size, 0.4)).expand(size).reshape(-1)
    assert 1.5 * evaluations(lambda gradient: gradient / gain) < evaluations(torch.clone)
