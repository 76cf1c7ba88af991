"""Thumbnails of one colour, made without files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from dfi_studio.ui.browser.thumbnail_loader import Fetch, ThumbnailLoader


@contextmanager
def painted() -> Iterator[Fetch]:
    def fetch(number: int, side: int) -> QImage:
        image = QImage(side, side * 3 // 4, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number % 360, 90, 200))
        return image

    yield fetch


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader(painted)
    yield made
    made.close()
