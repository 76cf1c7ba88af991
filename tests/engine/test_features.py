import pytest
import torch

from dfi_studio.engine.features import cosine_distance


def both(a, b):
    return {"conv3_1": a, "conv4_1": b}


def test_distance_is_that_of_the_flattened_vectors():
    generator = torch.manual_seed(0)
    one = both(torch.rand(1, 2, 4, 4, generator=generator), torch.rand(1, 3, 2, 2))
    many = both(torch.rand(5, 2, 4, 4, generator=generator), torch.rand(5, 3, 2, 2))
    flat = torch.cat([each.flatten(1) for each in one.values()], dim=1).double()
    flats = torch.cat([each.flatten(1) for each in many.values()], dim=1).double()
    expected = 1 - torch.nn.functional.cosine_similarity(flat, flats)
    torch.testing.assert_close(cosine_distance(one, many), expected, rtol=1e-5, atol=1e-7)


def test_distance_ignores_length_and_is_zero_for_the_picture_itself():
    one = both(torch.rand(1, 2, 4, 4), torch.rand(1, 3, 2, 2))
    many = {layer: torch.cat([values, 7 * values]) for layer, values in one.items()}
    assert cosine_distance(one, many).tolist() == pytest.approx([0, 0], abs=1e-6)


def test_a_black_picture_has_a_distance_too():
    one = both(torch.zeros(1, 2, 4, 4), torch.zeros(1, 3, 2, 2))
    assert bool(cosine_distance(one, one).isfinite().all())
