"""The window as a program: options, the application object, the loop."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy  # noqa: F401 - both before Qt, which reads the source of whatever is imported after it
import PIL.Image  # noqa: F401
from PySide6.QtCore import QSettings  # before qasync: it takes the binding that is there
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from dfi_studio.app.engine import real_engine
from dfi_studio.app.studio import studio
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.theme import choose, dress, remembered_theme


def main(argv: Sequence[str] = ()) -> int:
    """Open the window, run until it is closed, and return the exit code.

    Parameters
    ----------
    argv : sequence of str
        Options, without the program's name.
    """
    options = _options(argv)
    app = QApplication.instance() or QApplication(["dfi-studio"])
    assert isinstance(app, QApplication)
    app.setOrganizationName("DFI Studio")
    app.setApplicationName("DFI Studio")
    app.setDesktopFileName("dfi-studio")
    app.setQuitOnLastWindowClosed(False)  # closing the last window would stop the loop too early
    choose(app, remembered_theme(QSettings()))
    app.styleHints().colorSchemeChanged.connect(lambda scheme: dress(app))
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(4, thread_name_prefix="files") as files, collected_here(), loop:
        loop.set_default_executor(files)  # qasync's own would be made of QThreads
        loop.run_until_complete(
            studio(
                real_engine(options.device),
                QSettings(),
                photo=options.photo,
                sample=options.sample,
                device=options.device,
            )
        )
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dfi-studio", description="Open the window.")
    parser.add_argument("photo", nargs="?", type=Path, help="photograph or project to open")
    parser.add_argument("--sample", action="store_true", help="open the sample project")
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:N or mps (default: %(default)s)"
    )
    return parser.parse_args(list(argv))
