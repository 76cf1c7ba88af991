"""How long a stroke of the mask brush takes from the hand's event to its paint.

    python tests/benchmarks/bench_mask.py [--photo 6000x4000] [--window 1920x1080] [--events 200]
        [--work]

For brushes of 100 and 1,000 pixels, a hard one and a soft one, painting and erasing, with the photo
fitted into the window and at 100 %: the median, the 99th percentile and the longest turn of the
event loop from the move of the hand until the window is painted; then the longest first touch, the
longest release, and the longest turn from there until the stroke is in its mask, which is made in
slices. At last how long it took to be there. Then outlines over nearly all of the photo, with what
undo waits for if it comes at once, and the fill by colour.

With --work all of that is the processor's time of the window's thread instead of the clock's: what
a quiet machine would take, where this one is busy with something else.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from hands import move
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dfi_studio.core.mask import Change, MaskLayer, MaskRole
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.flood import Flood
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind

LIMIT_MS = 16.0
LEFT = Qt.MouseButton.LeftButton
now: Callable[[], float] = time.perf_counter
"""Seconds, by the clock that was asked for."""


class TimedCanvas(Canvas):
    """Counts its paints."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paints += 1


@dataclass
class Times:
    """Milliseconds."""

    moves: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    releases: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    laid: list[float] = field(default_factory=list)


def picture(size: QSize) -> QImage:
    """Noise of a few levels over four broad fields."""
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 12, (size.height(), size.width(), 4), dtype=np.uint8)
    pixels[: size.height() // 2] += 60
    pixels[:, : size.width() // 2] += 90
    return QImage(pixels.data, size.width(), size.height(), QImage.Format.Format_RGB32).copy()


def painted(canvas: TimedCanvas, act: Callable[[], None]) -> float:
    """How long it takes until what the hand does is painted."""
    before, began, end = canvas.paints, now(), time.perf_counter() + 5
    act()
    while canvas.paints == before:
        QApplication.processEvents()
        if time.perf_counter() > end:
            raise RuntimeError("nothing was painted")
    return 1000 * (now() - began)


def turn() -> float:
    """How long the window takes for what it wants to do now."""
    began = now()
    QApplication.processEvents()
    return 1000 * (now() - began)


def rest(seconds: float) -> float:
    """Let the window do what it wants to; return its longest turn."""
    end, longest = time.perf_counter() + seconds, 0.0
    while time.perf_counter() < end:
        longest = max(longest, turn())
        time.sleep(0.001)
    return longest


def until_laid(canvas: TimedCanvas, times: Times) -> None:
    """Let the window go on until the stroke is in its mask, and a little longer."""
    began, laid = time.perf_counter(), []
    connection = canvas.mask_painted.connect(lambda *_: laid.append(time.perf_counter()))
    turns = [turn()]
    while not laid and time.perf_counter() - began < 5:
        turns.append(turn())
    times.laid.append(1000 * (max([began, *laid]) - began))
    times.turns.append(max(*turns, rest(0.5)))
    canvas.mask_painted.disconnect(connection)


def strokes(canvas: TimedCanvas, brush: Brush, *, erases: bool, events: int) -> Times:
    """Paint four strokes, with what the document would do at the end of each."""
    times = Times()
    canvas.begin_mask(Instrument(brush=brush, erases=erases))
    rest(0.5)
    width, height = canvas.width(), canvas.height()
    for turn in range(4):
        way = np.linspace(0, 1, events // 4)
        x = (0.15 + 0.7 * way) * width
        y = (0.5 + 0.3 * np.sin(3 * way + turn)) * height
        points = [QPoint(round(a), round(b)) for a, b in zip(x, y, strict=True)]
        first = points[0]
        move(canvas, first)  # a hand is there before it presses
        rest(0.05)
        press = painted(canvas, lambda: QTest.mousePress(canvas, LEFT, pos=first))  # noqa: B023
        times.presses.append(press)
        for point in points[1:]:
            times.moves.append(painted(canvas, lambda: move(canvas, point, LEFT)))  # noqa: B023
            time.sleep(0.002)
        last = points[-1]
        release = painted(canvas, lambda: QTest.mouseRelease(canvas, LEFT, pos=last))  # noqa: B023
        times.releases.append(release)
        until_laid(canvas, times)
    return times


def report(name: str, times: Times) -> None:
    moves = np.array(times.moves)
    print(
        f"  {name:36} {np.median(moves):6.1f} {np.percentile(moves, 99):6.1f} {moves.max():8.1f} "
        f"{(moves > LIMIT_MS).sum():5d} of {len(moves):4d} "
        f"{max(times.presses):8.1f} {max(times.releases):8.1f} {max(times.turns):6.1f} "
        f"{max(times.laid):7.0f}"
    )


def bench_strokes(photo: QImage, window: QSize, events: int) -> None:
    height, width = photo.height(), photo.width()
    half = np.zeros((height, width), np.float32)
    half[:, width // 3 :] = 1
    print(f"  {'':36} median    p99  longest over {LIMIT_MS:g} ms   press  release   turn    laid")
    for zoom in (None, 1.0):
        for size in (100, 1000):
            for hardness in (100, 0):
                for erases in (False, True):
                    canvas = TimedCanvas()
                    canvas.resize(window)
                    canvas.show()
                    canvas.show_photo(photo, photo.size())
                    keep(canvas, half)
                    if zoom is not None:
                        canvas.zoom_to(zoom)
                    rest(0.6)
                    brush = Brush(size, hardness)
                    times = strokes(canvas, brush, erases=erases, events=events)
                    report(
                        f"{'fitted' if zoom is None else '100 %'}, {size} px, "
                        f"{'hard' if hardness else 'soft'}, {'erase' if erases else 'paint'}",
                        times,
                    )
                    canvas.close()
                    canvas.deleteLater()
                    QApplication.processEvents()


def keep(canvas: Canvas, values: np.ndarray) -> None:
    """Do with the masks what the document does."""
    layers = [
        MaskLayer.of("region", MaskRole.FILL, values),
        MaskLayer.of("other", MaskRole.PROTECT, values[:, ::-1]),
    ]

    def take(mask: np.ndarray, within: Crop, label: str, change: Change) -> None:
        layers[0] = layers[0].repainted(mask, within, change)
        canvas.show_masks(layers, current=0)

    canvas.mask_painted.connect(take)
    canvas.show_masks(layers, current=0)


def bench_fill(photo: QImage) -> None:
    at = QPoint(photo.width() // 4, photo.height() // 4)
    for tolerance in (4, 24):
        began = time.perf_counter()
        region = Flood(photo, photo.size(), at, tolerance, erases=False).region()
        took = 1000 * (time.perf_counter() - began)
        assert region is not None
        share = np.count_nonzero(region.levels) / (photo.width() * photo.height())
        print(f"  fill, tolerance {tolerance:2}: {took:6.0f} ms outside the window, {share:.1%}")


def bench_outline(photo: QImage, window: QSize) -> None:
    canvas = TimedCanvas()
    canvas.resize(window)
    canvas.show()
    canvas.show_photo(photo, photo.size())
    keep(canvas, np.zeros((photo.height(), photo.width()), np.float32))
    rest(0.6)
    for kind, erases, at_once in (
        (Kind.RECTANGLE, False, False),
        (Kind.ELLIPSE, True, False),
        (Kind.RECTANGLE, False, True),
    ):
        canvas.begin_mask(Instrument(kind, erases))
        rest(0.5)
        QTest.mousePress(canvas, LEFT, pos=QPoint(250, 60))
        end = QPoint(canvas.width() - 250, canvas.height() - 60)
        move(canvas, end, LEFT)
        QApplication.processEvents()
        took = painted(canvas, lambda: QTest.mouseRelease(canvas, LEFT, pos=end))  # noqa: B023
        print(
            f"  {kind} over nearly all of the photo, from release to paint: {took:.1f} ms", end=""
        )
        if at_once:
            began = now()
            canvas.finish_strokes()
            print(f", and undo at once waits {1000 * (now() - began):.0f} ms")
        else:
            times = Times()
            until_laid(canvas, times)
            print(f", longest turn {times.turns[0]:.1f} ms, laid after {times.laid[0]:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", default="6000x4000")
    parser.add_argument("--window", default="1920x1080")
    parser.add_argument("--work", action="store_true")
    parser.add_argument("--events", type=int, default=200)
    options = parser.parse_args()
    if options.work:
        globals()["now"] = time.thread_time
    app = QApplication([])
    photo = picture(QSize(*map(int, options.photo.split("x"))))
    window = QSize(*map(int, options.window.split("x")))
    clock = "the processor's" if options.work else "the clock's"
    print(f"Photo of {options.photo}, window of {options.window}. In {clock} milliseconds.")
    bench_strokes(photo, window, options.events)
    bench_outline(photo, window)
    bench_fill(photo)
    app.quit()


if __name__ == "__main__":
    main()
