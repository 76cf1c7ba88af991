from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from dfi_studio.core.errors import PhotoError
from dfi_studio.ui.browser.thumbnail_loader import Fetch, ThumbnailLoader


class Slow:
    """Loads one picture each time it is let."""

    def __init__(self) -> None:
        self.let = threading.Semaphore(0)
        self.begun: list[int] = []

    @contextmanager
    def open(self) -> Iterator[Fetch]:
        def fetch(number: int, side: int) -> QImage:
            self.begun.append(number)
            self.let.acquire(timeout=5)
            return QImage(side, side, QImage.Format.Format_RGB32)

        yield fetch


def test_the_newest_wish_replaces_what_was_scrolled_past(qtbot: QtBot) -> None:
    slow, came = Slow(), []
    loader = ThumbnailLoader(slow.open, threads=1)
    loader.came.connect(lambda owner, number, side, pixmap: came.append((owner, number, side)))
    loader.want(1, range(100), 64)
    qtbot.waitUntil(lambda: slow.begun == [0])
    loader.want(1, [500, 501], 64)
    for _ in range(3):
        slow.let.release()
    qtbot.waitUntil(lambda: len(came) == 3)
    loader.close()
    assert came == [(1, 0, 64), (1, 500, 64), (1, 501, 64)]


@pytest.mark.parametrize("error", [PhotoError("It is broken.")])
def test_a_picture_that_cannot_be_read_is_null_and_the_next_one_comes(
    qtbot: QtBot, error: Exception
) -> None:
    @contextmanager
    def opened() -> Iterator[Fetch]:
        def fetch(number: int, side: int) -> QImage:
            if number == 1:
                raise error
            return QImage(side, side, QImage.Format.Format_RGB32)

        yield fetch

    loader, came = ThumbnailLoader(opened, threads=1), {}
    loader.came.connect(lambda owner, number, side, pixmap: came.update({number: pixmap.isNull()}))
    loader.want(3, [1, 2], 48)
    qtbot.waitUntil(lambda: len(came) == 2)
    loader.close()
    assert came == {1: True, 2: False}


def test_a_loader_that_was_never_asked_can_be_closed(qtbot: QtBot) -> None:
    ThumbnailLoader(Slow().open).close()


def test_what_waits_to_be_handed_over_is_not_loaded_again(qtbot: QtBot) -> None:
    slow, came = Slow(), []
    loader = ThumbnailLoader(slow.open, threads=1)
    loader.came.connect(lambda owner, number, side, pixmap: came.append(number))
    loader.want(1, [0, 1], 64)
    slow.let.release()
    wait_without_events(lambda: slow.begun == [0, 1])  # 0 is loaded, and waits for this thread
    loader.want(1, [0, 1, 2], 64)
    for _ in range(3):
        slow.let.release()
    qtbot.waitUntil(lambda: len(came) == 3)
    loader.close()
    assert slow.begun == came == [0, 1, 2]


def test_a_picture_on_its_way_in_one_size_can_be_wished_for_in_another(qtbot: QtBot) -> None:
    slow, came = Slow(), []
    loader = ThumbnailLoader(slow.open, threads=1)
    loader.came.connect(lambda owner, number, side, pixmap: came.append(side))
    loader.want(1, [0], 64)
    qtbot.waitUntil(lambda: slow.begun == [0])
    loader.want(1, [0], 96)
    for _ in range(2):
        slow.let.release()
    qtbot.waitUntil(lambda: came == [64, 96])
    loader.close()


def test_the_threads_rest_until_the_event_loop_has_done_what_is_due(qtbot: QtBot) -> None:
    slow = Slow()
    loader = ThumbnailLoader(slow.open, threads=2)
    loader.rest()
    loader.want(1, [0], 64)
    time.sleep(0.05)
    assert slow.begun == []
    qtbot.waitUntil(lambda: slow.begun == [0])
    slow.let.release()
    loader.close()


def test_a_loader_can_be_closed_at_rest(qtbot: QtBot) -> None:
    loader = ThumbnailLoader(Slow().open)
    loader.rest()
    loader.want(1, [0], 64)
    loader.close()


def test_hand_overs_leave_the_rest_of_a_frame_to_painting(qtbot: QtBot) -> None:
    slow, came = Slow(), []
    loader = ThumbnailLoader(slow.open, threads=1)

    def take_long(owner: int, number: int, side: int, pixmap: QPixmap) -> None:
        came.append(time.monotonic())
        time.sleep(0.005)

    loader.came.connect(take_long)
    for _ in range(4):
        slow.let.release()
    loader.want(1, range(4), 64)
    qtbot.waitUntil(lambda: len(came) == 4)
    loader.close()
    assert np.diff(came).min() > 0.014


def wait_without_events(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not done() and time.monotonic() < end:
        time.sleep(0.002)
    assert done()
