"""What two hours of use leave in memory: the whole program, driven in fast motion.

    python tests/benchmarks/bench_memory.py [--actions 7200]

One action for each second of two hours: strengths, smoothness, undo, redo, crops, snapshots,
attributes that come and go, comparisons, zooming, rendering again, stopping. The program runs
offscreen on the sample at 64 px with a network of a sixteenth of the channels, so that memory shows
what the program keeps and not what the network needs. Prints the resident memory at each tenth, and
its growth from the second tenth, when all caches are full, to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from dfi_studio.app.engine import Engine, real_engine
from dfi_studio.app.studio import studio
from dfi_studio.core.photo import Crop
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.theme import dress
from dfi_studio.ui.window.main_window import MainWindow

_LIMIT = 0.05
_SIZE = 64


def tiny_engine() -> Engine:
    """Return the real pipeline with a small network."""

    def make_workshop() -> object:
        from tiny_network import tiny_network

        from dfi_studio.pipeline import workshop

        workshop.load_backbone = lambda *_, **__: tiny_network()
        return workshop.Workshop("cpu")

    return replace(real_engine("cpu"), make_workshop=make_workshop)


def actions(window: MainWindow, chance: random.Random) -> list[Callable[[], None]]:
    """Return what a hand may do next; each is as likely as it is often in the list."""
    edit = window.edit.edited.emit
    made = window.actions_.made

    def press(name: str) -> Callable[[], None]:
        return lambda: made[name].trigger() if made[name].isEnabled() else None

    def crop() -> None:
        left, top = chance.randrange(60), chance.randrange(60)
        edit(edits.set_crop(Crop(left, top, 120, 120)))

    strengths = [
        lambda: edit(edits.set_alpha(round(chance.uniform(-2, 4), 2), at=0)),
        lambda: edit(edits.set_tv(10 ** chance.uniform(-5, 0))),
    ]
    rare = [
        crop,
        press("whole_photo"),
        press("take_snapshot"),
        press("render_again"),
        press("stop"),
        press("cancel"),
        press("next_comparison"),
        press("zoom_in"),
        press("zoom_fit"),
        lambda: edit(edits.turn_on(False, at=0)),
        lambda: edit(edits.turn_on(True, at=0)),
    ]
    return [*strengths * 12, *[press("undo"), press("redo")] * 4, *rare]


async def use(count: int, settings: QSettings) -> None:
    window = MainWindow(Session(), settings)
    window.show()
    running = asyncio.ensure_future(studio(tiny_engine(), window, settings, sample=True))
    while not window.edit.stack.rows:
        await asyncio.sleep(0.05)
    window.edit.edited.emit(edits.set_size(_SIZE))
    window.edit.edited.emit(edits.set_iterations(12))
    chance, process = random.Random(7), psutil.Process()
    hand = actions(window, chance)
    seen: list[float] = []
    for number in range(count):
        chance.choice(hand)()
        window.edit.settled.emit()
        await asyncio.sleep(0.01)
        if (number + 1) % (count // 10) == 0:
            await asyncio.sleep(2)
            seen.append(process.memory_info().rss / 1e6)
            print(f"{number + 1} actions: {seen[-1]:.0f} MB", flush=True)
    growth = seen[-1] / seen[1] - 1
    verdict = "flat" if growth < _LIMIT else "grows"
    print(f"{verdict}: {growth:+.1%} from the second tenth to the last")
    signal.raise_signal(signal.SIGTERM)  # closes without asking
    await running


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=7200)
    count = parser.parse_args().actions
    with tempfile.TemporaryDirectory() as home:
        os.environ["DFI_STUDIO_HOME"] = home
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        dress(app)
        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)
        with ThreadPoolExecutor(4) as files, collected_here(), loop:
            loop.set_default_executor(files)
            settings = QSettings(str(Path(home) / "settings.ini"), QSettings.Format.IniFormat)
            loop.run_until_complete(use(count, settings))


if __name__ == "__main__":
    main()
