import pytest
import torch

from dfi_studio.engine.backbone import VGG16, VGG19
from dfi_studio.engine.receptive import Field, fields

LAYERS = ("conv1_1", "conv2_2", "conv3_1", "conv4_1", "conv5_1")


def test_the_fields_of_vgg_are_the_known_ones():
    """Widths 10, 24, 60, 132 pixels: the usual tables for VGG-16."""
    found = fields(VGG16)
    widths = {layer: each.stride + 2 * each.reach for layer, each in found.items()}
    assert widths["conv2_1"] == 10
    assert widths["conv3_1"] == 24
    assert widths["conv4_1"] == 60
    assert widths["conv5_1"] == 132
    assert fields(VGG19)["conv4_1"] == Field(8, 30)


@pytest.mark.parametrize("place", [(0, 0), (23, 17), (47, 39), (30, 39)])
def test_reached_cells_are_those_whose_gradient_is_not_zero(backbone, place):
    picture = torch.rand(1, 3, 48, 40, generator=torch.manual_seed(0), dtype=torch.float64)
    region = torch.zeros(48, 40, dtype=torch.bool)
    region[place] = True
    precise = backbone.double()
    for layer in LAYERS:
        reached = fields(backbone.architecture)[layer].reached(region)
        linear = torch.autograd.functional.jvp(
            lambda image, layer=layer: linearised(precise, image, layer),
            picture,
            region.double().expand_as(picture),
        )[1]
        assert reached.shape == linear.shape[-2:]
        assert torch.equal(linear[0].sum(dim=0) > 0, reached)


def linearised(backbone, image, layer):
    """The network with positive weights, mean pooling and no threshold: nothing cancels."""
    x = image
    for index in range(backbone.taps[layer]):
        module = backbone.stack[index]
        if isinstance(module, torch.nn.Conv2d):
            x = torch.nn.functional.conv2d(x, module.weight.abs(), padding=1)
        elif isinstance(module, torch.nn.MaxPool2d):
            x = torch.nn.functional.avg_pool2d(x, 2)
    return x
