"""How missing pixels are filled, as plain values: the part of a recipe that masks ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from dfi_studio.core.parameters import check_parameters, parameter
from dfi_studio.core.scaling import Scaling


class Blend(StrEnum):
    """How what was solved meets what was there."""

    FEATHER = "feather"
    """Faded in from the border, over a smooth continuation of the surroundings."""
    GRADIENT = "gradient"
    """Its gradients are kept, and its colours moved until they meet the border: no seam at all."""


class Colours(StrEnum):
    """Where the colours of a filling come from."""

    NEIGHBOURS = "neighbours"
    """The mean of the neighbours, met to the border; the solver moves brightness alone."""
    SOLVED = "solved"
    """The solver, as in the paper: deep layers say little about colour, and it drifts."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Missing pixels as the pictures of a set have them there (paper, section 4.2, figure 4).

    Attributes
    ----------
    pictures : str
        The set, as the user names it.
    scaling : Scaling
        How w, from the masked neighbours to the same unmasked, is scaled. The authors fill with
        `BETA` and alpha 2.8, but alpha then means as much as mean(w^2) lets it: for our
        activations that is 0.3 to 0.45 for a hole of a sixteenth of a face, by which 2.8 would
        be seven times the difference of the means. Plain alpha 1 is that difference anywhere.
    colours : Colours
    blend : Blend
    feather : float
        For `Blend.FEATHER`.
    """

    pictures: str
    k: int = parameter(
        100,
        "Neighbours (K)",
        "How many pictures most like the photo, masked alike, to learn from.",
        hard=(2, 1_000_000),
        soft=(2, 500),
        decimals=0,
    )
    alpha: float = parameter(
        1.0,
        "Strength (alpha)",
        "How far to move from masked to unmasked: 1 is what the neighbours have, more is bolder.",
        hard=(-100, 100),
        soft=(0, 4),
    )
    scaling: Scaling = Scaling.NONE
    start: int = parameter(
        20,
        "Start from",
        "How many of the nearest neighbours are averaged to begin with; more begins smoother.",
        hard=(1, 1_000_000),
        soft=(1, 100),
        decimals=0,
    )
    tv: float = parameter(
        0.02,
        "Smoothness (TV)",
        "Weight of total variation of the change from that start; more gives a smoother filling.",
        hard=(0, 1000),
        soft=(1e-4, 1),
        unit="per squared grey level",
        logarithmic=True,
        decimals=5,
    )
    colours: Colours = Colours.NEIGHBOURS
    blend: Blend = Blend.GRADIENT
    feather: float = parameter(
        8.0,
        "Feather",
        "How far inside the border the filling fades in.",
        hard=(0, 1000),
        soft=(0, 100),
        unit="px of the photo",
        decimals=0,
    )

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read from the values of `dataclasses.asdict`; raises what Python does on others."""
        named: dict[str, Any] = {
            "scaling": Scaling(values["scaling"]),
            "colours": Colours(values["colours"]),
            "blend": Blend(values["blend"]),
        }
        return cls(**{**values, **named})
