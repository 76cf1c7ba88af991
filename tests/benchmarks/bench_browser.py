"""How long each frame takes while the dataset browser scrolls through many pictures.

    python tests/benchmarks/bench_browser.py [--pictures 200000] [--frames 1200]

Every picture is selected, lies in a tray or not, and has a distance written on it; each frame
brings thumbnails that were not seen before. They are decoded from JPEG and scaled by the program's
own functions, but from memory: what the disk and the catalogue take is left out. Python's cycle
collector runs as it does in the program.

The grid wears the program's style sheet, which decides how much Qt paints at a scroll, and by whom:
the scroll bar of the bare Fusion style is a gradient that Qt paints in other threads.

Prints the wall time of a frame, from the wheel's step to the end of painting: the median, the 99th
percentile, the longest, and how many took more than the 16 ms that a screen of 60 Hz leaves; how
many still would without the time for which other programs held the core (see `frame_times`); and
how many by this thread's own time. Then, as a control, the same for as many frames in which the
grid rests and this thread merely counts for as long as a frame takes: those that take too long
there are the machine's doing.
"""

from __future__ import annotations

import argparse
import io
import os
import time
from collections.abc import Callable
from contextlib import closing, nullcontext

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import PIL.Image
import psutil
from frame_times import timed
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from dfi_studio.library.thumbnails import SIDE
from dfi_studio.session.trays import Trays
from dfi_studio.ui.browser.grid import Grid
from dfi_studio.ui.browser.shelf import decoded, scaled
from dfi_studio.ui.browser.thumbnail_loader import OpenFetch, ThumbnailLoader
from dfi_studio.ui.garbage import collected_here, settle
from dfi_studio.ui.theme import dress

BETWEEN_S = 0.008  # a hand on a wheel does not turn faster than the screen
KINDS = 32  # of thumbnails, again and again


def thumbnail(rng: np.random.Generator) -> bytes:
    """Return a JPEG file of some 15 kB, as a portrait has: soft shapes and a little grain."""
    shapes = PIL.Image.fromarray(rng.integers(0, 256, (16, 12, 3), np.uint8))
    soft = np.asarray(shapes.resize((SIDE * 3 // 4, SIDE), PIL.Image.Resampling.BICUBIC))
    grained = np.clip(soft + rng.normal(0, 5, soft.shape), 0, 255).astype(np.uint8)
    encoded = io.BytesIO()
    PIL.Image.fromarray(grained).save(encoded, "JPEG", quality=85)
    return encoded.getvalue()


def kept_in_memory() -> OpenFetch:
    rng = np.random.default_rng(0)
    files = [thumbnail(rng) for _ in range(KINDS)]

    def fetch(number: int, side: int) -> QImage:
        return scaled(decoded(files[number % KINDS]), side)

    return lambda: nullcontext(fetch)


def filled_grid(loader: ThumbnailLoader, count: int) -> Grid:
    grid = Grid(loader, side=112)
    grid.resize(1440, 900)
    written = tuple(f"{number % 1000 / 1000:.4f}" for number in range(count))
    grid.pictures.show_pictures(np.arange(count), written)
    grid.pictures.show_trays(Trays(tuple(range(0, count, 3)), tuple(range(1, count, 3))))
    grid.show()
    grid.selectAll()
    QApplication.processEvents()
    return grid


def scroll(grid: Grid) -> Callable[[int], None]:
    bar = grid.verticalScrollBar()

    def frame(turn: int) -> None:
        bar.setValue(bar.value() + (90 if turn % 100 else 40_000))
        QApplication.processEvents()

    return frame


class Count:
    """Counts thumbnails as they come."""

    def start(self) -> None:
        self._came, self._began = 0, time.perf_counter()

    def add(self) -> None:
        self._came += 1

    def a_second(self) -> float:
        return self._came / (time.perf_counter() - self._began)


def count_for(length_ms: float) -> Callable[[int], None]:
    def frame(turn: int) -> None:
        end = time.thread_time() + length_ms / 1000
        while time.thread_time() < end:
            pass
        QApplication.processEvents()

    return frame


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--frames", type=int, default=1200)
    options = parser.parse_args()
    app = QApplication([])
    dress(app)
    came = Count()
    came.start()
    with closing(ThumbnailLoader(kept_in_memory())) as loader, collected_here():
        loader.came.connect(came.add)
        grid = filled_grid(loader, options.pictures)
        settle()
        came.start()
        scrolled = timed(scroll(grid), options.frames, between_s=BETWEEN_S)
        print(f"{options.pictures} pictures: {scrolled.told()}")
        print(f"meanwhile {came.a_second():.0f} thumbnails a second came")
        resting = count_for(float(np.median(scrolled.owns)))
        print(f"control: {timed(resting, options.frames, between_s=BETWEEN_S).told()}")
    print(f"resident memory: {psutil.Process().memory_info().rss / 1e6:.0f} MB")
    app.quit()


if __name__ == "__main__":
    main()
