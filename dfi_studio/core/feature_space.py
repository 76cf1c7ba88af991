"""Where features live: the network, its layers, and the size of what it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import check_parameters, parameter

PAPER_LAYERS = ("conv3_1", "conv4_1", "conv5_1")
"""The layers whose features the paper concatenates (Upchurch et al. 2017, section 4)."""

LARGEST_SIZE = 2048
"""The largest working size, in pixels; a photo need never be opened at a larger one."""


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Where features live; two attribute vectors can be added only in one and the same space.

    Attributes
    ----------
    backbone : str
        Name of the network.
    layers : tuple of str
        Convolutions whose activations, after ReLU, make up phi.
    size : int
        The smallest side, in pixels, at which pictures are shown to the network.
    """

    backbone: str = "vgg16"
    layers: tuple[str, ...] = PAPER_LAYERS
    size: int = parameter(
        200,
        "Size",
        "Smallest side of the working picture; more shows finer detail and takes longer.",
        hard=(32, LARGEST_SIZE),
        soft=(64, 512),
        unit="px",
        decimals=0,
    )

    def __post_init__(self) -> None:
        """Refuse a space without layers, with one twice, or of an impossible size."""
        check_parameters(self)
        if not self.layers or len(set(self.layers)) != len(self.layers):
            raise UsageError("Name at least one layer, and each layer once, such as conv3_1.")
