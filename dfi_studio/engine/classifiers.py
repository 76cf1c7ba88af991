"""Networks that tell classes apart: what comes before the last layer, and that linear layer.

A small residual network (He et al., CVPR 2016) for pictures of 32 to 64 pixels, quick enough for a
CPU, and those of torchvision. Their weights are drawn anew; no file is read.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from dfi_studio.core.errors import UsageError
from dfi_studio.engine.vision import torchvision

SMALL = "small"
"""Name of the network of our own."""

_WIDTHS = (16, 32, 64, 256)  # the last is A: the first three are where the time goes
_COARSE_ABOVE = 40  # pixels: larger pictures are halved by the first convolution


class Classifier(nn.Module):
    """A network and its last layer.

    Parameters
    ----------
    body : nn.Module
        Pictures (N, 3, H, W) to features (N, A).
    head : nn.Linear
        Features to logits, (N, C).
    """

    def __init__(self, body: nn.Module, head: nn.Linear) -> None:
        super().__init__()
        self.body, self.head = body, head

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the features; losses apply the head themselves."""
        found: object = self.body(pictures)
        if not isinstance(found, Tensor):  # googlenet, which has other outputs while it is trained
            raise _headless("whose training was asked for")
        return found


class _Block(nn.Module):
    """Two convolutions and the way around them."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, width, 3, 2, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)
        self.around = nn.Conv2d(channels, width, 1, 2, bias=False)
        self.around_norm = nn.BatchNorm2d(width)

    def forward(self, values: Tensor) -> Tensor:
        inner = functional.relu(self.first_norm(self.first(values)))
        inner = self.second_norm(self.second(inner))
        return functional.relu(inner + self.around_norm(self.around(values)))


def small_resnet(classes: int, size: int) -> Classifier:
    """Return a residual network of ten layers, A = 256, for pictures of `size` pixels."""
    stride = 2 if size > _COARSE_ABOVE else 1
    first = _WIDTHS[0]
    layers: list[nn.Module] = [
        nn.Conv2d(3, first, 3, stride, 1, bias=False),
        nn.BatchNorm2d(first),
        nn.ReLU(),
    ]
    for channels, width in zip((first, *_WIDTHS), _WIDTHS, strict=False):
        layers.append(_Block(channels, width))
    body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
    for module in body.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    return Classifier(body, nn.Linear(_WIDTHS[-1], classes))


def classifier(name: str, classes: int, size: int) -> Classifier:
    """Return a network by its name, its weights drawn from torch's generator.

    Parameters
    ----------
    name : str
        `SMALL`, or one of torchvision's, such as ``resnet18``.
    classes : int
        C.
    size : int
        Of the pictures, in pixels.

    Raises
    ------
    UsageError
        There is no such network, or it does not end in a linear layer.
    """
    if name == SMALL:
        return small_resnet(classes, size)
    if name not in torchvision.models.list_models(torchvision.models):
        raise UsageError(f"There is no network {name}; choose {SMALL}, resnet18 or resnet50.")
    network = torchvision.models.get_model(name, weights=None, num_classes=classes)
    return with_head(network, name, size)


def with_head(network: nn.Module, name: str, size: int) -> Classifier:
    """Part any network from its last layer.

    Parameters
    ----------
    network : nn.Module
        Its last layer is taken out of it.
    name : str
        For the sentence of the error.
    size : int
        Of the pictures that it is for, in pixels.

    Raises
    ------
    UsageError
        It does not end in a linear layer, or cannot take pictures of that size.
    """
    places = [(place, each) for place, each in network.named_modules() if not list(each.children())]
    place, head = next(
        ((where, each) for where, each in reversed(places) if list(each.parameters())),
        ("", network),
    )
    whole = _seen(network, size)
    if not isinstance(head, nn.Linear) or whole is None:
        raise _headless(name)
    parent, _, own = place.rpartition(".")
    setattr(network.get_submodule(parent), own, nn.Identity())
    features = _seen(network, size)
    found = Classifier(network, head)
    if (
        features is None
        or features.shape != (1, head.in_features)
        or not torch.equal(head(features), whole)
    ):
        raise _headless(name)
    return found


@torch.no_grad()
def _seen(network: nn.Module, size: int) -> Tensor | None:
    """Return what a network makes of a picture; None where that is nothing it can be used for."""
    was = network.training
    network.eval()
    try:
        found = network(torch.linspace(-1, 1, 3 * size * size).view(1, 3, size, size))
    except (RuntimeError, AssertionError, ValueError):  # pooled to nothing, or of one size only
        return None
    finally:
        network.train(was)
    return found if isinstance(found, Tensor) and found.ndim == 2 else None


def _headless(name: str) -> UsageError:
    return UsageError(
        f"The network {name} does not end in a linear layer on pictures of this size, which ISDA "
        f"needs; choose {SMALL} or one of the ResNets, such as resnet18."
    )
