"""A window's session that edits without end and says so, to be killed; and its replay.

    python tests/journal_worker.py FOLDER SEED [without]

Session, journal and autosave are the real ones, on the window's own loop. Each step is told as it
is made: a line of JSON with its number, the time, and the longest that the loop was held up since
the last. Without the autosave, this is what a busy machine does to any loop.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from pathlib import Path

import numpy as np

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.projects.autosave import Autosave
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message


class Desk:
    """A session that changes by chance, the same way for the same seed.

    One snapshot is named by the number of the last step, so that no two states are equal.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._made = 0
        self.session = Session()
        self.renders = Renders()
        self.session.take_snapshot("0")

    def step(self) -> int:
        """Change something, and return the number of the step."""
        kinds = [
            self._drag, self._paste, self._jump, self._grow, self._crop, self._solve, self._mask,
            self._stroke,
        ]  # fmt: skip
        self._chance.choices(kinds, [8, 1, 3, 2, 2, 3, 1, 4])[0]()
        self.session.rename_snapshot(str(self._made), str(self._made + 1))
        self._made += 1
        return self._made

    def _drag(self) -> None:
        self.session.do(edits.set_alpha(self._chance.uniform(-2, 4)))

    def _paste(self) -> None:
        chance = np.random.default_rng(self._chance.getrandbits(32))
        side = self._chance.choice([64, 400, 1200])
        values = chance.integers(0, 256, (side, side + 30, 3)).astype(np.float32)
        self.session.do(edits.open_photo(Photo.of(freeze(values / np.float32(255)))))

    def _jump(self) -> None:
        self.session.jump(self._chance.randrange(len(self.session.state.entries)))

    def _grow(self) -> None:
        self.session.do(edits.add_direction(SavedAttribute(f"attribute {self._made}")))

    def _crop(self) -> None:
        self.session.do(edits.set_crop(None))
        if (photo := self.session.document.photo) is not None:
            height, width = photo.image.shape[:2]
            crop = Crop(self._chance.randrange(20), self._chance.randrange(20), 40, 40)
            self.session.do(edits.set_crop(crop.within(width, height)))

    def _mask(self) -> None:
        photo = self.session.document.photo
        if photo is not None:
            height, width = photo.image.shape[:2]
            role = self._chance.choice(list(MaskRole))
            layer = MaskLayer.blank("mask", role, height=height, width=width)
            self.session.do(mask_edits.add_mask(layer))

    def _stroke(self) -> None:
        masks = self.session.document.masks
        if masks:
            mask = masks[-1].mask.copy()
            left, top = self._chance.randrange(20), self._chance.randrange(20)
            value = self._chance.choice([0.0, 1.0, 0.5, 128 / 255])
            mask[top : top + 30, left : left + 30] = np.float32(value)
            mask.flags.writeable = False
            within = Crop(left, top, 30, 30)
            at = len(masks) - 1
            self.session.do(mask_edits.paint_mask(mask, within, "Stroke", at=at))

    def _solve(self) -> None:
        document = self.session.document
        if document.subject is not None:
            chance = np.random.default_rng(self._chance.getrandbits(32))
            image = freeze(chance.random((200, 250, 3), np.float32))
            result = Result.passing(document, document.subject, image)
            self.renders.keep(result)
            self.renders.owe(result)


class View:
    """Where the autosave shows nothing but its failures."""

    def show_saved(self, text: str) -> None:
        pass

    def say(self, message: Message) -> None:
        sys.stderr.write(f"{message.text}\n")


class Pulse:
    """Measures how long others hold the loop up."""

    def __init__(self) -> None:
        self._own = False
        self._longest = 0.0

    async def beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            late = time.perf_counter() - before - 0.002
            self._longest = self._longest if self._own else max(self._longest, late)
            self._own = False

    def pass_over(self) -> float:
        """Leave the beat that is under way out, and return the longest since the last call."""
        longest, self._longest, self._own = self._longest, 0.0, True
        return longest


async def edit(folder: Path, seed: int, *, saving: bool) -> None:
    desk, pulse = Desk(seed), Pulse()
    tasks = [asyncio.ensure_future(pulse.beat())]
    if saving:
        project = OpenProject(desk.session, desk.renders)
        autosave = Autosave(project, view=View(), root=lambda: folder)
        tasks.append(asyncio.ensure_future(autosave.run()))
    pause = random.Random(seed)
    while not any(each.done() for each in tasks):
        told = {"held": pulse.pass_over(), "at": time.monotonic(), "step": desk.step()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await asyncio.sleep(pause.choice([0.0, 0.005, 0.02, 0.1]))
    for task in tasks:
        task.result()


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from dfi_studio.ui.garbage import collected_here, settle

    loop = QEventLoop(QApplication([]))
    asyncio.set_event_loop(loop)
    with loop:
        _, folder, seed, *without = sys.argv
        with collected_here():
            settle()  # as the window does, or its own collections hold it up
            loop.run_until_complete(edit(Path(folder), int(seed), saving=not without))


if __name__ == "__main__":
    main()
