"""How long the canvas takes to paint while a hand zooms, pans, compares and crops.

    python tests/benchmarks/bench_canvas.py [--photo 6000x4000] [--frames 120]

For windows of 1920 x 1080 and 3840 x 2160 pixels and each way of looking prints the median, the
99th percentile and the longest `paintEvent`, the longest turn of the event loop (the hand's event,
the paint, and whatever the canvas does between), and the median of painting the same views naively:
the whole QImage, smoothly, through a QPainter; and how many times longer that takes.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.theme import SURROUND

LIMIT_MS = 16.0
BETWEEN_S = 0.004
"""Between two events of the hand; the canvas may use it."""


class TimedCanvas(Canvas):
    """Keeps how long each paint took."""

    def __init__(self) -> None:
        super().__init__()
        self.paints: list[float] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        began = time.perf_counter()
        super().paintEvent(event)
        self.paints.append(1000 * (time.perf_counter() - began))

    @property
    def frames(self) -> list[QRectF]:
        """Where the photo is painted."""
        frame = self._viewport.frame
        return [QRectF(frame.translated(view.topLeft())) for view in self._views()]


class NaiveCanvas(QWidget):
    """What one writes first: the whole picture, scaled by the painter."""

    def __init__(self, picture: QImage) -> None:
        super().__init__()
        self.picture = picture
        self.frames: list[QRectF] = []
        self.paints: list[float] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        began = time.perf_counter()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(SURROUND))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for frame in self.frames:
            painter.setClipRect(frame)
            painter.drawImage(frame, self.picture)
        painter.end()
        self.paints.append(1000 * (time.perf_counter() - began))


@dataclass
class Times:
    """Milliseconds."""

    paints: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)


def noise(width: int, height: int, seed: int) -> QImage:
    """A picture that no filter finds easy."""
    rng = np.random.default_rng(seed)
    tile = rng.integers(0, 256, (500, 500, 4), dtype=np.uint8)
    loan = QImage(tile.data, 500, 500, QImage.Format.Format_RGB32)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    for top in range(0, height, 500):
        for left in range(0, width, 500):
            painter.drawImage(left, top, loan)
    painter.end()
    return picture


def wheel(canvas: Canvas, at: QPointF, angle: int) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


Step = Callable[[TimedCanvas, int], None]


def zooming(canvas: TimedCanvas, turn: int) -> None:
    """In by a third of a notch at a time and out again, as with a fine wheel."""
    at = QPointF(canvas.width() * 0.4, canvas.height() * 0.45)
    wheel(canvas, at, 40 if turn % 120 < 60 else -40)


def panning(canvas: TimedCanvas, turn: int) -> None:
    canvas._pan(QPointF(9, 4) if turn % 40 < 20 else QPointF(-9, -4))


def at_zoom(zoom: float, step: Step) -> Step:
    def there(canvas: TimedCanvas, turn: int) -> None:
        if turn == 0:
            canvas.zoom_to(zoom)
        step(canvas, turn)

    return there


def in_mode(mode: Comparison, step: Step) -> Step:
    def there(canvas: TimedCanvas, turn: int) -> None:
        if turn == 0:
            canvas.compare(mode)
        step(canvas, turn)

    return there


LIVE = [noise(200, 133, seed) for seed in range(8)]


def live_frames(canvas: TimedCanvas, turn: int) -> None:
    canvas.show_result(LIVE[turn % len(LIVE)].copy())


def dividing(canvas: TimedCanvas, turn: int) -> None:
    canvas._move_divider(0.2 + 0.6 * (turn % 60) / 60)


def cropping(canvas: TimedCanvas, turn: int) -> None:
    if turn == 0:
        photo = canvas._pictures.photo
        assert photo is not None
        size = photo.picture.size()
        canvas.begin_crop(photo.picture, size, Crop(400, 300, size.width() // 2, 2000))
    assert canvas._tool is not None
    canvas._tool.push(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)


def photo_only(step: Step) -> Step:
    def there(canvas: TimedCanvas, turn: int) -> None:
        if turn == 0:
            canvas.show_result(None)
        step(canvas, turn)

    return there


MODES: dict[str, Step] = {
    "zoom with the wheel": photo_only(zooming),
    "pan at 60 %": photo_only(at_zoom(0.6, panning)),
    "pan at 100 %": photo_only(at_zoom(1.0, panning)),
    "pan at 300 %": photo_only(at_zoom(3.0, panning)),
    "live frames, fitted": live_frames,
    "split, zoom": in_mode(Comparison.SPLIT, zooming),
    "split, drag the divider": in_mode(Comparison.SPLIT, dividing),
    "split, live frames": in_mode(Comparison.SPLIT, live_frames),
    "side by side, zoom": in_mode(Comparison.SIDE, zooming),
    "flip, pan at 60 %": in_mode(Comparison.FLIP, at_zoom(0.6, panning)),
    "difference, live frames": in_mode(Comparison.DIFFERENCE, live_frames),
    "crop": cropping,
}


def run(step: Step, photo: QImage, window: QSize, frames: int) -> Times:
    """Let a hand move; show what it saw to the naive canvas too."""
    canvas, naive, times = TimedCanvas(), NaiveCanvas(photo), Times()
    for widget in (canvas, naive):
        widget.resize(window)
        widget.show()
    canvas.show_photo(photo, photo.size())
    canvas.show_result(LIVE[0])
    for _ in settled(canvas):
        pass
    canvas.paints.clear()
    for turn in range(frames):
        began = time.perf_counter()
        step(canvas, turn)
        QApplication.processEvents()
        times.turns.append(1000 * (time.perf_counter() - began))
        wait_until(began + BETWEEN_S)
        if turn % 4 == 0:
            naive.frames = canvas.frames
            naive.repaint()
    for turn in settled(canvas):  # what comes after the hand is counted too
        times.turns.append(turn)
    times.paints, times.naive = canvas.paints, naive.paints[1:]
    for widget in (canvas, naive):
        widget.close()
        widget.deleteLater()
    QApplication.processEvents()
    return times


def settled(canvas: TimedCanvas) -> Iterator[float]:
    """Let the canvas do what it does when it is left alone."""
    end = time.perf_counter() + 0.4
    while time.perf_counter() < end:
        began = time.perf_counter()
        QApplication.processEvents()
        yield 1000 * (time.perf_counter() - began)


def wait_until(moment: float) -> None:
    time.sleep(max(moment - time.perf_counter(), 0))


def first_view(photo: QImage, window: QSize) -> str:
    """How long a new photo is painted roughly, before it is smooth."""
    canvas = TimedCanvas()
    canvas.resize(window)
    canvas.show()
    QApplication.processEvents()
    canvas.paints.clear()
    new = photo.copy()
    began, turns = time.perf_counter(), []
    canvas.show_photo(new, new.size())
    end = began
    for turn in settled(canvas):
        turns.append(turn)
        if len(canvas.paints) > 1 and end == began:
            end = time.perf_counter()
    canvas.close()
    canvas.deleteLater()
    return (
        f"a new photo is smooth after {1000 * (end - began):.0f} ms, "
        f"longest turn {max(turns):.1f} ms"
    )


def report(name: str, times: Times) -> None:
    paints = np.array(times.paints)
    median, slow = float(np.median(paints)), float(np.percentile(paints, 99))
    naive = float(np.median(times.naive))
    print(
        f"  {name:24} {median:6.1f} {slow:6.1f} {paints.max():8.1f} {max(times.turns):8.1f} "
        f"{(paints > LIMIT_MS).sum():6d} of {len(paints):4d} {naive:9.1f} {naive / median:7.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", default="6000x4000")
    parser.add_argument("--frames", type=int, default=120)
    options = parser.parse_args()
    app = QApplication([])
    photo = noise(*map(int, options.photo.split("x")), seed=9)
    began = time.perf_counter()
    canvas = Canvas()
    canvas.show_photo(photo, photo.size())
    for turn in range(500):
        canvas.show_result(LIVE[turn % len(LIVE)])
    each = 1000 * (time.perf_counter() - began) / 500
    print(f"Photo of {options.photo}. show_result: {each:.3f} ms. All in milliseconds.")
    for window in (QSize(1920, 1080), QSize(3840, 2160)):
        size = f"{window.width()} x {window.height()}"
        print(f"{size}: {first_view(photo, window)}.")
        print(f"{size:26} median    p99  longest     turn over {LIMIT_MS:g} ms     naive   ratio")
        for name, step in MODES.items():
            report(name, run(step, photo, window, options.frames))
    app.quit()


if __name__ == "__main__":
    main()
