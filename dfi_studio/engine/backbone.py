"""The networks whose features are edited: the convolutions of VGG, by name of layer.

The definitions are torchvision's; only the convolutional part is kept, since the features end
there. Each layer's activation is divided by its mean over natural pictures, as in the authors'
"normalised" VGG: networks differ a hundredfold in the size of their activations, and with this
scale the same lambda_TV means the same in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dfi_studio.core.errors import UsageError, WeightsError
from dfi_studio.engine.vision import torchvision


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a network is before it has weights.

    Attributes
    ----------
    name : str
        As the user names it.
    plan : tuple of int or "M"
        Output channels of each convolution in order; "M" for a 2 x 2 maximum pooling.
    bgr : bool
        Whether the network was trained on blue-green-red pictures.
    mean, deviation : tuple of float
        What is taken from, and divides, each input channel, for red-green-blue pictures in 0..1.
    """

    name: str
    plan: tuple[int | str, ...]
    bgr: bool
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the convolutions, conv1_1 first."""
        names, block, index = [], 1, 1
        for entry in self.plan:
            if entry == "M":
                block, index = block + 1, 1
            else:
                names.append(f"conv{block}_{index}")
                index += 1
        return tuple(names)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of every tensor that the weights must hold."""
        found: dict[str, tuple[int, ...]] = {}
        channels = 3
        for name, width in zip(self.layers, self._widths(), strict=True):
            found[f"{name}.weight"] = (width, channels, 3, 3)
            found[f"{name}.bias"] = (width,)
            channels = width
        return found

    def _widths(self) -> list[int]:
        return [entry for entry in self.plan if isinstance(entry, int)]


def _plan(letter: str) -> tuple[int | str, ...]:
    """Return torchvision's plan up to the last convolution; nothing is read behind it."""
    return tuple(torchvision.models.vgg.cfgs[letter][:-1])


VGG19 = Architecture(
    "vgg19", _plan("E"), bgr=False, mean=(0.485, 0.456, 0.406), deviation=(0.229, 0.224, 0.225)
)
"""The paper's network. Input normalisation: `torchvision.models.VGG19_Weights`."""

VGG16 = Architecture(
    "vgg16",
    _plan("D"),
    bgr=True,
    # Grey levels in the order of the network, B G R, turned round here and put on 0..1.
    mean=(122.67892 / 255, 116.66877 / 255, 104.00699 / 255),
    deviation=(1 / 255, 1 / 255, 1 / 255),
)
"""The trunk of HED (Xie and Tu, ICCV 2015), a VGG-16 fine-tuned on natural photographs."""

ARCHITECTURES: Mapping[str, Architecture] = {each.name: each for each in (VGG16, VGG19)}


class Backbone(nn.Module):
    """A network with its weights, frozen, that returns scaled activations by name of layer.

    Parameters
    ----------
    architecture : Architecture
    weights : mapping of name to Tensor
        ``convB_I.weight`` (out, in, 3, 3) and ``convB_I.bias`` (out,), in the order of
        `Architecture.layers`; trailing layers may be absent.
    scales : mapping of layer to float
        Mean activation of each layer over natural pictures; 1 where a layer is not named.
    identity : str
        What names these very weights: a hash, or a word in tests.

    Raises
    ------
    WeightsError
        A tensor is missing or has the wrong shape.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self,
        architecture: Architecture,
        weights: Mapping[str, Tensor],
        *,
        scales: Mapping[str, float] | None = None,
        identity: str = "",
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.scales = dict(scales or {})
        self.identity = identity
        self.taps: dict[str, int] = {}
        self.stack = self._stack(weights)
        self.register_buffer("mean", torch.tensor(architecture.mean).view(3, 1, 1))
        self.register_buffer("deviation", torch.tensor(architecture.deviation).view(3, 1, 1))
        self.eval().requires_grad_(requires_grad=False)
        # A third faster on CPUs; torch's stubs do not know the argument.
        self.stack.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that can be tapped."""
        return tuple(self.taps)

    def _stack(self, weights: Mapping[str, Tensor]) -> nn.Sequential:
        layers: list[nn.Module] = []
        names = iter(self.architecture.layers)
        with torch.device("meta"):  # no memory is spent on values that are replaced at once
            made = torchvision.models.vgg.make_layers(list(self.architecture.plan))
        for layer in made:
            if isinstance(layer, nn.Conv2d):
                name = next(names)
                if f"{name}.weight" not in weights:
                    break
                self._fill(layer, name, weights)
                self.taps[name] = len(layers) + 1  # the ReLU that follows
            layers.append(layer)
        if not self.taps:
            raise WeightsError(f"The weights for {self.architecture.name} hold no conv1_1.")
        return nn.Sequential(*layers)

    def _fill(self, layer: nn.Conv2d, name: str, weights: Mapping[str, Tensor]) -> None:
        for part in ("weight", "bias"):
            wanted = tuple(getattr(layer, part).shape)
            found = tuple(weights[f"{name}.{part}"].shape) if f"{name}.{part}" in weights else None
            if found != wanted:
                raise WeightsError(
                    f"The weights for {self.architecture.name} have {found} for the {part} of "
                    f"{name}, but it must be {wanted}: this file is for another network."
                )
            setattr(layer, part, nn.Parameter(weights[f"{name}.{part}"].float()))

    def check(self, layers: Sequence[str]) -> None:
        """Raise `UsageError` where a layer is not one of this network's."""
        unknown = [name for name in layers if name not in self.taps]
        if unknown:
            raise UsageError(
                f"{self.architecture.name} has no layer {unknown[0]}; "
                f"it has {', '.join(self.taps)}."
            )

    def normalised(self, images: Tensor) -> Tensor:
        """Return pictures (N, 3, H, W), sRGB in 0..1, as the first convolution takes them."""
        x = (images - self.mean) / self.deviation
        if self.architecture.bgr:
            x = x.flip(1)
        return x.contiguous(memory_format=torch.channels_last)

    def forward(self, images: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the scaled activations, after ReLU, of the named layers.

        Parameters
        ----------
        images : Tensor, (N, 3, H, W)
            sRGB in 0..1.
        layers : sequence of str
            Any of `layers`; the network is run no further than the last of them.

        Returns
        -------
        dict of str to Tensor, (N, C, h, w)
            In the order of the network; h, w are H, W halved (and floored) once a block.
        """
        wanted = {self.taps[name]: name for name in layers}
        x = self.normalised(images)
        found: dict[str, Tensor] = {}
        for index in range(max(wanted) + 1):
            x = self.stack[index](x)
            if index in wanted:
                found[wanted[index]] = x / self.scales.get(wanted[index], 1.0)
        return found


def mean_activations(backbone: Backbone, pictures: Sequence[Tensor]) -> dict[str, float]:
    """Measure the feature scale: each layer's mean activation over pictures (1, 3, H, W).

    The means of the pictures count equally, whatever their sizes. Four significant digits are
    kept, so that every machine finds the same numbers.
    """
    unscaled = {name: backbone.scales.get(name, 1.0) for name in backbone.layers}
    totals = dict.fromkeys(backbone.layers, 0.0)
    with torch.inference_mode():
        for picture in pictures:
            for name, activation in backbone(picture, backbone.layers).items():
                totals[name] += float(activation.double().mean()) * unscaled[name]
    return {name: float(f"{total / len(pictures):.4g}") for name, total in totals.items()}
