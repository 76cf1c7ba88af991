"""qasync's loop under pytest: `run` runs one coroutine to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from loops import window_loop
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    with window_loop(qapp) as loop:
        yield lambda flow: loop.run_until_complete(asyncio.wait_for(flow, 30))


@pytest.fixture
def engine(qapp: QApplication) -> Iterator[EngineClient]:
    thread = EngineThread(object)
    thread.start()
    yield EngineClient(thread)
    thread.close()
    assert thread.isFinished()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
