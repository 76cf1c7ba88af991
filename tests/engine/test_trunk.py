import gc

import pytest
import torch

from dfi_studio.engine.trunk import Trunk, band_rows

LAYERS = ("conv1_1", "conv2_2", "conv3_1", "conv4_1", "conv5_1")
SIZES = [(48, 40), (47, 39), (97, 33), (33, 18)]


def value_and_gradient(features, target, picture):
    pixels = picture.clone().requires_grad_()
    value = sum((each - target[layer]).square().sum() for layer, each in features(pixels).items())
    return float(value.detach()), torch.autograd.grad(value, pixels)[0]


def problem(backbone, size, dtype):
    network = backbone.to(dtype)
    generator = torch.manual_seed(5)
    picture = torch.rand(1, 3, *size, dtype=dtype, generator=generator)
    target = {
        layer: torch.rand(each.shape, dtype=dtype, generator=generator)
        for layer, each in network(picture, LAYERS).items()
    }
    return network, picture, target


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rows", [0, 1, 16, 32])
def test_the_derivative_by_hand_is_autograds_whole_and_in_bands(backbone, size, rows):
    network, picture, target = problem(backbone, size, torch.float64)
    plain = value_and_gradient(lambda z: network(z, LAYERS), target, picture)
    trunk = Trunk(network, LAYERS, torch.float64, rows=rows)
    found = value_and_gradient(trunk, target, picture)
    assert found[0] == pytest.approx(plain[0], rel=1e-12)
    torch.testing.assert_close(found[1], plain[1], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [0, 16])
def test_in_bfloat16_it_is_a_little_off(backbone, rows):
    network, picture, target = problem(backbone, (48, 40), torch.float32)
    exact = value_and_gradient(lambda z: network(z, LAYERS), target, picture)
    trunk = Trunk(network, LAYERS, torch.bfloat16, rows=rows)
    found = value_and_gradient(trunk, target, picture)
    assert found[0] == pytest.approx(exact[0], rel=0.005)
    assert 0 < float((found[1] - exact[1]).norm()) < 0.15 * float(exact[1].norm())


def test_float32_is_the_backbones_to_rounding(backbone, picture):
    expected = backbone(picture, LAYERS)
    for layer, values in Trunk(backbone, LAYERS, torch.float32)(picture).items():
        torch.testing.assert_close(values, expected[layer], rtol=1e-4, atol=1e-5)


def test_it_runs_no_further_than_the_last_layer_and_taps_one_before_a_pooling(backbone, picture):
    found = Trunk(backbone, ("conv1_2",), torch.float32, rows=16)(picture)
    assert list(found) == ["conv1_2"]
    expected = backbone(picture, ("conv1_2",))["conv1_2"]
    torch.testing.assert_close(found["conv1_2"], expected)


def test_bands_keep_no_activation_but_what_goes_from_block_to_block(backbone):
    picture = torch.rand(1, 3, 512, 64).requires_grad_()
    layers = ("conv3_1",)
    held = {}
    for rows in (0, 64):
        gc.collect()
        before = {id(each) for each in gc.get_objects() if type(each) is torch.Tensor}
        found = Trunk(backbone, layers, torch.float32, rows=rows)(picture)
        now = [each for each in gc.get_objects() if type(each) is torch.Tensor]
        held[rows] = sum(each.numel() for each in now if id(each) not in before)
        del found, now
    assert held[64] < held[0]


def test_large_pictures_are_computed_in_bands_and_small_ones_whole():
    assert band_rows(torch.empty(1, 3, 200, 200)) == 0
    assert band_rows(torch.empty(1, 3, 200, 200), bands=True) > 0
    assert band_rows(torch.empty(1, 3, 2048, 2048)) > 0


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
@pytest.mark.parametrize("rows", [0, 16])
def test_a_gpu_computes_what_the_cpu_does(backbone, rows):
    network, picture, target = problem(backbone, (48, 40), torch.float32)
    expected = value_and_gradient(lambda z: network(z, LAYERS), target, picture)
    there = {layer: each.cuda() for layer, each in target.items()}
    trunk = Trunk(network.cuda(), LAYERS, torch.float32, rows=rows)
    found = value_and_gradient(trunk, there, picture.cuda())
    assert found[0] == pytest.approx(expected[0], rel=1e-2)
    torch.testing.assert_close(found[1].cpu(), expected[1], rtol=5e-2, atol=5e-2)
