"""Long work in the window's own thread, in slices so short that no frame is late.

The pictures of a canvas live in the window's thread; a pass over one takes tens of milliseconds
at most. Cut into slices between two events it needs no second thread, no copies and no locks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

_TURN_S = 0.004


class Slices(QObject):
    """Runs generators, a few milliseconds at a time; one for each name, the newest."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running: dict[str, Iterator[None]] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    def runs(self, name: str) -> bool:
        """Say whether a generator of this name is not at its end."""
        return name in self._running

    def start(self, name: str, steps: Iterator[None]) -> None:
        """Run a generator, in place of an older one of the same name."""
        self._running[name] = steps
        self._timer.start(0)

    def drop(self, name: str) -> None:
        """Leave a generator where it is."""
        self._running.pop(name, None)

    def _turn(self) -> None:
        end = time.perf_counter() + _TURN_S
        while self._running and time.perf_counter() < end:
            name, steps = next(iter(self._running.items()))
            try:
                next(steps)
            except StopIteration:
                if self._running.get(name) is steps:
                    del self._running[name]
        if not self._running:
            self._timer.stop()
