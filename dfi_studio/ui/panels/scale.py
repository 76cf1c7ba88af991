"""The scale of a slider: between a number and a place along a line. No widgets."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dfi_studio.core.parameters import Parameter

_STEPS_A_DECADE = 20
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of a parameter lie along a slider, and what a step along it is."""

    parameter: Parameter

    def position(self, value: float) -> float:
        """Return the place of a value, 0..1; what lies outside the soft range is at an end."""
        low, high = self.parameter.soft_low, self.parameter.soft_high
        value = min(max(value, low), high)
        if self.parameter.logarithmic:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def value(self, position: float) -> float:
        """Return the value at a place, 0..1, rounded as a hand can tell it."""
        low, high = self.parameter.soft_low, self.parameter.soft_high
        position = min(max(position, 0.0), 1.0)
        if self.parameter.logarithmic:
            return self.rounded(low * (high / low) ** position)
        return self.rounded(low + position * (high - low))

    def coarse(self, position: float) -> float:
        """Return the value nearest to a place, 0..1, among those that lie ten steps apart."""
        value = self.value(position)
        if self.parameter.logarithmic:
            apart = 10 / _STEPS_A_DECADE
            nearest = 10.0 ** (round(math.log10(value) / apart) * apart)
        else:
            apart = 10 * self._step()
            nearest = round(value / apart) * apart
        return self.value(self.position(nearest))

    def stepped(self, value: float, steps: float) -> float:
        """Return the value so many steps on, within the hard limits.

        At least one unit of the last decimal is taken, however small the step.
        """
        smallest = 10.0**-self.parameter.decimals
        if self.parameter.logarithmic:
            moved = max(value, self.parameter.soft_low) * 10 ** (steps / _STEPS_A_DECADE)
        else:
            moved = value + steps * self._step()
        if abs(moved - value) < smallest:
            moved = value + math.copysign(smallest, steps)
        return self.limited(self.rounded(moved))

    def limited(self, value: float) -> float:
        """Return the nearest value within the hard limits."""
        return min(max(value, self.parameter.low), self.parameter.high)

    def rounded(self, value: float) -> float:
        """Return the value with the decimals that the parameter has."""
        if self.parameter.logarithmic and value > 0:
            digits = _DIGITS - 1 - math.floor(math.log10(value))
            return round(value, max(self.parameter.decimals, 0) if digits < 0 else digits)
        return round(value, self.parameter.decimals)

    def origin(self) -> float:
        """Return the place from which the slider is filled: zero where there is one."""
        inside = self.parameter.soft_low < 0 < self.parameter.soft_high
        return self.position(0.0) if inside and not self.parameter.logarithmic else 0.0

    def _step(self) -> float:
        """Return a hundredth of the soft range, rounded down to 1, 2 or 5 times a power of ten."""
        rough = (self.parameter.soft_high - self.parameter.soft_low) / 100
        power = 10.0 ** math.floor(math.log10(rough))
        return next(each * power for each in (5, 2, 1) if each * power <= rough * (1 + 1e-9))
