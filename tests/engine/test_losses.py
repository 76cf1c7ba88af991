import pytest
import torch

from dfi_studio.engine.losses import feature_match, total_variation


def test_total_variation_of_a_step_counted_by_hand():
    image = torch.zeros(1, 1, 3, 3)
    image[..., :, 2] = 1 / 255  # one grey level, at the last column
    # Of the four pixels with both forward neighbours, two have a neighbour one level higher.
    assert float(total_variation(image, 2)) == pytest.approx(2)
    assert float(total_variation(image, 1)) == pytest.approx(2, abs=1e-2)


def test_total_variation_of_a_corner_joins_both_directions():
    image = torch.zeros(1, 1, 2, 2)
    image[..., 0, 0] = 3 / 255
    assert float(total_variation(image, 2)) == pytest.approx(18)
    assert float(total_variation(image, 1)) == pytest.approx(18**0.5, rel=1e-5)
    assert float(total_variation(image, 4)) == pytest.approx(18**2, rel=1e-5)


@pytest.mark.parametrize("beta", [1.0, 1.5, 2.0, 3.0])
def test_total_variation_has_the_right_gradient(beta):
    image = torch.rand(1, 3, 5, 4, generator=torch.manual_seed(0), dtype=torch.float64)
    image.requires_grad_()
    assert torch.autograd.gradcheck(lambda z: total_variation(z / 255, beta), image)


def test_flat_regions_have_a_finite_gradient():
    image = torch.full((1, 3, 4, 4), 0.5, requires_grad=True)
    (gradient,) = torch.autograd.grad(total_variation(image, 1.0), image)
    assert bool(gradient.isfinite().all())


def test_match_is_half_the_weighted_squared_distance():
    found = {"a": torch.tensor([1.0, 2.0]), "b": torch.tensor([0.0])}
    wanted = {"a": torch.tensor([3.0, 2.0]), "b": torch.tensor([4.0])}
    terms = feature_match(found, wanted, {"a": 0.25, "b": 0.75})
    assert {layer: float(term) for layer, term in terms.items()} == {"a": 0.5, "b": 6.0}
