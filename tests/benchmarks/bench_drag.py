"""How the window answers while the solver has both cores: its delays, and the frames of a drag.

    python tests/benchmarks/bench_drag.py [--size 200] [--seconds 8] [--iterations N]
        [--decoder FILE]

The whole program runs offscreen on the sample, with the network that is installed. First the solver
works alone, then a pointer drags the strength to and fro along its slider, sixty steps a second;
then it does so again once the keyframes are there. Prints how late a timer of 4 ms is told in each
part (the median, the 99th percentile, the worst), and of each drag how many new pictures were
painted, a second and for each step of the hand, and how long after its step each picture came. Run
it on an idle machine. With a decoder the first drag shows its frames. How old a picture is when it
is painted is told as well: the time since the slider came to the strength that it shows.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from dfi_studio.app.engine import real_engine
from dfi_studio.app.studio import studio
from dfi_studio.core.recipe import Contrast
from dfi_studio.library.decoders import describe_decoder
from dfi_studio.library.folders import HOME_VARIABLE, caches
from dfi_studio.library.kept_decoders import kept_decoder
from dfi_studio.library.sample_project import sample_project
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.theme import dress
from dfi_studio.ui.window.main_window import MainWindow

BEAT_MS = 4
STEP_S = 1 / 60
LIMIT_MS = 16.0
IDLE_S = 0.15


class Heartbeat(QObject):
    """Notes how late each beat of a precise timer comes."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self) -> None:
        """Forget what was."""
        self.late, self._last = [], time.perf_counter()

    def told(self, part: str) -> str:
        """Return a line about the time since `begin`."""
        late = np.array(self.late)
        over = int((late > LIMIT_MS).sum())
        return (
            f"{part}: delay median {np.median(late):.1f} ms, 99 % {np.percentile(late, 99):.1f} ms,"
            f" worst {late.max():.1f} ms, over {LIMIT_MS:g} ms: {over} of {len(late)}"
        )

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, 1000 * (now - self._last) - BEAT_MS))
        self._last = now


class Frames(QObject):
    """Counts the pictures that came to the canvas and were painted, and times them from a step."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.begin()
        self._new = False
        self._came: dict[float, float] = {}
        self._strength = math.nan
        window.session.subscribe(self._on_document)
        self._show_of = window.show_result
        window.show_result = self._on_whole  # type: ignore[method-assign]
        self._show = window.canvas.show_result
        window.canvas.show_result = self._on_result  # type: ignore[method-assign]
        window.canvas.installEventFilter(self)

    def begin(self) -> None:
        """Forget what was."""
        self.count, self.steps, self.began = 0, 0, time.perf_counter()
        self.waits: list[float] = []
        self.ages: list[float] = []
        self._moved = math.nan

    def step(self) -> None:
        """Take note that the hand moves."""
        self.steps += 1
        self._moved = time.perf_counter()

    def told(self, part: str) -> str:
        """Return a line about the time since `begin`."""
        took, waits = time.perf_counter() - self.began, np.array(self.waits or [math.nan])
        ages = np.array(self.ages or [math.nan])
        return (
            f"{part}: {self.count / took:.1f} pictures a second, {self.count / self.steps:.2f} a"
            f" step of the hand; from step to paint median {np.median(waits):.1f} ms,"
            f" 99 % {np.percentile(waits, 99):.1f} ms; age at paint median"
            f" {np.median(ages):.1f} ms,"
            f" 95 % {np.percentile(ages, 95):.1f} ms"
        )

    def _on_document(self, old: Document, new: Document) -> None:
        directions = new.recipe.directions
        if directions:
            self._came[directions[0].alpha] = time.perf_counter()

    def _on_whole(self, result: Result | None, picture: QImage | None) -> None:
        self._strength = math.nan if result is None else result.recipe.directions[0].alpha
        self._show_of(result, picture)

    def _on_result(self, picture: object) -> None:
        self._new = True
        self._show(picture)  # type: ignore[arg-type]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count a repaint with a new picture."""
        if event.type() is QEvent.Type.Paint and self._new:
            self.count, self._new = self.count + 1, False
            if (came := self._came.pop(self._strength, None)) is not None:
                self.ages.append(1000 * (time.perf_counter() - came))
            if self._moved == self._moved:  # of all that a step leads to, the first picture
                self.waits.append(1000 * (time.perf_counter() - self._moved))
                self._moved = math.nan
        return False


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


async def drag(window: MainWindow, frames: Frames, seconds: float, middle: float) -> None:
    """Drag the first strength to and fro about a place of its slider, 0..1."""
    track = window.edit.stack.rows[0].alpha.track
    frames.begin()
    point(track, QEvent.Type.MouseButtonPress, track.width() * 0.5, held=True)
    while (passed := time.perf_counter() - frames.began) < seconds:
        x = track.width() * (middle + 0.15 * math.sin(2 * passed))
        frames.step()
        point(track, QEvent.Type.MouseMove, x, held=True)
        await asyncio.sleep(STEP_S - (time.perf_counter() - frames.began - passed))
    point(track, QEvent.Type.MouseButtonRelease, track.width() * 0.5, held=False)


async def measure(
    size: int, seconds: float, settings: QSettings, *, iterations: int, beyond: bool
) -> None:
    """Measure; first beyond all that is solved, where a decoder is to be measured."""
    window = MainWindow(Session(), settings)
    window.show()
    running = asyncio.ensure_future(studio(real_engine("cpu"), window, settings, sample=True))
    beat, frames = Heartbeat(), Frames(window)
    with phases(window) as works:
        await until(works, Phase.LEARNING, Phase.SOLVING)
        window.edit.edited.emit(edits.set_size(size))
        if iterations:
            window.edit.edited.emit(edits.set_iterations(iterations))
        await until(works, Phase.SOLVING)
        beat.begin()
        await until(works, Phase.DONE, Phase.FAILED)
        print(beat.told(f"solving at {size} px"))
        for part in ("dragging", "dragging between keyframes"):
            beat.begin()
            first = beyond and part == "dragging"
            await drag(window, frames, seconds, 0.8 if first else 0.55)
            print(beat.told(part))
            print(frames.told(part), flush=True)
            await until(works, Phase.DONE, Phase.FAILED)
            await idle()
    window.solver.cancel_wanted.emit()
    await asyncio.sleep(0.3)
    signal.raise_signal(signal.SIGTERM)  # closes without asking
    await running


def apart(home: Path) -> None:
    """Keep what the program writes apart from the user's; the installed network is shared."""
    (home / "cache").symlink_to(caches(), target_is_directory=True)
    os.environ[HOME_VARIABLE] = str(home)


def use(decoder: Path) -> None:
    """Put a decoder where the program looks for one for the sample's attribute."""
    _, recipe = sample_project()
    attribute = recipe.directions[0].attribute
    assert isinstance(attribute, Contrast)
    identity = describe_decoder(decoder).backbone_identity
    shutil.copy(decoder, kept_decoder(identity, (attribute.source, attribute.target)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--iterations", type=int, default=0, help="of the solves; 0: the sample's")
    parser.add_argument("--decoder", type=Path, help="for the sample, to be used in the drag")
    options = parser.parse_args()
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
        apart(Path(home))
        if options.decoder is not None:
            use(options.decoder)
        settings = QSettings(str(Path(home) / "settings.ini"), QSettings.Format.IniFormat)
        loop.run_until_complete(
            measure(
                options.size,
                options.seconds,
                settings,
                iterations=options.iterations,
                beyond=options.decoder is not None,
            )
        )


if __name__ == "__main__":
    main()
