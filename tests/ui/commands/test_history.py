from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from placed import in_photo

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.commands.history import HistoryCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.window.view import Front

Run = Callable[[Any], Any]
PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))


class Past:
    def __init__(self, thread: EngineThread, fake: FakeEngine) -> None:
        self.fake = fake
        self.session = Session()
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.set_sets("young", "old"))
        self.session.do(edits.set_iterations(5))
        self.renders = Renders()
        self.front = MagicMock(spec=Front)
        self.dialogs = MagicMock(spec=Dialogs)
        self.engine = EngineClient(thread)
        self.commands = HistoryCommands(
            self.session,
            in_photo(self.session, self.engine, fake, renders=self.renders),
            renders=self.renders,
            front=self.front,
            dialogs=self.dialogs,
        )

    async def compared(self, document: Document, label: str = "then") -> None:
        self.commands.compare_with(document, label)
        async with asyncio.timeout(10):
            while not self.front.show_reference.called:
                await asyncio.sleep(0.002)


@pytest.fixture
def past(qapp: object) -> Iterator[Past]:
    fake = FakeEngine()
    thread = EngineThread(fake.make_workshop)
    thread.start()
    yield Past(thread, fake)
    thread.close()


def test_a_state_whose_result_is_there_is_compared_with_at_once(run: Run, past: Past) -> None:
    document = past.session.document
    image = freeze(np.full((20, 30, 3), 0.6))
    past.renders.keep(Result(PHOTO, document.recipe, image, finished=True))
    run(past.compared(document))
    picture, label, _ = past.front.show_reference.call_args.args
    assert (picture.width(), picture.height(), label) == (30, 20, "then")
    assert past.fake.begun == []


def test_a_state_that_was_left_before_its_end_is_rendered_first(run: Run, past: Past) -> None:
    document = past.session.document
    half = freeze(np.full((20, 30, 3), 0.6))
    past.renders.keep(Result(PHOTO, document.recipe, half, finished=False))
    run(past.compared(document))
    assert past.fake.begun == [(PHOTO, document.recipe, None)]
    known = past.renders.find(document)
    assert known is not None
    assert known.finished


def test_a_comparison_gives_way_to_the_user_and_comes_nevertheless(run: Run, past: Past) -> None:
    past.fake.pause = 0.02
    document = past.session.document

    async def main() -> None:
        past.commands.compare_with(document, "then")
        while not past.fake.begun:
            await asyncio.sleep(0.002)
        async with past.engine.start(past.fake.devices) as job:
            await job.result()
        while not past.front.show_reference.called:
            await asyncio.sleep(0.002)

    run(main())
    assert len(past.fake.begun) == 2


def test_a_state_without_an_attribute_is_the_photo(run: Run, past: Past) -> None:
    run(past.compared(Document(PHOTO)))
    picture, *_ = past.front.show_reference.call_args.args
    assert (picture.width(), picture.height()) == (60, 40)


def test_a_state_without_a_photo_is_told(run: Run, past: Past) -> None:
    async def main() -> None:
        past.commands.compare_with(Document(), "the start")
        while not past.front.tell.called:
            await asyncio.sleep(0.002)

    run(main())
    assert not past.front.show_reference.called


def test_snapshots_get_names_that_are_free(past: Past) -> None:
    for _ in range(3):
        past.commands.take_snapshot()
    past.session.delete_snapshot("Snapshot 2")
    past.commands.take_snapshot()
    names = [each.name for each in past.session.snapshots]
    assert names == ["Snapshot 1", "Snapshot 3", "Snapshot 2"]


def test_a_name_that_is_taken_is_said_in_the_window(run: Run, past: Past) -> None:
    past.session.take_snapshot("one")
    past.session.take_snapshot("two")

    async def main() -> None:
        past.commands.rename_snapshot("two", "one")
        while not past.front.say.called:
            await asyncio.sleep(0.002)

    run(main())
    assert "already" in past.front.say.call_args.args[0].text


@pytest.mark.parametrize("agreed", [True, False])
def test_a_snapshot_goes_only_when_the_user_agrees(run: Run, past: Past, agreed: bool) -> None:
    past.session.take_snapshot("one")
    past.dialogs.confirm = AsyncMock(return_value=agreed)

    async def main() -> None:
        past.commands.delete_snapshot("one")
        while not past.dialogs.confirm.await_count:
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.01)

    run(main())
    assert bool(past.session.snapshots) is not agreed


def test_a_state_with_masks_is_compared_with_what_they_made(run: Run, past: Past) -> None:
    mask = np.zeros((40, 60), np.float32)
    mask[:20] = 1
    past.session.do(mask_edits.add_mask(MaskLayer.of("hole", MaskRole.FILL, mask)))
    past.session.do(mask_edits.set_fill_pictures("faces"))
    document = edits.turn_on(False, at=0).apply(past.session.document)
    run(past.compared(document))
    assert past.fake.masks == [document.subject_masks]
    picture, *_ = past.front.show_reference.call_args.args
    assert picture.pixelColor(0, 0).red() == 64
    known = past.renders.find(document)
    assert known is not None
    assert known.filled is not None
