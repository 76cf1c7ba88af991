"""Thumbnails on their way to the screen: what is in sight is loaded first, by small threads.

Whoever paints says what it would like to paint next, which replaces what it wished for before:
what was scrolled past costs nothing. Pictures come back as `QImage`, and become pixmaps in the
window's thread, for a quarter of a frame at most; while it scrolls or paints, the threads rest.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from dfi_studio.core.errors import StudioError

logger = logging.getLogger(__name__)

Fetch = Callable[[int, int], QImage]
"""Returns the thumbnail of a picture, no larger than a side in pixels; null where there is none."""
OpenFetch = Callable[[], AbstractContextManager[Fetch]]
"""Opened by each thread once, so that each has a connection of its own."""

_THREADS = max(1, min(2, (os.cpu_count() or 1) - 1))
"""No more than leave a core to the window: else it waits for one in the midst of a frame."""
_TURN_S = 0.004
_PAUSE_MS = 16
"""Pictures are handed over once a frame, and leave most of it to painting."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail that came: whose it is, and how large it was asked for."""

    owner: int
    picture: int
    side: int
    image: QImage


class ThumbnailLoader(QObject):
    """Loads thumbnails for any number of grids; they are told apart by a number each.

    Parameters
    ----------
    fetch : callable
        Opened in each thread; reads files.
    threads : int
        How many.
    """

    came = Signal(int, int, int, QPixmap)
    """Owner, picture, side asked for, pixmap. A null pixmap: the picture cannot be shown."""
    _woken = Signal()

    def __init__(self, fetch: OpenFetch, *, threads: int = _THREADS) -> None:
        super().__init__()
        self._open = fetch
        self._condition = threading.Condition()
        self._wishes: dict[int, tuple[int, list[int]]] = {}
        self._loading: set[tuple[int, int, int]] = set()
        self._loaded: deque[Thumbnail] = deque()
        self._resting = False
        self._closed = False
        self._woken.connect(self._take_in_turn, Qt.ConnectionType.QueuedConnection)
        self._pause = _once(self, _PAUSE_MS, self._take)
        self._rested = _once(self, 0, self._go_on)
        self._threads = [
            threading.Thread(target=self._work, name=f"thumbnails {number}")
            for number in range(threads)
        ]
        self._started = False

    def want(self, owner: int, pictures: Sequence[int], side: int) -> None:
        """Load these next, the first first, in place of what the owner wanted before."""
        if pictures and not self._started:  # not before there is something to do
            self._started = True
            for thread in self._threads:
                thread.start()
        with self._condition:
            self._wishes.pop(owner, None)
            wished = [each for each in pictures if (owner, each, side) not in self._loading]
            if wished:
                self._wishes[owner] = (side, wished[::-1])  # the newest owner stands last
                self._condition.notify_all()

    def rest(self) -> None:
        """Let the threads begin no picture until the event loop has done what is due.

        For the window's thread when a frame begins. Python runs one thread at a time and is not
        fair: it can be taken away at each of the many calls between a scroll and its last pixel.
        """
        self._resting = True
        self._rested.start()

    def _go_on(self) -> None:
        with self._condition:
            self._resting = False
            self._condition.notify_all()

    def close(self) -> None:
        """Let the threads end after the picture in hand, and wait for them. In any thread."""
        with self._condition:
            self._closed = True
            self._wishes.clear()
            self._condition.notify_all()
        for thread in self._threads if self._started else ():
            thread.join()

    # -- the threads ----------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._closed:
            try:
                with self._open() as fetch:
                    self._serve(fetch)
            except StudioError as error:
                logger.warning("Thumbnails stopped, and start again: %s", error)
                time.sleep(0.2)

    def _serve(self, fetch: Fetch) -> None:
        while (wish := self._next()) is not None:
            owner, picture, side = wish
            image = QImage()
            try:
                image = fetch(picture, side)
            except StudioError as error:
                logger.info("No thumbnail: %s", error)
            except Exception:  # the border: no picture may end the thread
                logger.exception("A thumbnail failed.")
            with self._condition:
                first = not self._loaded
                self._loaded.append(Thumbnail(owner, picture, side, image))
            if first and not self._closed:
                self._woken.emit()

    def _next(self) -> tuple[int, int, int] | None:
        with self._condition:
            while (self._resting or not self._wishes) and not self._closed:
                self._condition.wait()
            if self._closed:
                return None
            owner = next(reversed(self._wishes))
            side, pictures = self._wishes[owner]
            picture = pictures.pop()
            if not pictures:
                del self._wishes[owner]
            self._loading.add((owner, picture, side))
            return owner, picture, side

    # -- the window's thread --------------------------------------------------------------------

    def _take_in_turn(self) -> None:
        if not self._pause.isActive():
            self._take()

    def _take(self) -> None:
        """Hand over what came, for a part of a frame at most; the rest comes in the next one."""
        self.rest()
        end = time.perf_counter() + _TURN_S
        while time.perf_counter() < end and (thumbnail := self._next_loaded()):
            pixmap = QPixmap.fromImage(thumbnail.image)
            self.came.emit(thumbnail.owner, thumbnail.picture, thumbnail.side, pixmap)
            self._pause.start()

    def _next_loaded(self) -> Thumbnail | None:
        """Return what came first; until now it counted as loading, or it were loaded twice."""
        with self._condition:
            if not self._loaded:
                return None
            thumbnail = self._loaded.popleft()
            self._loading.discard((thumbnail.owner, thumbnail.picture, thumbnail.side))
            return thumbnail


def _once(parent: QObject, wait_ms: int, then: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait_ms)
    timer.timeout.connect(then)
    return timer
