"""The loop that a window runs in: asyncio's, turned by Qt's."""

from __future__ import annotations

import argparse
import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QSettings  # before qasync: it takes the binding that is there
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from dfi_studio.app.engine import real_engine
from dfi_studio.app.studio import studio
from dfi_studio.library.crash_notes import crash_noted
from dfi_studio.library.log_file import logged
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.window.main_window import MainWindow

logger = logging.getLogger(__name__)


def run(app: QApplication, window: MainWindow, options: argparse.Namespace) -> None:
    """Answer to a window that is shown until it is closed.

    Parameters
    ----------
    options : Namespace
        `photo`, `sample` and `device`, as `studio` takes them.
    """
    with logged(), crash_noted():
        try:
            _run(app, window, options)
        except Exception:
            logger.exception("The window failed.")
            raise


def _run(app: QApplication, window: MainWindow, options: argparse.Namespace) -> None:
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(4, thread_name_prefix="files") as files, collected_here(), loop:
        loop.set_default_executor(files)  # qasync's own would be made of QThreads
        loop.run_until_complete(
            studio(
                real_engine(options.device),
                window,
                QSettings(),
                photo=options.photo,
                sample=options.sample,
                device=options.device,
            )
        )
