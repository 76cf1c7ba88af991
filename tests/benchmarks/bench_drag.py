"""How the window answers while the solver has both cores: its delays, and the frames of a drag.

    python tests/benchmarks/bench_drag.py [--size 200] [--seconds 8] [--rate 60]
        [--iterations N] [--decoder FILE]

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
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
from machine import tell
from painted import Frames
from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from whole_program import idle, in_the_program, point, sample_window, until

from dfi_studio.core.recipe import Contrast
from dfi_studio.library.decoders import describe_decoder
from dfi_studio.library.kept_decoders import kept_decoder
from dfi_studio.library.sample_project import sample_project
from dfi_studio.session import edits
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.window.main_window import MainWindow

BEAT_MS = 4
LIMIT_MS = 16.0


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

    def percentile(self, share: float) -> float:
        """Return what so many per cent of the beats were no later than, in milliseconds."""
        return float(np.percentile(self.late, share))

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, 1000 * (now - self._last) - BEAT_MS))
        self._last = now


async def drag(
    window: MainWindow, frames: Frames, options: argparse.Namespace, middle: float
) -> None:
    """Drag the first strength to and fro about a place of its slider, 0..1."""
    track = window.edit.stack.rows[0].alpha.track
    frames.begin()
    point(track, QEvent.Type.MouseButtonPress, track.width() * 0.5, held=True)
    while (passed := time.perf_counter() - frames.began) < options.seconds:
        x = track.width() * (middle + 0.15 * math.sin(2 * passed))
        frames.step()
        point(track, QEvent.Type.MouseMove, x, held=True)
        due = (
            frames.began + frames.steps / options.rate
        )  # a late step does not delay those after it
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    point(track, QEvent.Type.MouseButtonRelease, track.width() * 0.5, held=False)


async def measure(options: argparse.Namespace, settings: QSettings) -> None:
    """Measure; first beyond all that is solved, where a decoder is to be measured."""
    found: dict[str, Any] = {"size": options.size, "hand": options.rate}
    async with sample_window(settings) as (window, works):
        beat, frames = Heartbeat(), Frames(window)
        window.edit.edited.emit(edits.set_size(options.size))
        if options.iterations:
            window.edit.edited.emit(edits.set_iterations(options.iterations))
        await until(works, Phase.SOLVING)
        beat.begin()
        await until(works, Phase.DONE, Phase.FAILED)
        print(beat.told(f"solving at {options.size} px"))
        for part in ("dragging", "dragging between keyframes"):
            beat.begin()
            first = options.decoder is not None and part == "dragging"
            await drag(window, frames, options, 0.8 if first else 0.55)
            found[part] = frames.figures | {"delay_99": beat.percentile(99)}
            print(beat.told(part))
            print(frames.told(part), flush=True)
            await until(works, Phase.DONE, Phase.FAILED)
            await idle()
    tell(found)


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
    parser.add_argument("--rate", type=float, default=60, help="steps of the hand a second")
    parser.add_argument("--iterations", type=int, default=0, help="of the solves; 0: the sample's")
    parser.add_argument("--decoder", type=Path, help="for the sample, to be used in the drag")
    options = parser.parse_args()
    in_the_program(
        lambda settings: measure(options, settings),
        prepare=lambda: None if options.decoder is None else use(options.decoder),
    )


if __name__ == "__main__":
    main()
