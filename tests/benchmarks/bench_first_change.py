"""How soon the picture changes once a slider moves, with nothing known and with each aid.

    python tests/benchmarks/bench_first_change.py [DATA] [--size 200] [--times 5] [--k 40]

The whole program runs offscreen. A portrait of DATA (see `ageing`) rests at strength 0, and a hand
moves its slider once. The clock runs from the pointer's event to the first painted picture that
differs visibly from the one before: by half a grey level, root mean square. Each time the photo is
cropped a little differently, so that the program knows nothing of it; the sets it knows.

    cold        no keyframe, no decoder, no result but the photo itself
    one result  the slider moves on, once the first move is solved
    keyframes   the slider moves once the keyframes are there
    decoder     one is there: only for the samples, where DATA is left out

Prints the median and the longest of each in milliseconds, and all as a line of JSON. The target is
150 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from ageing import OLD, YOUNG, add_data, faces
from machine import tell
from painted import Frames
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QImage
from whole_program import idle, in_the_program, point, sample_window, until

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.library.photos import open_photo
from dfi_studio.library.resources import resource
from dfi_studio.library.sample_project import sample_project
from dfi_studio.session import edits
from dfi_studio.ui.pixels import from_qimage
from dfi_studio.ui.rendering import keyframes
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.window.main_window import MainWindow

TARGET_MS = 150.0
_VISIBLE = 0.5 / 255
_LIMIT_S = 30.0
_MARGIN = 12  # pixels that a crop leaves out


class Hand:
    """Moves the first strength, and waits for the picture to change."""

    def __init__(self, window: MainWindow, works: list[Work]) -> None:
        self._window, self._works, self._frames = window, works, Frames(window)
        self._seen: list[tuple[float, QImage]] = []
        self._frames.watch = lambda picture: self._seen.append((time.perf_counter(), picture))

    async def open(self, photo: Photo, recipe: Recipe) -> None:
        """Show a photo with its slider at 0, and wait until that is done."""
        self._works.clear()
        self._window.edit.edited.emit(edits.open_sample(photo, recipe))
        await until(self._works, Phase.DONE, Phase.FAILED)
        await idle()

    async def move(self, to: float) -> float:
        """Move the slider to a place of its track, 0..1; return the milliseconds to a change."""
        before = self._frames.painted
        assert before is not None
        track = self._window.edit.stack.rows[0].alpha.track
        self._seen.clear()
        self._works.clear()
        began = time.perf_counter()
        point(track, QEvent.Type.MouseButtonPress, track.width() * to, held=True)
        found = math.inf
        while found == math.inf and time.perf_counter() - began < _LIMIT_S:
            await asyncio.sleep(0.001)
            changed = (at for at, picture in self._seen if _differs(before, picture))
            found = next(changed, math.inf)
        point(track, QEvent.Type.MouseButtonRelease, track.width() * to, held=False)
        return 1000 * (found - began)

    async def rest(self) -> None:
        """Wait until the move is solved, and until all that follows in idle time is done."""
        await until(self._works, Phase.DONE, Phase.FAILED)
        await idle()


def _differs(one: QImage, other: QImage) -> bool:
    if one.size() != other.size():
        return True
    change = from_qimage(one) - from_qimage(other)
    return float(np.sqrt(np.square(change).mean())) >= _VISIBLE


async def measure(options: argparse.Namespace, settings: QSettings, folder: Path) -> None:
    waits: dict[str, list[float]] = {}

    def note(aid: str, wait: float) -> None:
        waits.setdefault(aid, []).append(wait)
        print(f"{aid}: {wait:.0f} ms", flush=True)

    async with sample_window(settings) as (window, works):
        hand, alphas = Hand(window, works), keyframes.ALPHAS
        kinds = [_aged(options, folder)]
        if options.data == resource("samples"):
            kinds.append(_sample(options.size))
        keyframes.ALPHAS = ()
        for photo, recipe in kinds:  # the sets are learned, at every scale
            await hand.open(photo.cropped(_crop(photo, options.times)), recipe)
            await hand.move(0.55)
            await hand.rest()
        for at in range(options.times):
            for (photo, recipe), aid in zip(kinds, ("cold", "decoder"), strict=False):
                await hand.open(photo.cropped(_crop(photo, at)), recipe)
                note(aid, await hand.move(0.55))
                await hand.rest()
                if aid == "cold":
                    note("one result", await hand.move(0.75))
                    await hand.rest()
        keyframes.ALPHAS = alphas
        for at in range(options.times):
            await hand.move(0.5 + 0.1 * (at % 2))
            await hand.rest()
            note("keyframes", await hand.move(0.42 + 0.07 * at))
            await hand.rest()
    report(options, waits)


def _aged(options: argparse.Namespace, folder: Path) -> tuple[Photo, Recipe]:
    """A portrait and sets that no decoder knows."""
    lists = []
    for ages in (YOUNG, OLD):
        lists.append(folder / f"first change {ages.start}.txt")
        lists[-1].write_text("\n".join(map(str, faces(options.data, ages)[: options.k])))
    path = faces(options.data, range(35, 60))[0]
    return Photo.of(open_photo(path), path), _recipe(Contrast(*map(str, lists), k=0), options.size)


def _sample(size: int) -> tuple[Photo, Recipe]:
    """The sample and the sets that the decoder knows which comes with the program."""
    path, recipe = sample_project()
    attribute = recipe.directions[0].attribute
    assert isinstance(attribute, Contrast)
    return Photo.of(open_photo(path), path), _recipe(replace(attribute, k=0), size)


def _recipe(contrast: Contrast, size: int) -> Recipe:
    direction = Direction(contrast, alpha=0.0)
    return Recipe((direction,), FeatureSpace(size=size), Solver(iterations=30))


def _crop(photo: Photo, at: int) -> Crop:
    height, width = photo.image.shape[:2]
    side = min(height, width) - _MARGIN
    return Crop(at % _MARGIN, at // _MARGIN, side, side)


def report(options: argparse.Namespace, waits: dict[str, list[float]]) -> None:
    found: dict[str, Any] = {"size": options.size, "target": TARGET_MS}
    for aid, each in waits.items():
        found[aid] = {"median": statistics.median(each), "longest": max(each), "times": len(each)}
        print(
            f"{aid:12}{found[aid]['median']:8.0f} ms, at most {max(each):.0f} ms, "
            f"{found[aid]['median'] / TARGET_MS:.2f} of the target"
        )
    tell(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--k", type=int, default=40, help="pictures of each set")
    options = parser.parse_args()
    in_the_program(lambda settings: measure(options, settings, Path(settings.fileName()).parent))


if __name__ == "__main__":
    main()
