import pytest
import torch
from torch import nn

from dfi_studio.core.errors import UsageError
from dfi_studio.engine.classifiers import classifier, small_resnet, with_head


@pytest.mark.parametrize("size", [16, 32, 40, 64])
def test_the_small_network_takes_small_pictures(size):
    network = small_resnet(5, size)
    features = network(torch.zeros(2, 3, size, size))
    assert features.shape == (2, 256)
    assert network.head(features).shape == (2, 5)


def test_those_of_torchvision_are_parted_from_their_last_layer():
    network = classifier("resnet18", 7, 32)
    assert (network.head.in_features, network.head.out_features) == (512, 7)
    assert network.eval()(torch.zeros(2, 3, 32, 32)).shape == (2, 512)


def test_equal_chance_gives_equal_weights():
    networks = []
    for _ in range(2):
        torch.manual_seed(3)
        networks.append(classifier("small", 2, 32).state_dict())
    assert all(torch.equal(value, networks[1][name]) for name, value in networks[0].items())


class _Own(nn.Module):
    """Anybody's network: a linear layer among others, the last by use, not by name."""

    def __init__(self, last: nn.Module, after: nn.Module | None = None) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 4))
        self.last, self.after = last, after or nn.Identity()

    def forward(self, pictures):
        return self.after(self.last(self.inner(pictures)))


def test_anybodys_network_serves():
    network = _Own(nn.Linear(4, 2))
    wanted = network.eval()(torch.ones(1, 3, 8, 8))
    found = with_head(network, "own", 8)
    assert torch.equal(found.head(found(torch.ones(1, 3, 8, 8))), wanted)


@pytest.mark.parametrize(
    "network",
    [
        _Own(nn.LayerNorm(4)),
        _Own(nn.Linear(4, 2), nn.Softmax(1)),
        nn.Sequential(nn.Conv2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        nn.Identity(),
    ],
)
def test_a_network_without_a_linear_head_is_refused(network):
    with pytest.raises(UsageError, match="network own does not end in a linear layer"):
        with_head(network, "own", 8)


def test_one_of_torchvision_without_a_linear_head_is_refused():
    with pytest.raises(UsageError, match="squeezenet1_1 does not end in a linear layer"):
        classifier("squeezenet1_1", 3, 64)


def test_a_network_that_there_is_not_is_told():
    with pytest.raises(UsageError, match="no network resnet19; choose small"):
        classifier("resnet19", 3, 64)
