"""When the pictures that come to the canvas are painted, counted from the hand's last step."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage

from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.ui.window.main_window import MainWindow


class Frames(QObject):
    """Counts the pictures that came to the canvas and were painted, and times them from a step.

    Attributes
    ----------
    painted : QImage or None
        The latest of them.
    watch : callable
        Called with each as it is painted.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.begin()
        self._new = False
        self._latest: QImage | None = None
        self.painted: QImage | None = None
        self.watch: Callable[[QImage], None] = lambda picture: None
        self._came: dict[float, float] = {}
        self._strength = math.nan
        window.session.subscribe(self._on_document)
        self._show_of = window.show_result
        window.show_result = self._on_whole  # type: ignore[method-assign]
        self._show = window.canvas.show_result
        window.canvas.show_result = self._on_result  # type: ignore[method-assign]
        window.canvas.installEventFilter(self)

    def begin(self) -> None:
        """Forget what was."""
        self.count, self.steps, self.began = 0, 0, time.perf_counter()
        self.strengths = 0  # that came of the steps: a hand that turns stays on one for a while
        self.waits: list[float] = []
        self.ages: list[float] = []
        self._moved = math.nan

    def step(self) -> None:
        """Take note that the hand moves."""
        self.steps += 1
        self._moved = time.perf_counter()

    @property
    def figures(self) -> dict[str, float]:
        """Pictures a second since `begin`, and milliseconds from step to paint."""
        waits = np.array(self.waits or [math.nan])
        return {
            "pictures_a_second": self.count / (time.perf_counter() - self.began),
            "pictures_a_step": self.count / self.steps,
            "pictures_a_strength": self.count / max(self.strengths, 1),
            "wait_median": float(np.median(waits)),
            "wait_99": float(np.percentile(waits, 99)),
        }

    def told(self, part: str) -> str:
        """Return a line about the time since `begin`."""
        took, waits = time.perf_counter() - self.began, np.array(self.waits or [math.nan])
        ages = np.array(self.ages or [math.nan])
        return (
            f"{part}: {self.count / took:.1f} pictures a second,"
            f" {self.count / self.steps:.2f} a step of the hand,"
            f" {self.count / max(self.strengths, 1):.2f} a new strength;"
            f" from step to paint median {np.median(waits):.1f} ms,"
            f" 99 % {np.percentile(waits, 99):.1f} ms; age at paint median"
            f" {np.median(ages):.1f} ms,"
            f" 95 % {np.percentile(ages, 95):.1f} ms"
        )

    def _on_document(self, old: Document, new: Document) -> None:
        directions = new.recipe.directions
        if directions:
            self.strengths += 1
            self._came[directions[0].alpha] = time.perf_counter()

    def _on_whole(self, result: Result | None, picture: QImage | None, *more: Any) -> None:
        self._strength = math.nan if result is None else result.recipe.directions[0].alpha
        self._show_of(result, picture, *more)

    def _on_result(self, picture: QImage | None, *more: Any) -> None:
        self._new = True
        self._latest = picture
        self._show(picture, *more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count a repaint with a new picture."""
        if event.type() is QEvent.Type.Paint and self._new:
            self.count, self._new, self.painted = self.count + 1, False, self._latest
            if self._latest is not None:
                self.watch(self._latest)
            if (came := self._came.pop(self._strength, None)) is not None:
                self.ages.append(1000 * (time.perf_counter() - came))
            if self._moved == self._moved:  # of all that a step leads to, the first picture
                self.waits.append(1000 * (time.perf_counter() - self._moved))
                self._moved = math.nan
        return False
