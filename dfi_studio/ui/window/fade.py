"""A picture that passes over into the one that takes its place, instead of jumping."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStyle

from dfi_studio.core.image import Image

_TICK_MS = 16


class Fade:
    """Mixes what comes with what was there, less and less of it.

    It takes as long as the system's own animations, and no time where the user has these turned
    off.

    Parameters
    ----------
    again : callable
        Asks for the picture to be shown once more, with less of the old one in it.
    """

    def __init__(self, again: Callable[[], None]) -> None:
        self._from: Image | None = None
        self._began = 0.0
        self._timer = QTimer()
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(again)

    @property
    def runs(self) -> bool:
        """Whether anything of the old picture is still seen."""
        return self._from is not None

    def begin(self, image: Image) -> None:
        """Begin with this picture."""
        self._from, self._began = image, time.monotonic()
        self._timer.start()

    def end(self) -> None:
        """Show what comes as it is."""
        self._from = None
        self._timer.stop()

    def over(self, image: Image) -> Image:
        """Return what is to be seen of a picture now."""
        left = self._left()
        if self._from is None or left <= 0 or self._from.shape != image.shape:
            self.end()
            return image
        return image + np.float32(left) * (self._from - image)

    def _left(self) -> float:
        """Return how much of the old picture is left, 1 to 0."""
        lasts_ms = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        if lasts_ms <= 0:
            return 0.0
        return 1 - 1000 * (time.monotonic() - self._began) / lasts_ms
