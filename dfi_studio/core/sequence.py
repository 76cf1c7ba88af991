"""A film of an edit, as plain values: how the numbers of a recipe move over time.

A `Sequence` and a recipe make the recipe of every frame. Frames that are shown again, on the way
back or while the film holds still, are told apart from those that have to be solved.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import Any, Self

from dfi_studio.core.errors import UsageError
from dfi_studio.core.keyframes import Curve as Curve
from dfi_studio.core.keyframes import Easing as Easing
from dfi_studio.core.keyframes import Key as Key
from dfi_studio.core.parameters import check_parameters, parameter, parameters
from dfi_studio.core.plain_json import check_kinds, loaded
from dfi_studio.core.recipe import Direction, Recipe, Solver

_DECIMALS = 9
"""Strengths are rounded to so many, by which keys that mirror each other give equal frames."""
_LONGEST = 1001
"""Denominator of a frame rate: 30000/1001 is the finest one in use."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """How a recipe moves, and how long each of its pictures is seen.

    Attributes
    ----------
    alphas : tuple of Curve
        Of the strength of each direction, in the order of the recipe; one without keys, or left
        out at the end, stays at the recipe's.
    tv : Curve
        Of lambda, in equal factors.
    ping_pong : bool
        Whether it goes back the same way. The first frame is not shown again at the end, nor the
        last one twice, so that it repeats without a halt.
    """

    alphas: tuple[Curve, ...] = ()
    tv: Curve = field(default_factory=Curve)
    frames: int = parameter(
        48,
        "Frames",
        "How many pictures lead from the first to the last key; more moves more slowly.",
        hard=(1, 10_000),
        soft=(2, 240),
        decimals=0,
    )
    fps: float = parameter(
        24.0,
        "Frames per second",
        "How many frames are seen in a second; more moves faster.",
        hard=(0.1, 240),
        soft=(1, 60),
        unit="per second",
        decimals=3,
    )
    hold_first: int = parameter(
        0,
        "Hold the first",
        "How many frames longer the first one is seen.",
        hard=(0, 10_000),
        soft=(0, 48),
        unit="frames",
        decimals=0,
    )
    hold_last: int = parameter(
        0,
        "Hold the last",
        "How many frames longer the last one is seen.",
        hard=(0, 10_000),
        soft=(0, 48),
        unit="frames",
        decimals=0,
    )
    ping_pong: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits, those of keys included."""
        check_parameters(self)
        if not all(
            isinstance(each, int) for each in (self.frames, self.hold_first, self.hold_last)
        ):
            raise UsageError("The frames of a sequence, and those held, must be whole numbers.")
        alpha, tv = parameters(Direction)["alpha"], parameters(Solver)["tv"]
        for each in (each for curve in self.alphas for each in curve.keys):
            alpha.check(each.value)
        for each in self.tv.keys:
            tv.check(each.value)
            if each.value == 0:
                raise UsageError(
                    f"{tv.label} moves in equal factors, so its keys must be more than 0."
                )

    @property
    def rate(self) -> Fraction:
        """Frames per second, as an exact number: 23.976 is what is written, 2997/125."""
        return Fraction(self.fps).limit_denominator(_LONGEST)

    @property
    def length(self) -> int:
        """How many frames are seen."""
        return len(self.steps)

    @property
    def duration(self) -> Fraction:
        """How long it is seen, in seconds, exactly."""
        return self.length / self.rate

    @property
    def steps(self) -> tuple[int, ...]:
        """Which of `frames` steps along the timeline each frame that is seen stands at."""
        last = self.frames - 1
        there = [*[0] * self.hold_first, *range(self.frames), *[last] * self.hold_last]
        back = range(last - 1, 0, -1) if self.ping_pong else ()
        return (*there, *back)

    def at(self, recipe: Recipe, place: float) -> Recipe:
        """Return the recipe at a place on the timeline, 0..1.

        Raises
        ------
        UsageError
            There are more curves than directions.
        """
        if len(self.alphas) > len(recipe.directions):
            raise UsageError(
                f"The sequence moves {len(self.alphas)} attributes, but the recipe has "
                f"{len(recipe.directions)}."
            )
        still = (Curve(),) * (len(recipe.directions) - len(self.alphas))
        moved = tuple(
            _at(direction, curve, place)
            for direction, curve in zip(recipe.directions, self.alphas + still, strict=True)
        )
        tv = self.tv.value(place, logarithmic=True)
        solver = recipe.solver if tv is None else replace(recipe.solver, tv=float(tv))
        return replace(recipe, directions=moved, solver=solver)

    def recipes(self, recipe: Recipe) -> tuple[Recipe, ...]:
        """Return the recipes to solve, each once, in the order in which they are first seen.

        Raises
        ------
        UsageError
            There are more curves than directions.
        """
        return tuple(dict.fromkeys(self._along(recipe)))

    def order(self, recipe: Recipe) -> tuple[int, ...]:
        """Return, of each frame that is seen, the place of its recipe among `recipes`.

        Raises
        ------
        UsageError
            There are more curves than directions.
        """
        along = self._along(recipe)
        places = {each: place for place, each in enumerate(dict.fromkeys(along))}
        return tuple(places[along[step]] for step in self.steps)

    def _along(self, recipe: Recipe) -> list[Recipe]:
        """Return the recipe at every step of the timeline."""
        last = max(1, self.frames - 1)
        return [self.at(recipe, step / last) for step in range(self.frames)]

    def to_json(self) -> str:
        """Return the sequence as JSON text; `from_json` gives an equal one back."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a sequence from JSON text.

        Raises
        ------
        UsageError
            The text is not a sequence, or a number is outside its limits.
        """
        try:
            return cls.from_values(loaded(text))
        except ValueError as error:
            raise UsageError(f"This is not a sequence of DFI Studio: {error}.") from error

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read a sequence from what JSON text holds: the values of `dataclasses.asdict`.

        Raises
        ------
        UsageError
            The values are not a sequence, or a number is outside its limits.
        """
        try:
            curves: dict[str, Any] = {
                "alphas": tuple(Curve.from_values(each) for each in values["alphas"]),
                "tv": Curve.from_values(values["tv"]),
                "ping_pong": values["ping_pong"] is True,
            }
            sequence = cls(**{**values, **curves})
            check_kinds(sequence)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise UsageError(f"This is not a sequence of DFI Studio: {error}.") from error
        return sequence


def _at(direction: Direction, curve: Curve, place: float) -> Direction:
    """Return a direction at a place on its curve; one that takes no part stays as it is."""
    alpha = curve.value(place) if direction.on else None
    return direction if alpha is None else replace(direction, alpha=round(float(alpha), _DECIMALS))
