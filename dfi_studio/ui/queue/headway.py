"""How far the item is that runs; told to the panel, the status bar, and nobody's disk."""

from __future__ import annotations

import time
from dataclasses import dataclass

from dfi_studio.core.batch_steps import BatchStep
from dfi_studio.core.steps import FrameStep, Preview, Progress, Step
from dfi_studio.ui.rendering.pace import Pace

_LONGEST_STEP_S = 600.0
"""Beyond which a gap between two steps was no step: the machine slept."""


@dataclass(frozen=True, slots=True)
class Headway:
    """How far an item is.

    Attributes
    ----------
    label : str
        What is being counted; empty while it is solved.
    done, total : int
        `total` is 0 where it is not known.
    seconds_left : float or None
        Of what is counted, measured while it ran; None while there is nothing to go by.
    aside : bool
        Whether it gives way to something else at this moment.
    """

    key: str
    label: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    aside: bool = False

    @property
    def share(self) -> float | None:
        """How much of what is counted is done, 0..1; None where that is not known."""
        return self.done / self.total if self.total else None


class Watch:
    """Follows one item: its steps as a `Headway`, and the seconds that it really ran.

    The time that it lay aside counts for nothing, neither as spent nor in what is foretold.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._pace, self._label = Pace(), ""
        self._parts = self._done = 0
        self._rests = 0
        self._last = time.monotonic()
        self.seconds = 0.0

    def count(self, parts: int) -> None:
        """Take note that an item is counted in so many parts, whose own steps are too many."""
        self._parts = parts

    def step(self, step: Step, rests: int) -> Headway | None:
        """Return how far it is after a step; None for one that does not tell.

        Parameters
        ----------
        rests : int
            How often it was laid aside so far.
        """
        now = time.monotonic()
        if rests != self._rests:
            self._rests, self._pace = rests, Pace()
        elif now - self._last < _LONGEST_STEP_S:
            self.seconds += now - self._last
        self._last = now
        match step:
            case BatchStep(done=done, total=total):
                self._done = done
                return self._told("", done, total, now)
            case FrameStep(number=number, count=count):
                self._done = number + 1
                return self._told("", self._done, count, now)
            case Preview() if self._parts:
                return None
            case Progress() if self._parts and self._done < self._parts:
                return None
            case Progress(label=label, done=done, total=total):
                return self._told(label, done, total, now)
            case Preview(iteration=done, iterations=total):
                return self._told("", done, total, now)
            case _:
                return None

    def _told(self, label: str, done: int, total: int, now: float) -> Headway:
        if label != self._label:
            self._label, self._pace = label, Pace()
        left = self._pace.seconds_left(done, total, now)
        return Headway(self._key, label, done, total, left)
