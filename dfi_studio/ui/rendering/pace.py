"""From the steps of a render to how far it is and how long it will take."""

from __future__ import annotations

import time
from collections import defaultdict

from dfi_studio.core.batch_steps import BatchStep
from dfi_studio.core.steps import (
    ClassifierStep,
    DecoderStep,
    Draft,
    FrameStep,
    Notice,
    Preview,
    Progress,
    Step,
)
from dfi_studio.ui.rendering.work import Phase, Work


class Pace:
    """Measures how long steps take, and foretells when the last will be done."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def seconds_left(self, done: int, total: int, now: float) -> float | None:
        """Return the seconds until `total`, or None where nothing is known yet.

        Parameters
        ----------
        done, total : int
            Steps so far (not falling from call to call) and in all.
        now : float
            Time of a monotonic clock, in seconds.
        """
        if self._first is None:
            self._first = (done, now)
        before, then = self._first
        if total <= 0 or done <= before:
            return None
        return max(total - done, 0) * (now - then) / (done - before)


class Course:
    """Follows one render: each of its steps as a `Work`.

    Parameters
    ----------
    glimpse : bool
        Whether it is a quick look, of which no time is told.
    """

    def __init__(self, *, glimpse: bool) -> None:
        self._glimpse = glimpse
        self._paces: defaultdict[str, Pace] = defaultdict(Pace)  # one for each thing counted

    def work(self, step: Step) -> Work | None:
        """Return how far the render is after a step; None for one that does not tell."""
        now = time.monotonic()
        match step:
            case Progress(label=label, done=done, total=total):
                left = self._paces[label].seconds_left(done, total, now)
                return Work(Phase.LEARNING, None, label, done, total, left)
            case Preview(iteration=done, iterations=total):
                left = self._paces[""].seconds_left(done, total, now)
                left = None if self._glimpse else left
                return Work(Phase.SOLVING, None, "", done, total, left, step, self._glimpse)
            case Notice() | Draft() | DecoderStep() | ClassifierStep() | BatchStep() | FrameStep():
                return None

    def rested(self) -> None:
        """Begin to measure anew: the time of a pause says nothing of the pace."""
        self._paces.clear()
