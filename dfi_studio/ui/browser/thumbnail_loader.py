"""Thumbnails on their way to the screen: what is in sight is loaded first, by two small threads.

Whoever paints says what it would like to paint next, which replaces what it wished for before:
what was scrolled past costs nothing. Pictures come back as `QImage`, and become pixmaps in the
window's thread, for no longer than half a frame at a time.
"""

from __future__ import annotations

import logging
import threading
import time
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

_TURN_S = 0.006


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

    def __init__(self, fetch: OpenFetch, *, threads: int = 2) -> None:
        super().__init__()
        self._open = fetch
        self._condition = threading.Condition()
        self._wishes: dict[int, tuple[int, list[int]]] = {}
        self._loading: set[tuple[int, int]] = set()
        self._loaded: list[Thumbnail] = []
        self._closed = False
        self._woken.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._take)
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
            wished = [each for each in pictures if (owner, each) not in self._loading]
            if wished:
                self._wishes[owner] = (side, wished[::-1])  # the newest owner stands last
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
                self._loading.discard((owner, picture))
                first = not self._loaded
                self._loaded.append(Thumbnail(owner, picture, side, image))
            if first and not self._closed:
                self._woken.emit()

    def _next(self) -> tuple[int, int, int] | None:
        with self._condition:
            while not self._wishes and not self._closed:
                self._condition.wait()
            if self._closed:
                return None
            owner = next(reversed(self._wishes))
            side, pictures = self._wishes[owner]
            picture = pictures.pop()
            if not pictures:
                del self._wishes[owner]
            self._loading.add((owner, picture))
            return owner, picture, side

    # -- the window's thread --------------------------------------------------------------------

    def _take(self) -> None:
        """Hand over what came, for a part of a frame at most; the rest comes in another turn."""
        end = time.perf_counter() + _TURN_S
        while time.perf_counter() < end:
            with self._condition:
                if not self._loaded:
                    return
                thumbnail = self._loaded.pop(0)
            pixmap = QPixmap.fromImage(thumbnail.image)
            self.came.emit(thumbnail.owner, thumbnail.picture, thumbnail.side, pixmap)
        self._later.start(4)
