"""A window in a process of its own, to be killed: how it is opened, and how it tells."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any


def opened(fake: Any, settings: str, photo: Path) -> tuple[Any, asyncio.Future[None]]:
    """Return a window on a fake engine, and what ends with it."""
    from PySide6.QtCore import QSettings

    from dfi_studio.app.engine import Engine
    from dfi_studio.app.studio import studio
    from dfi_studio.session.session import Session
    from dfi_studio.ui.window.main_window import MainWindow

    fakes = fake.verbs, fake.faces, fake.dataset, fake.instant, fake.isda, fake.films.verbs
    engine = Engine(fake.make_workshop, *fakes, fake.queue)
    kept = QSettings(settings, QSettings.Format.IniFormat)
    window = MainWindow(Session(), kept)
    window.show()
    return window, asyncio.ensure_future(studio(engine, window, kept, photo=photo))


def tell() -> None:
    """Say that what was to be done is done: now it may be killed."""
    sys.stdout.write("there\n")
    sys.stdout.flush()


def run(work: Callable[..., Awaitable[None]]) -> None:
    """Run what a window is to do, with the arguments of the command line: PHOTO, and others."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    photo, *others = sys.argv[1:]
    with loop:
        loop.run_until_complete(work(Path(photo), *others))
