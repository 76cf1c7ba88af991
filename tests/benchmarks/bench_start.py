"""How long the window takes from nothing to its first paint, beside two bare windows.

    python tests/benchmarks/bench_start.py [--runs 5]

Each run is a process of its own, and each in turn: the program without a photo, and a `QMainWindow`
with nothing in it. The time runs from before the process is started until the window and all that
is in it have been painted. The first run, which reads and compiles the files, does not count.

The bare window comes in two kinds. The first has the same Qt imports as the program: every name
that a module of the program has imported from Qt by its first paint. Qt for Python makes a class
when its name is first imported, with all its enumerations, so these imports take as long in any
program that uses as much of Qt. The second imports the Qt modules alone, and of their names the two
that it needs, which is the least that a window can be had for. Neither imports anything but Qt: no
numpy, nor anything else that the program needs besides.

Prints the medians, the ratio of the program to each bare window, and whether torch was imported.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROGRAM = """
import gc, json, os, sys, time

gc.disable()  # as `dfi_studio.__main__` does
from dfi_studio.app import main as program

def told(window, paint=program.await_paint):
    paint(window)
    painted = time.time()
    assert window.windowHandle().isExposed()
    ours = [each.__file__ for name, each in sys.modules.items() if name.startswith("dfi_studio.")]
    told = [painted, "torch" in sys.modules, [each for each in ours if each]]
    print(json.dumps(told), flush=True)
    os._exit(0)

program.await_paint = told
program.main()
"""
MODULES = "from PySide6 import {}\n"
BARE = """
import gc, json, os, time

gc.disable()
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
while not window.windowHandle().isExposed():
    time.sleep(0.001)
    app.processEvents()
print(json.dumps([time.time()]), flush=True)
os._exit(0)
"""


def first_paint(code: str, cache: str) -> tuple[float, list[Any]]:
    """Return the seconds from before the start to the first paint, and what else was told."""
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
    painted, *told = json.loads(done.stdout.splitlines()[-1])
    return painted - began, told


def qt_imports(files: Sequence[str]) -> list[tuple[str, str]]:
    """Return what the modules in these files import from Qt: each module and name, once."""
    found = set()
    for file in files:
        for node in ast.parse(Path(file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                found |= {(node.module or "", each.name) for each in node.names}
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        _, (torch, files) = first_paint(PROGRAM, cache)
        names = qt_imports(files)
        same = "".join(f"from {module} import {name}\n" for module, name in names)
        alone = MODULES.format(", ".join(sorted({module.split(".")[1] for module, _ in names})))
        codes = {
            "the program": PROGRAM,
            "a bare window with the same Qt imports": same + BARE,
            "a bare window with the Qt modules alone": alone + BARE,
        }
        seconds: dict[str, list[float]] = {name: [] for name in codes}
        for _ in range(runs + 1):  # in turns, so that a busy machine slows all
            for name, code in codes.items():
                seconds[name].append(first_paint(code, cache)[0])
    medians = {name: statistics.median(each[1:]) for name, each in seconds.items()}
    for name, median in medians.items():
        print(f"{name}: {median:.2f} s; the program takes {medians['the program'] / median:.2f} x")
    print(f"torch imported: {torch}")


if __name__ == "__main__":
    main()
