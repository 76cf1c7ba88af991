"""The loop of the window, for tests."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import qasync
from PySide6.QtWidgets import QApplication


@contextmanager
def window_loop(app: QApplication) -> Iterator[qasync.QEventLoop]:
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(1) as files:
        loop.set_default_executor(files)
        yield loop
        loop.close()
    asyncio.set_event_loop(None)
    del loop
    gc.collect()  # here, where the loop's timers live, and not in the thread of the next test
