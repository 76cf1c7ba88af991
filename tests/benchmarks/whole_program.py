"""The whole program, offscreen, with the installed network: for benchmarks of the window."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from dfi_studio.app.engine import real_engine
from dfi_studio.app.studio import studio
from dfi_studio.library.folders import HOME_VARIABLE, caches
from dfi_studio.session.session import Session
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.theme import dress
from dfi_studio.ui.window.main_window import MainWindow

IDLE_S = 0.15
Measure = Callable[[QSettings], Awaitable[None]]


def in_the_program(measure: Measure, prepare: Callable[[], None] = lambda: None) -> None:
    """Run what measures in the loop of an application whose files are apart from the user's.

    Parameters
    ----------
    prepare : callable
        Called where the program's folders are those of this run.
    """
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with (
        tempfile.TemporaryDirectory() as home,
        ThreadPoolExecutor(4) as files,
        collected_here(),
        loop,
    ):
        loop.set_default_executor(files)
        _apart(Path(home))
        prepare()
        settings = QSettings(str(Path(home) / "settings.ini"), QSettings.Format.IniFormat)
        loop.run_until_complete(measure(settings))


@asynccontextmanager
async def sample_window(settings: QSettings) -> AsyncIterator[tuple[MainWindow, list[Work]]]:
    """The window with the sample, and what it is told of the render; closed in the end."""
    window = MainWindow(Session(), settings)
    window.show()
    running = asyncio.ensure_future(studio(real_engine("cpu"), window, settings, sample=True))
    with phases(window) as works:
        await until(works, Phase.LEARNING, Phase.SOLVING)
        yield window, works
    window.solver.cancel_wanted.emit()
    await asyncio.sleep(0.3)
    signal.raise_signal(signal.SIGTERM)  # closes without asking
    await running


@contextmanager
def phases(window: MainWindow) -> Iterator[list[Work]]:
    """Follow what the window is told of the render."""
    works: list[Work] = []
    show = window.solver.show_work

    def on_work(work: Work) -> None:
        works.append(work)
        show(work)

    window.solver.show_work = on_work  # type: ignore[method-assign]
    try:
        yield works
    finally:
        window.solver.show_work = show  # type: ignore[method-assign]


async def until(works: list[Work], *wanted: Phase) -> None:
    while not works or works[-1].phase not in wanted:
        await asyncio.sleep(0.05)


def point(widget: QWidget, kind: QEvent.Type, x: float, *, held: bool) -> None:
    """Send a pointer's event to a widget."""
    place = QPointF(x, widget.height() / 2)
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, buttons, none)
    QApplication.sendEvent(widget, event)


async def idle() -> None:
    """Wait until nothing is computed any more, in idle time neither."""
    while True:
        before = time.process_time()
        await asyncio.sleep(1.0)
        if time.process_time() - before < IDLE_S:
            return


def _apart(home: Path) -> None:
    """Keep what the program writes apart from the user's; the installed network is shared."""
    known = caches()
    (home / "cache").mkdir()
    (home / "cache" / "weights").symlink_to(known / "weights", target_is_directory=True)
    os.environ[HOME_VARIABLE] = str(home)
