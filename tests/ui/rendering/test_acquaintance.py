"""The engine gets to know what may be edited next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from people import ANNA
from waiting import until

from dfi_studio.app.alongside import alongside
from dfi_studio.core.errors import WeightsError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, face_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.faces.portraits import Portraits
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.acquaintance import Acquaintance
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread

PHOTO = Photo.of(freeze(np.random.default_rng(1).random((80, 100, 3))))


class Desk:
    def __init__(self, thread: EngineThread) -> None:
        self.fake, self.session = FakeEngine(), Session()
        self.engine = EngineClient(thread)
        cut_out = self.fake.faces.cut_out
        self.present = Present(self.session, self.engine, Portraits(), cut_out=cut_out)
        self.look: Callable[..., Any] = self.fake.first_look

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        acquaintance = Acquaintance(self.present, self.engine, self.look)
        async with alongside(acquaintance.run(), "It failed."):
            await asyncio.sleep(0)
            yield


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    thread = EngineThread(lambda: object())
    thread.start()
    yield Desk(thread)
    thread.close()


def test_a_photo_is_looked_at_once_in_each_space(run: Any, desk: Desk) -> None:
    async def scene() -> None:
        async with desk.running():
            desk.session.do(edits.open_photo(PHOTO))
            await until(lambda: len(desk.fake.glanced) == 1)
            desk.session.do(edits.set_sets("young", "old"))
            desk.session.do(edits.set_alpha(1.5))
            desk.session.do(edits.set_size(64))
            await until(lambda: len(desk.fake.glanced) == 2)

    run(scene())
    assert [(photo, space.size) for photo, space in desk.fake.glanced] == [
        (PHOTO, 200),
        (PHOTO, 64),
    ]


def test_of_a_face_its_portrait_is_looked_at_once_it_is_there(run: Any, desk: Desk) -> None:
    async def scene() -> None:
        async with desk.running():
            desk.present.hold("Which face?")
            desk.session.do(edits.open_photo(PHOTO))
            desk.session.do(edits.set_sets("young", "old"))
            desk.session.do(face_edits.choose_face(ANNA))
            await asyncio.sleep(0.05)
            assert desk.fake.glanced == []
            desk.present.hold("")
            await desk.present.made(ScreenOfNothing())
            await until(lambda: len(desk.fake.glanced) == 1)

    run(scene())
    ((photo, _),) = desk.fake.glanced
    assert photo == desk.present.document.subject != PHOTO


def test_what_cannot_be_looked_at_is_left_to_the_first_render(
    run: Any, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def look(*given: Any) -> Iterator[None]:
        desk.fake.glanced.append(given[1:])
        raise WeightsError("The network vgg16 is not installed.")
        yield

    desk.look = look

    async def scene() -> None:
        async with desk.running():
            desk.session.do(edits.open_photo(PHOTO))
            await until(lambda: len(desk.fake.glanced) == 1)
            desk.session.do(edits.set_size(64))
            await until(lambda: len(desk.fake.glanced) == 2)

    with caplog.at_level(logging.ERROR):
        run(scene())
    assert not caplog.records


class ScreenOfNothing:
    def show_work(self, work: object) -> None:
        """Nobody looks."""

    def say(self, message: object) -> None:
        """Nobody listens."""
