"""The clock of a film that plays: which frame is due now. It knows no picture."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from dfi_studio.core.sequence import Sequence

_FASTEST_MS = 16
"""The screen shows no more frames than one in so many milliseconds: others are passed over."""


class Player(QObject):
    """Goes through the frames of a film in the time that they take, holds and way back included."""

    stepped = Signal(int)
    """The step of the timeline that is due."""
    changed = Signal(bool)
    """It plays from now on, or halts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._film = Sequence()
        self._steps: tuple[int, ...] = self._film.steps
        self._first, self._begun = 0, 0.0
        self._place = 0
        self.repeats = True
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @property
    def place(self) -> int:
        """Which of the frames that are seen is due, from 0."""
        return self._place

    def show_film(self, film: Sequence) -> None:
        """Take another film; it plays on from the step that it stands at."""
        if film == self._film:
            return
        step = self._steps[min(self._place, len(self._steps) - 1)]
        self._film, self._steps = film, film.steps
        self.go_to(min(step, film.frames - 1))

    def go_to(self, step: int) -> None:
        """Stand at a step; where it is seen more than once, near where it stood."""
        seen = [place for place, each in enumerate(self._steps) if each == step]
        self._place = min(seen, key=lambda each: abs(each - self._place), default=0)
        self._begin_here()

    def play(self) -> None:
        """Play on; from the start where it stands at the end and does not repeat."""
        if self.playing:
            return
        if not self.repeats and self._place >= len(self._steps) - 1:
            self._place = 0
        self._begin_here()
        self._timer.start(max(_FASTEST_MS, round(1000 / float(self._film.rate))))
        self.changed.emit(True)
        self.stepped.emit(self._steps[self._place])

    def halt(self) -> None:
        """Stand still."""
        if self.playing:
            self._timer.stop()
            self.changed.emit(False)

    def turn(self) -> None:
        """Play, or stand still."""
        if self.playing:
            self.halt()
        else:
            self.play()

    def _begin_here(self) -> None:
        self._first, self._begun = self._place, time.monotonic()

    def _tick(self) -> None:
        gone = int((time.monotonic() - self._begun) * self._film.rate)
        place, count = self._first + gone, len(self._steps)
        if place >= count and not self.repeats:
            self._place = count - 1
            self.stepped.emit(self._steps[-1])
            self.halt()
            return
        place %= count
        if place != self._place:
            self._place = place
            self.stepped.emit(self._steps[place])
