"""A journey, and the loop that it runs in."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from journey import Journey
from loops import window_loop
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

Run = Callable[[Any], Any]


@pytest.fixture
def journey(tmp_path: Path, qtbot: QtBot) -> Journey:
    return Journey(tmp_path, qtbot)


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    with window_loop(qapp) as loop:
        yield lambda flow: loop.run_until_complete(asyncio.wait_for(flow, 60))
        # What a window leaves behind is taken down here, not by a collection in the next engine.
        qapp.sendPostedEvents(None, 0)
        qapp.processEvents()
        gc.collect()
