"""Directions in which the pictures of one class differ, as ISDA draws them (Wang et al., 2021).

Plain values that name a direction: which pictures, which of their directions, and the seed. From
these the same vector is always made again, so a recipe can hold them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from dfi_studio.core.parameters import check_parameters, parameter

_MOST_SEED = 2**31 - 1


def _seed() -> Any:
    """Declare the seed of a direction, or of several."""
    return parameter(
        0,
        "Seed",
        "Another number gives other directions, the same one always the same.",
        hard=(0, _MOST_SEED),
        soft=(0, 99),
        decimals=0,
    )


def _most() -> Any:
    """Declare how many pictures of a class are looked at."""
    return parameter(
        512,
        "Pictures of the class",
        "How many to look at; of more, so many are chosen by the seed. More takes longer.",
        hard=(2, 1_000_000),
        soft=(32, 2048),
        decimals=0,
    )


class ClassMove(StrEnum):
    """Where a direction comes from."""

    DRAW = "draw"
    """A draw from N(0, Sigma), Sigma being the covariance of the class."""
    PRINCIPAL = "principal"
    """An eigenvector of Sigma, at the length of one standard deviation."""
    RANDOM = "random"
    """Of equal variance in all directions, at the length of the draw of its number: of no meaning,
    to compare with."""


@dataclass(frozen=True, slots=True)
class ClassDirection:
    """One direction of a class.

    Attributes
    ----------
    pictures : str
        The class: a set of pictures, as the user names it.
    move : ClassMove
    number : int
        Which one, from 0: of the draws by one seed, or of the principal directions by their
        variance.
    seed : int
        Of the draws, and of the choice among more than `most` pictures.
    most : int
        How many pictures of the class are looked at.
    """

    pictures: str
    move: ClassMove = ClassMove.DRAW
    number: int = parameter(0, "Number", "Which one, from 0.", hard=(0, 999_999), decimals=0)
    seed: int = _seed()
    most: int = _most()

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read from the values of `dataclasses.asdict`; raises what Python does on others."""
        return cls(**{**values, "move": ClassMove(values["move"])})


@dataclass(frozen=True, slots=True)
class ClassDistance:
    """How much like a class a result is, in feature space.

    Attributes
    ----------
    followed : float
        Share of the way to the wanted features that the picture goes: 1 would be all of it, 0
        none. A direction that no picture can go is not followed. 0 for the photo itself.
    nearest : float
        Mean distance to the nearest pictures of the class; 1 is that of the class's own pictures.
    """

    followed: float
    nearest: float


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a class is sampled around a photo.

    Attributes
    ----------
    pictures : str
        The class.
    strength : float
        lambda: the variance of the draws, Sigma being 1; they go sqrt(lambda) times as far.
    count, seed, most : int
        How many draws there are; see `ClassDirection` for the others.
    """

    pictures: str
    strength: float = parameter(
        0.5,
        "Strength (lambda)",
        "Variance of the draws, that of the class being 1; more goes further from the photo.",
        hard=(0, 100),
        soft=(0, 2),
    )
    count: int = parameter(
        8, "Draws (n)", "How many pictures to draw.", hard=(1, 100_000), soft=(1, 48), decimals=0
    )
    seed: int = _seed()
    most: int = _most()

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)

    @property
    def alpha(self) -> float:
        """How far to go along each draw: sqrt(lambda)."""
        return math.sqrt(self.strength)

    @property
    def draws(self) -> tuple[ClassDirection, ...]:
        """The draws; more of them begin with the same ones."""
        first = ClassDirection(self.pictures, seed=self.seed, most=self.most)
        return tuple(replace(first, number=number) for number in range(self.count))

    def principal(self, count: int) -> tuple[ClassDirection, ...]:
        """Return the principal directions with the largest variances."""
        first = ClassDirection(self.pictures, ClassMove.PRINCIPAL, seed=self.seed, most=self.most)
        return tuple(replace(first, number=number) for number in range(count))
