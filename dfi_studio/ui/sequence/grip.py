"""A key in the hand: where it may go between its neighbours, and what it becomes. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dfi_studio.core.sequence import Curve, Key
from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.sequence.band import Band

_FINE = 0.1


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is in the lane, and how the hand moves it.

    Attributes
    ----------
    straight : bool
        Whether only one of time and value is to change: the one that has gone farther.
    fine : bool
        Whether the value follows at a tenth of the pace.
    """

    x: float
    y: float
    straight: bool = False
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """The steps that a key may go to: it never passes a neighbour, nor comes to lie on one."""

    low: int
    high: int

    @classmethod
    def of(cls, key: Key, curve: Curve, axis: Axis) -> Reach:
        """Return the reach of a key of a curve."""
        here = axis.step_of(key.at)
        low = max((axis.step_of(each.at) + 1 for each in curve.keys if each.at < key.at), default=0)
        after = (axis.step_of(each.at) - 1 for each in curve.keys if each.at > key.at)
        high = min(after, default=axis.last)
        return cls(min(low, here), max(high, here))

    def nearest(self, step: int) -> int:
        """Return the step within reach that is nearest to one."""
        return min(max(step, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Grip:
    """A drag of one key.

    Attributes
    ----------
    key : Key
        As it was when the drag began.
    band : Band
        Of the lane then: it stays the same while the key moves.
    """

    key: Key
    begun: Pointer
    reach: Reach
    band: Band

    def moved(self, pointer: Pointer, axis: Axis, height: float) -> Key:
        """Return what the key becomes: at a frame, unless it moves in value alone.

        Parameters
        ----------
        height : float
            Of the lane, in logical pixels.
        """
        across, up = pointer.x - self.begun.x, pointer.y - self.begun.y
        if pointer.straight:
            across, up = (across, 0.0) if abs(across) >= abs(up) else (0.0, up)
        place, value = self.key.at, self.key.value
        if up:
            there = self.band.y(value, height) + up * (_FINE if pointer.fine else 1.0)
            value = self.band.rounded(self.band.value(there, height), fine=pointer.fine)
        if across:
            step = self.reach.nearest(axis.step_at(axis.x(place) + across))
            if step != axis.step_of(place):
                place = axis.place_of(step)
        return replace(self.key, at=place, value=value)
