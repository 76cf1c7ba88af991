"""Keyframes: values of one number at places on a timeline, and the way from each to the next.

A timeline runs from 0, its first frame, to 1, its last: a curve says nothing of frames or seconds.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import check_parameters, parameter


class Easing(StrEnum):
    """How a value gets from one key to the next."""

    LINEAR = "linear"
    """At one speed."""
    IN = "in"
    """From rest, faster and faster."""
    OUT = "out"
    """Fast at first, and to rest."""
    BOTH = "both"
    """From rest to rest."""
    HOLD = "hold"
    """Not at all: it stands still, and jumps at the next key."""

    def share(self, time: float) -> float:
        """Return which share of the way is gone, 0..1, after a share of the time, 0..1."""
        match self:
            case Easing.LINEAR:
                return time
            case Easing.IN:
                return time**2
            case Easing.OUT:
                return 1 - (1 - time) ** 2
            case Easing.BOTH:
                return time**2 * (3 - 2 * time)
            case Easing.HOLD:
                return 1.0 if time >= 1 else 0.0


@dataclass(frozen=True, slots=True)
class Key:
    """A value at a place.

    Attributes
    ----------
    value : float
        Of what the curve is of.
    easing : Easing
        How it goes on from here to the next key; the last key's says nothing.
    """

    at: float = parameter(
        0.0,
        "Place",
        "Where on the timeline the value is reached: 0 is the first frame, 1 the last.",
        hard=(0, 1),
    )
    value: float = 0.0
    easing: Easing = Easing.LINEAR

    def __post_init__(self) -> None:
        """Refuse a place beside the timeline, and a value that is no number."""
        check_parameters(self)
        if not math.isfinite(self.value):
            raise UsageError(f"A key's value must be a finite number, not {self.value:g}.")


@dataclass(frozen=True, slots=True)
class Curve:
    """One number over the timeline; without keys it stays what it is.

    Attributes
    ----------
    keys : tuple of Key
        One after another. Before the first the value is the first one's, after the last the last's.
    """

    keys: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        """Refuse keys that do not come one after another."""
        for one, other in pairwise(self.keys):
            if one.at >= other.at:
                raise UsageError(
                    f"Keys must come one after another, but one at {other.at:g} follows "
                    f"one at {one.at:g}."
                )

    @classmethod
    def through(cls, *values: float, easing: Easing = Easing.LINEAR) -> Self:
        """Return the curve through values that are evenly placed from 0 to 1."""
        last = max(1, len(values) - 1)
        return cls(tuple(Key(i / last, value, easing) for i, value in enumerate(values)))

    def with_key(self, key: Key) -> Self:
        """Return the curve with a key more, in the stead of one at the same place."""
        rest = [each for each in self.keys if each.at != key.at]
        return type(self)(tuple(sorted([*rest, key], key=lambda each: each.at)))

    def without(self, at: float) -> Self:
        """Return the curve without the key at a place."""
        return type(self)(tuple(each for each in self.keys if each.at != at))

    def value(self, at: float, *, logarithmic: bool = False) -> float | None:
        """Return the value at a place; None where there are no keys.

        Parameters
        ----------
        logarithmic : bool
            Whether equal shares of the way are equal factors; all values are then above 0.
        """
        if not self.keys:
            return None
        following = bisect_right(self.keys, at, key=lambda each: each.at)
        if following == 0:
            return self.keys[0].value
        one = self.keys[following - 1]
        if following == len(self.keys) or one.at == at:
            return one.value
        other = self.keys[following]
        share = one.easing.share((at - one.at) / (other.at - one.at))
        if not logarithmic:
            return _between(one.value, other.value, share)
        return math.exp(_between(math.log(one.value), math.log(other.value), share))

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read from the values of `dataclasses.asdict`; raises what Python does on others."""
        keys = (Key(**{**each, "easing": Easing(each["easing"])}) for each in values["keys"])
        return cls(tuple(keys))


def _between(one: float, other: float, share: float) -> float:
    # In this form no rounding leads outside of the two, and equal ends give exactly themselves.
    if one == other:
        return one
    low, high = min(one, other), max(one, other)
    return min(high, max(low, one + share * (other - one)))
