"""A canvas on a screen, and pictures to put on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.pixels import to_qimage

Levels = npt.NDArray[np.int64]
Paint = Callable[[tuple[int, int, int], int, int], QImage]
Read = Callable[[QWidget], Levels]


@pytest.fixture
def flat() -> Paint:
    """Make pictures of one colour."""

    def paint(colour: tuple[int, int, int], width: int = 40, height: int = 30) -> QImage:
        return to_qimage(freeze(np.full((height, width, 3), np.array(colour) / 255)))

    return paint


@pytest.fixture
def noise() -> Levels:
    """Return a picture in which no two pixels are likely to be equal: 160 x 120."""
    return np.random.default_rng(0).integers(0, 256, (120, 160, 3))


@pytest.fixture
def noisy(noise: Levels) -> QImage:
    return to_qimage(freeze(noise / 255))


@pytest.fixture
def read() -> Read:
    """Return what a widget shows."""

    def levels(widget: QWidget) -> Levels:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        return rows[..., 2::-1].astype(np.int64)

    return levels


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    """Return an empty canvas of 640 x 440, shown and active."""
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(QSize(640, 440))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made
