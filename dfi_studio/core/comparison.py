"""A comparison of classifiers as the user asks for it: which pictures, and trained in which ways.

Reads the lists that users type; does not know where the pictures or the results lie.
"""

from __future__ import annotations

from dataclasses import dataclass

from dfi_studio.core.classifier import ClassifierPlan, Method, Trial
from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import check_parameters, parameter

METHODS = (Method.CE, Method.ISDA)
"""What is compared unless the user says otherwise."""
STRENGTHS = "0.5"
"""lambda_0 likewise, as it is typed."""
FETCHED = ("cifar:10", "cifar:100")
"""Sets that are fetched, with classes, size and test pictures of their own."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often each kind of training is made; only chance differs between them."""

    seeds: int = parameter(
        1,
        "Seeds",
        "Trainings of each kind; several tell how much is due to chance.",
        hard=(1, 1000),
        soft=(1, 10),
        decimals=0,
    )
    first: int = parameter(
        0, "First seed", "The others follow it.", hard=(0, 1_000_000), soft=(0, 100), decimals=0
    )

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The seeds."""
        return tuple(range(self.first, self.first + self.seeds))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which classifiers are compared.

    Attributes
    ----------
    pictures : str
        A set with labels, a folder of folders, or one of `FETCHED`.
    labels : tuple of str
        What to tell apart; none for the folders that the pictures lie in.
    groups : tuple of float
        Where groups of labels that are numbers begin; none for each number a class.
    trials : tuple of Trial
    plan : ClassifierPlan
    """

    pictures: str
    labels: tuple[str, ...]
    groups: tuple[float, ...]
    trials: tuple[Trial, ...]
    plan: ClassifierPlan


def listed_names(text: str) -> tuple[str, ...]:
    """Read ``age, gender``; empty for none."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def listed_numbers(text: str, what: str) -> tuple[float, ...]:
    """Read ``0.25,0.5``.

    Parameters
    ----------
    what : str
        What the numbers are, for the error.

    Raises
    ------
    UsageError
        A part is not a number.
    """
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"{what} {text} is not a list of numbers; write 0.25,0.5.") from error
