"""Eight hours' worth of random use in some minutes: what breaks, and what is not given back.

    python tests/benchmarks/soak.py [--actions 14400] [--real 0.1] [--seed 7]

Counted as one action each two seconds of eight hours. `tests/monkey.py` is the hand; the window is
the whole program, offscreen, first on the fake engine (`tests/fake_engine.py`), then, for a share
of the actions, on the real one at 64 px with a network of a sixteenth of the channels. It fails on
the first exception anywhere, warning of Qt or error in the log, on a thread that is left at the
end, and where memory or handles grow; then it prints the last twenty actions. The same seed does
the same actions, though not at the same moments of the engine. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import gc
import json
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import PIL.Image
import psutil
from fake_engine import FakeEngine
from monkey import LEFT_OUT, Monkey
from PySide6.QtCore import QSettings, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from dfi_studio.app.engine import Engine, real_engine
from dfi_studio.app.studio import studio
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.garbage import collected_here
from dfi_studio.ui.theme import dress
from dfi_studio.ui.window.main_window import MainWindow

_MOST_GROWTH = 0.10
_MOST_HANDLES = 12
_HUNG_S = 60  # after which a window that answers no more is ended, and says where it was
_PAUSE_S = 0.002
_OFFSCREEN = "This plugin does not support"


class Watch(logging.Handler):
    """Gathers whatever nobody asked for."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.faults: list[str] = []
        sys.excepthook = lambda *error: self._add("exception", *traceback.format_exception(*error))
        threading.excepthook = lambda told: self._add("thread", repr(told.exc_value))
        qInstallMessageHandler(self._on_qt)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take an error in the log."""
        error = record.exc_info[1] if record.exc_info else None
        details = traceback.format_exception(error) if error else []
        self._add("log", record.getMessage(), *details)

    def on_loop(self, loop: Any, context: dict[str, Any]) -> None:
        """Take what asyncio has nobody to tell."""
        error = context.get("exception")
        details = traceback.format_exception(error) if error else []
        self._add("asyncio", str(context.get("message")), *details)

    def _on_qt(self, kind: QtMsgType, context: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and _OFFSCREEN not in text:
            self._add("Qt", text, *traceback.format_stack(limit=8))

    def _add(self, kind: str, *text: str) -> None:
        self.faults.append(f"{kind}: " + "\n".join(text))


def fake_engine() -> Engine:
    """Return an engine that takes no time."""
    fake = FakeEngine(pause=0.0005, decoder=True)
    fakes = fake.verbs, fake.faces, fake.dataset, fake.instant, fake.isda, fake.films.verbs
    return Engine(fake.make_workshop, *fakes, fake.queue)


def tiny_engine() -> Engine:
    """Return the real pipeline with a small network."""

    def make_workshop() -> object:
        from tiny_network import tiny_network

        from dfi_studio.pipeline import workshop

        workshop.load_backbone = lambda *_, **__: tiny_network()
        return workshop.Workshop("cpu")

    return replace(real_engine("cpu"), make_workshop=make_workshop)


def files_in(folder: Path) -> list[Path]:
    """Make what can be opened, and name what can be written."""
    for name in ("young", "old"):
        (folder / name).mkdir(parents=True)
        for number in range(4):
            noise = np.random.default_rng(number).integers(0, 255, (48, 40, 3), np.uint8)
            PIL.Image.fromarray(noise).save(folder / name / f"{number}.png")
    shades = np.linspace(0, 160, 96 * 64 * 3).reshape(64, 96, 3).astype(np.uint8)
    for name in ("anna.png", "bert.jpg"):
        PIL.Image.fromarray(shades).save(folder / name)
    PIL.Image.fromarray(shades[..., 0]).save(folder / "mask.png")
    (folder / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"?" * 100)
    (folder / "damaged.dfistudio").write_bytes(b"PK\x03\x04" + b"?" * 100)
    written = ("work.dfistudio", "out.png", "out.jpg", "film.gif", "gone/none.png", "new.dfistudio")
    return [*sorted(folder.iterdir()), *(folder / name for name in written)]


def measured() -> dict[str, int]:
    """Return what the process holds."""
    gc.collect()
    process = psutil.Process()
    return {
        "mb": round(process.memory_info().rss / 1e6),
        "handles": process.num_fds(),
        "threads": process.num_threads(),
    }


async def use(engine: Engine, count: int, seed: int, home: Path, watch: Watch) -> dict[str, Any]:
    """Let the monkey loose on one window, and close it."""
    asyncio.get_running_loop().set_exception_handler(watch.on_loop)
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Session(), settings)
    window.show()
    running = asyncio.ensure_future(studio(engine, window, settings, sample=True))
    while not (window.edit.stack.rows or running.done()):
        await asyncio.sleep(0.05)
    window.edit.edited.emit(edits.set_size(64))
    window.edit.edited.emit(edits.set_iterations(12))
    monkey = Monkey(window, random.Random(seed), files_in(home / "files"))
    seen: list[dict[str, int]] = []
    done = 0
    while done < count and not watch.faults and not running.done():
        # From Qt's loop, as a hand: a dialog may ask back, and that would hold this coroutine up.
        QTimer.singleShot(0, monkey.act)
        faulthandler.dump_traceback_later(_HUNG_S, exit=True)
        if window.session.document.recipe.space.size > 64:  # a sample was opened
            window.edit.edited.emit(edits.set_size(64))
        await asyncio.sleep(_PAUSE_S)
        done += 1
        if done % max(count // 10, 1) == 0:
            await asyncio.sleep(0.5)
            seen.append(measured())
            print(f"{done} actions: {seen[-1]}", file=sys.stderr, flush=True)
    last = list(monkey.done)
    faulthandler.dump_traceback_later(2 * _HUNG_S, exit=True)
    monkey.put_away()
    signal.raise_signal(signal.SIGTERM)  # closes without asking
    try:
        await asyncio.wait_for(running, 60)
    except Exception as error:  # noqa: BLE001 - a studio that fails is a find
        watch.faults.append("".join(traceback.format_exception(error)))
    faulthandler.cancel_dump_traceback_later()
    return {"done": done, "seen": seen, "last": last, "counts": monkey.counts}


def run(app: QApplication, engine: Engine, count: int, seed: int, watch: Watch) -> dict[str, Any]:
    """Open a window on an engine, in a folder of its own, and return what became of it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        os.environ["DFI_STUDIO_HOME"] = name
        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)
        before = {each.name for each in threading.enumerate()}
        with ThreadPoolExecutor(4, thread_name_prefix="files") as files, collected_here(), loop:
            loop.set_default_executor(files)
            found = loop.run_until_complete(use(engine, count, seed, Path(name), watch))
        found["left"] = [
            each.name
            for each in threading.enumerate()
            if each.name not in before and not each.daemon
        ]
    return found


def verdict(found: dict[str, Any], watch: Watch) -> list[str]:
    """Return what is wrong; nothing where all is well."""
    wrong = list(watch.faults)
    wrong += [f"a thread is left: {name}" for name in found["left"]]
    seen = found["seen"]
    if found["done"] >= 1000 and len(seen) > 2:  # in fewer the caches are not full
        if seen[-1]["mb"] > seen[2]["mb"] * (1 + _MOST_GROWTH):
            wrong.append(f"memory grows: {[each['mb'] for each in seen]}")
        if seen[-1]["handles"] > seen[2]["handles"] + _MOST_HANDLES:
            wrong.append(f"handles grow: {[each['handles'] for each in seen]}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=14_400)
    parser.add_argument("--real", type=float, default=0.1, help="share on the real engine")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    faulthandler.enable()
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QDesktopServices.openUrl = lambda url: True  # type: ignore[method-assign,assignment]
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    watch, began, told = Watch(), time.monotonic(), {}
    shares = {"fake": 1 - options.real, "real": options.real}
    wrong: list[str] = []
    for kind, share in shares.items():
        count = round(options.actions * share)
        if not count or wrong:
            continue
        engine = fake_engine() if kind == "fake" else tiny_engine()
        found = run(app, engine, count, options.seed, watch)
        wrong = verdict(found, watch)
        told[kind] = {"actions": found["done"], "seen": found["seen"], "kinds": found["counts"]}
        if wrong:
            told["last"] = found["last"]
    told |= {"seed": options.seed, "seconds": round(time.monotonic() - began), "wrong": wrong}
    print(json.dumps({**told, "left_out": LEFT_OUT}))
    for each in wrong:
        print(each, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
