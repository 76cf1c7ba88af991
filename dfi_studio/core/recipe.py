"""What to compute, as plain values: the recipe of an edit.

A `Recipe` says which directions to move in and how far, in which feature space, and how carefully
to map back to pixels. It is hashable, goes to JSON and comes back equal, and holds no pixels: a
recipe and a photograph make a picture.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from dfi_studio.core.class_direction import ClassDirection as ClassDirection
from dfi_studio.core.errors import UsageError
from dfi_studio.core.feature_space import FeatureSpace as FeatureSpace
from dfi_studio.core.fill import Fill
from dfi_studio.core.framing import Framing as Framing
from dfi_studio.core.parameters import check_parameters, parameter
from dfi_studio.core.plain_json import check_kinds, loaded
from dfi_studio.core.quality import Quality as Quality
from dfi_studio.core.scaling import Scaling as Scaling  # part of what a recipe is written in


class Smoothing(StrEnum):
    """What total variation is taken of: R(z - x) or R(z)."""

    CHANGE = "change"
    """The change alone. What the photo had of grain and edges stays, and alpha 0 is the photo."""
    PICTURE = "picture"
    """The whole picture, as in the paper: the photo's own grain is smoothed away with the rest."""


_DRAFT_SIZE = 128
"""Smallest side of a draft in pixels: enough to tell one strength from another."""


@dataclass(frozen=True, slots=True)
class Solver:
    """How the reverse mapping is solved (Eq. 4 and 5 of the paper)."""

    tv: float = parameter(
        0.001,
        "Smoothness (TV)",
        "Weight of total variation on the 0..255 pixel scale; more gives smoother pictures.",
        hard=(0, 1000),
        soft=(1e-5, 1),
        unit="per squared grey level",
        logarithmic=True,
        decimals=5,
    )
    tv_beta: float = parameter(
        2.0,
        "TV exponent",
        "Exponent beta of total variation: 1 keeps edges, 2 spreads them evenly.",
        hard=(1, 4),
        soft=(1, 3),
    )
    iterations: int = parameter(
        100,
        "Iterations",
        "The most steps to take; the solver stops earlier once the picture has settled.",
        hard=(1, 10_000),
        soft=(10, 500),
        decimals=0,
    )
    smooth: Smoothing = Smoothing.CHANGE
    layer_weights: tuple[float, ...] = ()
    """Weight of each layer in the match, in the order of the layers; empty for equal weights."""

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)
        if any(not 0 <= weight < float("inf") for weight in self.layer_weights) or (
            self.layer_weights and sum(self.layer_weights) == 0
        ):
            raise UsageError("Layer weights must be zero or more, and not all of them zero.")

    @property
    def quality(self) -> Quality | None:
        """The word for the number of iterations; None where there is none for it."""
        return next((each for each in Quality if each.iterations == self.iterations), None)


@dataclass(frozen=True, slots=True)
class Contrast:
    """An attribute that two sets of pictures show: w = mean phi(target) - mean phi(source).

    Attributes
    ----------
    source, target : str
        Sets of pictures, as the user names them: a folder, or a text file of paths.
    k : int
        How many neighbours of the photo to take from each set; 0 takes the whole sets.
    scaling : Scaling
        How w is scaled.
    """

    source: str
    target: str
    k: int = parameter(
        100,
        "Neighbours (K)",
        "How many pictures most like the photo to take from each set; 0 takes them all.",
        hard=(0, 1_000_000),
        soft=(0, 500),
        decimals=0,
    )
    scaling: Scaling = Scaling.NONE

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)


@dataclass(frozen=True, slots=True)
class SavedAttribute:
    """An attribute that was learned before and saved to a file."""

    path: str


Attribute = Contrast | SavedAttribute | ClassDirection


@dataclass(frozen=True, slots=True)
class Direction:
    """One attribute and how far to move along it."""

    attribute: Attribute
    alpha: float = parameter(
        1.0,
        "Strength (alpha)",
        "How far to move: 0 is the photo, 1 the difference of the sets, negative the reverse.",
        hard=(-100, 100),
        soft=(-2, 4),
    )
    on: bool = True
    """Whether it takes part; one that does not keeps its place and its alpha."""
    orthogonal: bool = False
    """Whether what it shares with the directions above it is taken out of its vector first."""

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole edit: the sum of its directions is one reverse mapping."""

    directions: tuple[Direction, ...] = ()
    space: FeatureSpace = field(default_factory=FeatureSpace)
    solver: Solver = field(default_factory=Solver)
    fill: Fill | None = None
    """How to fill the pixels that a mask calls missing; None where none is."""
    feather: float = parameter(
        8.0,
        "Feather",
        "How far inside the border of its mask an edit fades in; 0 gives a hard border.",
        hard=(0, 1000),
        soft=(0, 100),
        unit="px of the photo",
        decimals=0,
    )
    framing: Framing = Framing.PHOTO
    """Where the faces of the sets are brought, of a photo whose face is edited."""
    match_colour: bool = False
    """Whether an edit takes the mean and spread of each colour channel of what it began from."""

    def __post_init__(self) -> None:
        """Refuse weights that do not match the layers, and a feather outside its limits."""
        check_parameters(self)
        weights, layers = self.solver.layer_weights, self.space.layers
        if weights and len(weights) != len(layers):
            raise UsageError(f"There are {len(weights)} layer weights for {len(layers)} layers.")

    @property
    def moving(self) -> tuple[Direction, ...]:
        """The directions that take part."""
        return tuple(each for each in self.directions if each.on)

    def draft(self) -> Self:
        """Return the recipe for a quick look: few iterations, and small where w can be small.

        Attribute files were learned for one size, so a recipe that uses one keeps its size.
        """
        files = any(isinstance(each.attribute, SavedAttribute) for each in self.moving)
        size = self.space.size if files else min(self.space.size, _DRAFT_SIZE)
        brief = self.at_most(Quality.DRAFT.iterations)
        return replace(brief, space=replace(self.space, size=size))

    def at_most(self, iterations: int) -> Self:
        """Return the recipe with no more iterations than these."""
        fewer = min(self.solver.iterations, iterations)
        return replace(self, solver=replace(self.solver, iterations=fewer))

    def at(self, alpha: float) -> Self:
        """Return the recipe with every direction at the same alpha."""
        moved = tuple(replace(direction, alpha=alpha) for direction in self.directions)
        return replace(self, directions=moved)

    def to_json(self) -> str:
        """Return the recipe as JSON text; `from_json` gives an equal recipe back."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a recipe from JSON text.

        Raises
        ------
        UsageError
            The text is not a recipe, or a number is outside its limits.
        """
        try:
            return cls.from_values(loaded(text))
        except ValueError as error:
            raise UsageError(f"This is not a recipe of DFI Studio: {error}.") from error

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read a recipe from what JSON text holds: the values of `dataclasses.asdict`.

        Raises
        ------
        UsageError
            The values are not a recipe, or a number is outside its limits.
        """
        try:
            recipe = cls(
                directions=tuple(_direction(each) for each in values["directions"]),
                space=FeatureSpace(**_tuples(values["space"])),
                solver=_solver(_tuples(values["solver"])),
                **_since_masks(values),
                **_since_faces(values),
            )
            check_kinds(recipe)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise UsageError(f"This is not a recipe of DFI Studio: {error}.") from error
        return recipe


def _direction(values: dict[str, Any]) -> Direction:
    return Direction(**{**values, "attribute": _attribute(dict(values["attribute"]))})


def _attribute(values: dict[str, Any]) -> Attribute:
    if "path" in values:
        return SavedAttribute(**values)
    if "move" in values:
        return ClassDirection.from_values(values)
    return Contrast(**{**values, "scaling": Scaling(values["scaling"])})


def _solver(values: dict[str, Any]) -> Solver:
    if "smooth" in values:
        values["smooth"] = Smoothing(values["smooth"])
    return Solver(**values)


def _since_masks(values: dict[str, Any]) -> dict[str, Any]:
    """Read what recipes hold since there are masks; an older one is filled up with defaults."""
    found = {"feather": values["feather"]} if "feather" in values else {}
    fill = values.get("fill")
    return found if fill is None else {**found, "fill": Fill.from_values(fill)}


def _since_faces(values: dict[str, Any]) -> dict[str, Any]:
    """Read what recipes hold since there are faces; an older one is filled up with defaults."""
    return {
        "framing": Framing(values.get("framing", Framing.PHOTO)),
        "match_colour": values.get("match_colour", False) is True,
    }


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    """JSON knows lists only; the recipe is hashable, so its sequences are tuples."""
    return {name: tuple(each) if isinstance(each, list) else each for name, each in values.items()}
