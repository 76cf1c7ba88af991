"""What became of the time of each frame, so that what is late is laid at the right door.

A frame takes longer than its work where the window's thread waits: for Python's lock and other
things of its own program, or for a core. Linux says how long a thread waited for a core, and
the program may have brought that upon itself, by its other threads; at most for as long as those
were running. What is beyond that was taken by other programs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

LIMIT_MS = 16.0
"""What a screen of 60 Hz leaves for a frame, in milliseconds."""

_WAITED = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True)
class FrameTimes:
    """What frames took, in milliseconds.

    Attributes
    ----------
    walls : (N,) array
        By the clock.
    owns : (N,) array
        What this thread ran.
    taken : (N,) array or None
        How long, at least, this thread was ready to run while other programs had the cores; None
        where the system does not say.
    """

    walls: np.ndarray
    owns: np.ndarray
    taken: np.ndarray | None

    def told(self) -> str:
        """Return the median, the extremes and how many were late, and by whose doing."""
        text = (
            f"median {np.median(self.walls):.1f} ms, 99 % {np.percentile(self.walls, 99):.1f} ms, "
            f"longest {self.walls.max():.1f} ms; over {LIMIT_MS:g} ms: "
            f"{_late(self.walls)} of {len(self.walls)} by the clock, "
        )
        if self.taken is not None:
            without = self.walls - self.taken
            text += (
                f"{_late(without)} without what other programs held the core for "
                f"(longest {without.max():.1f} ms), "
            )
        return text + f"{_late(self.owns)} by this thread's own time"


def timed(frame: Callable[[int], None], count: int, *, between_s: float) -> FrameTimes:
    """Measure so many frames; `frame` is called with their numbers."""
    spans = []
    with _Clocks() as clocks:
        for turn in range(count):
            began, before = time.perf_counter(), clocks.read()
            frame(turn)
            after, ended = clocks.read(), time.perf_counter()  # no wait from outside the wall time
            spans.append((ended - began, *(after - before)))
            time.sleep(between_s)
    walls, owns, every, waited = np.array(spans).T * 1000
    waited = np.minimum(waited, walls - owns)  # of two clocks, which may disagree
    taken = np.maximum(waited - (every - owns), 0) if clocks.know_waiting else None
    return FrameTimes(walls, owns, taken)


class _Clocks:
    """Read together: what this thread ran, what the whole program ran, the wait for a core."""

    def __init__(self) -> None:
        self._waited = _WAITED.open("rb", buffering=0) if _WAITED.exists() else None
        self.know_waiting = self._waited is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._waited is not None:
            self._waited.close()

    def read(self) -> np.ndarray:
        """Return the three, in seconds."""
        return np.array([time.thread_time(), time.process_time(), self._wait()])

    def _wait(self) -> float:
        if self._waited is None:
            return 0.0
        self._waited.seek(0)
        return int(self._waited.read().split()[1]) / 1e9


def _late(lengths: np.ndarray) -> int:
    return int((lengths > LIMIT_MS).sum())
