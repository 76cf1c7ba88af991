"""What a number means to a user, said once, beside the field that holds it.

A dataclass declares its numbers with `parameter`; the sliders, the command-line flags and the
checks are all made from that declaration.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from dfi_studio.core.errors import UsageError

_KEY = "parameter"


@dataclass(frozen=True, slots=True)
class Parameter:
    """The user's side of a number.

    Attributes
    ----------
    label, help : str
        A short name, and one sentence on what a larger value does.
    low, high : float
        Hard limits, inclusive.
    soft_low, soft_high : float
        The range of a slider; typed values may exceed it up to the hard limits.
    unit : str
        Shown after the value; empty where the number has none.
    logarithmic : bool
        Whether equal distances on a slider mean equal factors.
    decimals : int
        How many decimals a box shows; 0 for whole numbers.
    """

    label: str
    help: str
    low: float
    high: float
    soft_low: float
    soft_high: float
    unit: str = ""
    logarithmic: bool = False
    decimals: int = 2

    def check(self, value: float) -> None:
        """Raise `UsageError` where the value lies outside the hard limits."""
        if not self.low <= value <= self.high:  # a comparison with NaN is false, so NaN raises too
            unit = f" {self.unit}" if self.unit else ""
            raise UsageError(
                f"{self.label} is {_told(value)}, but must lie between "
                f"{self.low:g} and {self.high:g}{unit}."
            )


def _told(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:  # a whole number beyond all reals
        return "beyond any number"


def parameter(
    default: float,
    label: str,
    help: str,
    *,
    hard: tuple[float, float],
    soft: tuple[float, float] | None = None,
    unit: str = "",
    logarithmic: bool = False,
    decimals: int = 2,
) -> Any:
    """Declare a dataclass field for a number that the user sets; see `Parameter`."""
    shown = soft or hard
    described = Parameter(label, help, *hard, *shown, unit, logarithmic, decimals)
    return field(default=default, metadata={_KEY: described})


def parameters(owner: Any) -> dict[str, Parameter]:
    """Return the parameters that a dataclass, or an instance of one, declares, by field name."""
    return {
        declared.name: declared.metadata[_KEY]
        for declared in fields(owner)
        if _KEY in declared.metadata
    }


def check_parameters(owner: object) -> None:
    """Raise `UsageError` for the first of an instance's parameters outside its hard limits."""
    for name, declared in parameters(owner).items():
        declared.check(getattr(owner, name))
