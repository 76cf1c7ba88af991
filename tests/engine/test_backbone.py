import pytest
import torch

from dfi_studio.core.errors import UsageError, WeightsError
from dfi_studio.engine.backbone import VGG16, VGG19, Backbone, mean_activations


def test_layers_are_named_as_in_the_papers():
    assert len(VGG16.layers) == 13
    assert len(VGG19.layers) == 16
    assert VGG19.layers[:3] == ("conv1_1", "conv1_2", "conv2_1")
    assert VGG19.layers[-1] == "conv5_4"
    assert VGG19.shapes()["conv3_1.weight"] == (256, 128, 3, 3)


def test_features_have_the_sizes_that_the_blocks_give(backbone):
    found = backbone(torch.rand(2, 3, 50, 38), ("conv1_1", "conv3_1", "conv5_1"))
    assert {layer: tuple(each.shape) for layer, each in found.items()} == {
        "conv1_1": (2, 4, 50, 38),
        "conv3_1": (2, 16, 12, 9),
        "conv5_1": (2, 32, 3, 2),
    }


def test_features_are_taken_after_relu_and_scaled(backbone, picture):
    convolution = backbone.stack[0]
    normal = ((picture - backbone.mean) / backbone.deviation).flip(1)
    by_hand = torch.nn.functional.conv2d(normal, convolution.weight, convolution.bias, padding=1)
    found = backbone(picture, ("conv1_1",))["conv1_1"]
    torch.testing.assert_close(found, by_hand.relu() / 50.0)


def test_it_is_frozen(backbone):
    assert not any(each.requires_grad for each in backbone.parameters())
    assert not backbone.training


def test_unknown_layers_are_told_with_the_known_ones(backbone):
    with pytest.raises(UsageError, match=r"no layer conv9_9; it has conv1_1, .*conv5_3"):
        backbone.check(("conv3_1", "conv9_9"))


def test_weights_of_another_network_are_refused():
    weights = {name: torch.zeros(shape) for name, shape in VGG16.shapes().items()}
    weights["conv2_1.weight"] = torch.zeros(128, 32, 3, 3)
    with pytest.raises(WeightsError, match=r"\(128, 32, 3, 3\) for the weight of conv2_1"):
        Backbone(VGG16, weights)


def test_a_missing_bias_is_told():
    weights = {name: torch.zeros(shape) for name, shape in VGG16.shapes().items()}
    del weights["conv1_2.bias"]
    with pytest.raises(WeightsError, match="None for the bias of conv1_2"):
        Backbone(VGG16, weights)


def test_no_weights_at_all_are_told():
    with pytest.raises(WeightsError, match="hold no conv1_1"):
        Backbone(VGG16, {})


def test_a_network_may_end_early():
    kept = {
        name: torch.zeros(shape)
        for name, shape in VGG19.shapes().items()
        if name.startswith(("conv1", "conv2", "conv3"))
    }
    assert Backbone(VGG19, kept).layers[-1] == "conv3_4"


def test_scaled_by_its_mean_activations_every_layer_has_mean_one(backbone, picture):
    pictures = [picture, picture.flip(-1)[..., :30]]
    scales = mean_activations(backbone, pictures)
    weights = {}
    for name, index in backbone.taps.items():
        convolution = backbone.stack[index - 1]
        weights[f"{name}.weight"], weights[f"{name}.bias"] = convolution.weight, convolution.bias
    scaled = Backbone(backbone.architecture, weights, scales=scales)
    for layer in ("conv1_1", "conv3_1", "conv5_1"):
        means = [float(scaled(each, (layer,))[layer].mean()) for each in pictures]
        assert sum(means) / 2 == pytest.approx(1, rel=1e-3)
    # Measured on the scaled network they are the same: the scale is of the bare activations.
    assert mean_activations(scaled, pictures) == pytest.approx(scales, rel=1e-3)
