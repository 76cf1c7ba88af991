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
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
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
from dfi_studio.ui.browser.dataset import Dataset
from dfi_studio.ui.browser.verbs import DatasetVerbs, Likeness, Neighbours, Offer
from dfi_studio.ui.commands import Commands
from dfi_studio.ui.controller import Controller
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.engine_thread import EngineClient, EngineThread, ended
from dfi_studio.ui.garbage import collected_here, settle
from dfi_studio.ui.main_window import MainWindow
from dfi_studio.ui.theme import dress
from dfi_studio.ui.work import Message, Severity, Verbs

if TYPE_CHECKING:
    from dfi_studio.pipeline.workshop import Workshop

logger = logging.getLogger(__name__)

_FIRST_PAINT_S = 0.05
_MOST_STREAK = 3
"""How often in a row the render loop is started again after a fault of ours."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What the window computes with: the real one, or a test's."""

    make_workshop: Callable[[], Any]
    verbs: Verbs
    dataset: DatasetVerbs


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
    with ThreadPoolExecutor(4, thread_name_prefix="files") as files, collected_here(), loop:
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
    client = EngineClient(thread)
    dataset = Dataset(engine.dataset)
    window = MainWindow(session, settings, dataset=dataset.workspace)
    controller = Controller(
        session,
        client,
        verbs=engine.verbs,
        view=window,
        count_pictures=lambda text: len(picture_set(text).paths),
    )
    dialogs = Dialogs(window, settings)
    commands = Commands(session, controller=controller, front=window, dialogs=dialogs)
    window.bind(commands, *dataset.commands(session, engine=client, front=window, dialogs=dialogs))
    window.show()
    thread.start()
    try:
        with _interrupts(commands.leave):
            if photo is not None:
                commands.open_path(photo)
            elif sample:
                commands.open_sample()
            async with _alongside(dataset.run()):
                await _run(controller, window, commands)
    finally:
        window.hide()
        await dataset.close()
        await ended(thread)
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


@asynccontextmanager
async def _alongside(flow: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a flow for the length of the block; the end of the block ends it."""
    task = asyncio.ensure_future(flow)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled() and (fault := task.exception()) is not None:
            logger.error("The browser failed.", exc_info=fault)


async def _painted() -> None:
    """Wait until the window has been painted for the first time, and can take the first click."""
    await asyncio.sleep(_FIRST_PAINT_S)


def real_engine(device: str) -> Engine:
    """Return the pipeline, imported when the engine's thread first needs it."""

    def make_workshop() -> Workshop:
        from dfi_studio.pipeline.workshop import Workshop

        return Workshop(device)

    return Engine(
        make_workshop,
        Verbs(render=_render, warm_up=_warm_up),
        _dataset_verbs(),
    )


def _render(
    workshop: Workshop, photo: Photo, recipe: Recipe, start: Image | None
) -> Generator[Step, None, Render]:
    from dfi_studio.pipeline.render import render

    return render(workshop, photo, recipe, start=start)


def _warm_up(workshop: Workshop, space: FeatureSpace) -> Generator[Step, None, str]:
    from dfi_studio.pipeline.warm_up import warm_up

    return warm_up(workshop, space)


def _dataset_verbs() -> DatasetVerbs:
    """Return what the browser asks of the pipeline, imported when it first asks."""

    def verb(name: str) -> Callable[..., Any]:
        def pulled(*arguments: Any) -> Generator[Step, None, Any]:
            from dfi_studio.pipeline import browsing

            return (yield from getattr(browsing, name)(*arguments))

        return pulled

    def neighbours(
        workshop: Workshop, catalogue: Path, likeness: Likeness
    ) -> Generator[Step, None, Neighbours]:
        from dfi_studio.pipeline.browsing import likenesses

        k, agreeing = likeness.k, likeness.agreeing
        return (yield from likenesses(workshop, catalogue, likeness.of, k=k, agreeing=agreeing))

    def offers() -> Generator[Step, None, list[Offer]]:
        from dfi_studio.pipeline.browsing import known_sets

        return [Offer(*each) for each in (yield from known_sets())]

    return DatasetVerbs(
        index=verb("index_catalogue"),
        neighbours=neighbours,
        pairs=verb("nearest_pairs"),
        keep=verb("keep_attribute"),
        rebuild=verb("rebuild_attribute"),
        import_=verb("import_attribute"),
        offers=offers,
        fetch=verb("fetch_set"),
        estimate=verb("estimate_labels"),
    )


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
