"""How long the window takes from nothing to its first paint, beside a bare window.

    python tests/benchmarks/bench_start.py [--runs 5]

Each run is a process of its own: the program without a photo, and a `QMainWindow` with the Qt
modules that the program imports and nothing in it. The time runs from before the process is started
until its window has been painted. The first run, which reads and compiles the files, does not
count.
Prints the medians, their ratio, and whether torch was imported.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = """
import asyncio, json, os, sys, time

def paint(self, event):
    print(json.dumps([time.time(), "torch" in sys.modules]), flush=True)
    os._exit(0)

set_loop = asyncio.set_event_loop

def after_the_imports(loop):
    from dfi_studio.ui.main_window import MainWindow
    MainWindow.paintEvent = paint
    set_loop(loop)

asyncio.set_event_loop = after_the_imports
sys.argv = ["dfi-studio"]
from dfi_studio.__main__ import main
main()
"""
BARE = """
import json, os, sys, time
from PySide6 import QtCore, QtGui, QtSvg, QtWidgets

class Window(QtWidgets.QMainWindow):
    def paintEvent(self, event):
        print(json.dumps([time.time(), "torch" in sys.modules]), flush=True)
        os._exit(0)

app = QtWidgets.QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def first_paint(code: str, cache: str) -> tuple[float, bool]:
    """Return the seconds from before the start to the first paint, and whether torch was there."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "DFI_STUDIO_HOME": home,
            "XDG_CONFIG_HOME": home,
            "PYTHONPYCACHEPREFIX": cache,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as when installed
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    painted, torch = json.loads(done.stdout.splitlines()[-1])
    return painted - began, torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    program, bare = [], []
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(runs + 1):  # in turns, so that a busy machine slows both
            program.append(first_paint(PROGRAM, cache))
            bare.append(first_paint(BARE, cache))
    ours = statistics.median(seconds for seconds, _ in program[1:])
    theirs = statistics.median(seconds for seconds, _ in bare[1:])
    torch = any(there for _, there in program)
    print(
        f"first paint after {ours:.2f} s, of a bare window after {theirs:.2f} s: "
        f"{ours / theirs:.2f} times; torch imported: {torch}"
    )


if __name__ == "__main__":
    main()
