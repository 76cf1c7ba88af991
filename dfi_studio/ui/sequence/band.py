"""How the values of a curve lie across a lane: between a number and a height. No widgets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from dfi_studio.core.parameters import Parameter

_AROUND = 0.12
"""Share of the range that is left free above and below."""
_DECADES = 2.0
_COARSE = 0.05


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values over a height.

    Attributes
    ----------
    low, high : float
        At the bottom and at the top; in decades where equal distances are equal factors.
    """

    parameter: Parameter
    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, parameter: Parameter, values: Iterable[float]) -> Self:
        """Return the band that shows some values: of a strength with 0 and 1, which mean most."""
        if parameter.logarithmic:
            shown = [math.log10(each) for each in values if each > 0]
            low, high = min(shown, default=-3.0), max(shown, default=-3.0)
            spare = max(0.0, _DECADES - (high - low)) / 2
            low, high = low - spare, high + spare
        else:
            low, high = min((0.0, *values)), max((1.0, *values))
        around = (high - low) * _AROUND
        return cls(parameter, low - around, high + around)

    def y(self, value: float, height: float) -> float:
        """Return how far below the top a value is."""
        if self.parameter.logarithmic:
            value = math.log10(max(value, 1e-12))
        return height * (self.high - value) / (self.high - self.low)

    def value(self, y: float, height: float) -> float:
        """Return the value at a height, also beyond the lane, within the hard limits."""
        value = self.high - y * (self.high - self.low) / max(height, 1.0)
        return self._limited(10.0 ** min(value, 6.0) if self.parameter.logarithmic else value)

    def rounded(self, value: float, *, fine: bool = False) -> float:
        """Return the value as a hand that drags can tell it."""
        if self.parameter.logarithmic:
            digits = 2 - math.floor(math.log10(value)) if value > 0 else 0
            return self._limited(round(value, digits if fine else digits - 1))
        if fine:
            return self._limited(round(value, self.parameter.decimals))
        return self._limited(round(round(value / _COARSE) * _COARSE, self.parameter.decimals))

    def _limited(self, value: float) -> float:
        """Return the nearest value that a key may have: of equal factors, 0 is none."""
        least = self.parameter.low
        if self.parameter.logarithmic:
            least = max(least, 10.0**-self.parameter.decimals)
        return min(max(value, least), self.parameter.high)
