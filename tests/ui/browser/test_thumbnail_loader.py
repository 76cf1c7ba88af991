from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QImage
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
