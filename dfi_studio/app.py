"""The window's composition root: builds session, engine thread and window; runs; closes in order.

torch is imported by none of this: the workshop is made inside the engine's thread, after the first
paint. `pipeline` is therefore named inside functions only.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (  # before qasync: it takes what is there
    QSettings,
    QSocketNotifier,
)
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.session.session import Session
from dfi_studio.ui.commands import Commands
from dfi_studio.ui.controller import Controller
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.garbage import collected_here, settle
from dfi_studio.ui.main_window import MainWindow
from dfi_studio.ui.theme import dress
from dfi_studio.ui.work import Message, Severity, Verbs

if TYPE_CHECKING:
    from dfi_studio.pipeline.workshop import Workshop

logger = logging.getLogger(__name__)

_FIRST_PAINT_S = 0.05
_LOOK_AGAIN_S = 0.01
_MOST_STREAK = 3
"""How often in a row the render loop is started again after a fault of ours."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What the window computes with: the real one, or a test's."""

    make_workshop: Callable[[], Any]
    verbs: Verbs


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
    dress(app)
    app.styleHints().colorSchemeChanged.connect(lambda scheme: dress(app))
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(2, thread_name_prefix="files") as files, collected_here(), loop:
        loop.set_default_executor(files)  # qasync's own would be made of QThreads
        loop.run_until_complete(
            studio(
                real_engine(options.device), QSettings(), photo=options.photo, sample=options.sample
            )
        )
    return 0


async def studio(
    engine: Engine, settings: QSettings, *, photo: Path | None = None, sample: bool = False
) -> None:
    """Show the window until it is closed, then close everything in reverse order."""
    session = Session()
    thread = EngineThread(engine.make_workshop)
    window = MainWindow(session, settings)
    controller = Controller(
        session,
        EngineClient(thread),
        verbs=engine.verbs,
        view=window,
        count_pictures=lambda text: len(picture_set(text).paths),
    )
    dialogs = Dialogs(window, settings)
    commands = Commands(session, controller=controller, front=window, dialogs=dialogs)
    window.bind(commands)
    window.show()
    thread.start()
    try:
        with _interrupts(commands.leave):
            if photo is not None:
                commands.open_path(photo)
            elif sample:
                commands.open_sample()
            await _run(controller, window, commands)
    finally:
        window.hide()
        await _ended(thread)
        window.deleteLater()


async def _run(controller: Controller, window: MainWindow, commands: Commands) -> None:
    """Keep the render loop going until the window may close."""
    left = asyncio.ensure_future(commands.left.wait())
    await _painted()
    warming = asyncio.ensure_future(controller.warm_up())
    warming.add_done_callback(lambda task: settle())
    faults = 0
    while not left.done() and faults < _MOST_STREAK:
        rendering = asyncio.ensure_future(controller.render_forever())
        await asyncio.wait({left, rendering}, return_when=asyncio.FIRST_COMPLETED)
        if rendering.done() and (fault := rendering.exception()) is not None:
            faults += 1
            logger.error("The render loop failed.", exc_info=fault)
            window.say(Message(f"Something unexpected went wrong: {fault}.", Severity.ERROR))
        rendering.cancel()
        await asyncio.wait({rendering})
    await left
    warming.cancel()
    await asyncio.wait({warming})


async def _painted() -> None:
    """Wait until the window has been painted for the first time, and can take the first click."""
    await asyncio.sleep(_FIRST_PAINT_S)


async def _ended(thread: EngineThread) -> None:
    """Let the engine's thread end after the step in hand; the loop goes on meanwhile.

    A thread that is alive at exit would abort the process.
    """
    thread.finish()
    while thread.isRunning():  # looked at, not told: `finished` is emitted by the thread that dies
        await asyncio.sleep(_LOOK_AGAIN_S)
    thread.wait()


def real_engine(device: str) -> Engine:
    """Return the pipeline, imported when the engine's thread first needs it."""

    def make_workshop() -> Workshop:
        from dfi_studio.pipeline.workshop import Workshop

        return Workshop(device)

    return Engine(make_workshop, Verbs(render=_render, warm_up=_warm_up))


def _render(
    workshop: Workshop, photo: Photo, recipe: Recipe, start: Image | None
) -> Generator[Step, None, Render]:
    from dfi_studio.pipeline.render import render

    return render(workshop, photo, recipe, start=start)


def _warm_up(workshop: Workshop, space: FeatureSpace) -> Generator[Step, None, str]:
    from dfi_studio.pipeline.warm_up import warm_up

    return warm_up(workshop, space)


@contextmanager
def _interrupts(leave: Callable[[], None]) -> Iterator[None]:
    """Close the window on Ctrl-C and on SIGTERM.

    Python runs signal handlers between bytecodes, of which there are none while Qt waits for
    events: the wake-up socket makes an event of the signal.
    """
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(partial(_drain, reader))
    before = {
        number: signal.signal(number, lambda *_: leave())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    was_waking = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(was_waking)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        reader.close()
        writer.close()


def _drain(reader: socket.socket, *_: object) -> None:
    reader.recv(64)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dfi-studio", description="Open the window.")
    parser.add_argument("photo", nargs="?", type=Path, help="photograph to open")
    parser.add_argument("--sample", action="store_true", help="open the sample project")
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:N or mps (default: %(default)s)"
    )
    return parser.parse_args(list(argv))
