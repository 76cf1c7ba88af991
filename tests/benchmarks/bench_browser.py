"""How long each frame takes while the dataset browser scrolls through many pictures.

    python tests/benchmarks/bench_browser.py [--pictures 200000] [--frames 1200]

Every picture is selected, lies in a tray or not, and has a distance written on it; each frame
brings thumbnails that were not seen before. Prints the wall time of a frame, from the wheel's step
to the end of painting: the median, the 99th percentile, the longest, and how many took more than
the 16 ms that a screen of 60 Hz leaves.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from dfi_studio.session.trays import Trays
from dfi_studio.ui.browser.grid import Grid
from dfi_studio.ui.browser.thumbnail_loader import Fetch, ThumbnailLoader

LIMIT_MS = 16.0
BETWEEN_S = 0.008  # a hand on a wheel does not turn faster than the screen


@contextmanager
def painted() -> Iterator[Fetch]:
    """Thumbnails without files: what the disk takes is the loader's business, not the frame's."""

    def fetch(number: int, side: int) -> QImage:
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number % 360, 90, 200))
        return image

    yield fetch


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


def frames_of(grid: Grid, count: int) -> np.ndarray:
    bar, frames = grid.verticalScrollBar(), []
    for turn in range(count):
        began = time.perf_counter()
        bar.setValue(bar.value() + (90 if turn % 100 else 40_000))
        QApplication.processEvents()
        frames.append(1000 * (time.perf_counter() - began))
        time.sleep(BETWEEN_S)
    return np.array(frames)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--frames", type=int, default=1200)
    options = parser.parse_args()
    app = QApplication([])
    loader = ThumbnailLoader(painted)
    frames = frames_of(filled_grid(loader, options.pictures), options.frames)
    loader.close()
    app.quit()
    print(
        f"{options.pictures} pictures, {options.frames} frames: median {np.median(frames):.1f} ms, "
        f"99 % {np.percentile(frames, 99):.1f} ms, longest {frames.max():.1f} ms, "
        f"over {LIMIT_MS:g} ms: {(frames > LIMIT_MS).sum()}"
    )


if __name__ == "__main__":
    main()
