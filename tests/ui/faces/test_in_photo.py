"""Finished results in the photograph: one face, several, and none any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from people import ANNA, BEN
from placed import in_photo
from waiting import alongside, until

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, face_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import View

PHOTO = Photo.of(freeze(np.full((80, 100, 3), 0.5)))


class Desk:
    def __init__(self, thread: EngineThread, fake: FakeEngine) -> None:
        self.fake, self.session, self.renders = fake, Session(), Renders()
        self.view = MagicMock(spec=View)
        self.screen = Screen(self.view, ShownPhotos(), self.renders)
        self.engine = EngineClient(thread)
        self.in_photo = in_photo(
            self.session, self.engine, fake, renders=self.renders, screen=self.screen
        )
        self.session.do(edits.open_photo(PHOTO))
        self.edit(ANNA)

    def edit(self, face: Any) -> None:
        self.session.do(face_edits.choose_face(face))
        self.session.do(edits.set_sets("young", "old"))
        self.session.do(edits.set_iterations(2))

    async def settle(self) -> None:
        """Solve the face in hand, as the render loop does."""
        self.screen.show_work(Work(Phase.SOLVING))
        self.screen.settle(await self.in_photo.made(self.session.document.layers[-1]))
        self.screen.show_work(Work(Phase.DONE))

    @property
    def shown(self) -> Any:
        """The last picture, where it is of the whole photo; None for one of a portrait."""
        _, picture, *portrait = self.view.show_result.call_args.args
        return picture if not any(portrait) else None


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    fake = FakeEngine()
    thread = EngineThread(fake.make_workshop)
    thread.start()
    yield Desk(thread, fake)
    thread.close()


def brightness(picture: Any, face: Any) -> int:
    x, y = (round(each) for each in face.centre)
    return int(picture.pixelColor(x, y).red())


def test_a_finished_face_is_shown_in_the_photo_at_its_own_size(run: Any, desk: Desk) -> None:
    async def main() -> None:
        async with alongside(desk.in_photo.run()):
            await desk.settle()
            assert desk.shown is None  # at first as it was solved
            await until(lambda: desk.shown is not None)

    run(main())
    assert (desk.shown.width(), desk.shown.height()) == (100, 80)
    assert brightness(desk.shown, ANNA) > 140
    assert brightness(desk.shown, BEN) == 128


def test_other_faces_show_and_are_rendered_where_they_must_be(run: Any, desk: Desk) -> None:
    async def main() -> None:
        desk.edit(BEN)  # ANNA's was never rendered
        async with alongside(desk.in_photo.run()):
            await desk.settle()
            await until(lambda: desk.shown is not None)
            (ground,) = desk.view.show_ground.call_args.args
            assert brightness(ground, ANNA) > 140
            assert brightness(ground, BEN) == 128
            assert min(brightness(desk.shown, each) for each in (ANNA, BEN)) > 140
            desk.session.do(face_edits.edit_whole_photo())
            await until(lambda: desk.view.show_ground.call_args.args == (None,))

    run(main())


def test_what_is_known_is_not_made_again(run: Any, desk: Desk) -> None:
    async def main() -> None:
        first = await desk.in_photo.made(desk.session.document)
        assert await desk.in_photo.made(desk.session.document) is first
        solved = desk.in_photo.solved_by(desk.session.document, first)
        assert solved.portrait is not None
        assert solved.edited is first.image

    run(main())
    assert len(desk.fake.begun) == 1
    assert len(desk.fake.cut) == 1


def test_a_face_that_fails_is_told_by_its_own_render(run: Any, desk: Desk) -> None:
    desk.fake.fails = ValueError("broken")

    async def main() -> None:
        desk.edit(BEN)
        async with alongside(desk.in_photo.run()):
            await until(lambda: desk.fake.closed)
            desk.session.do(edits.set_alpha(2))  # it goes on
            await until(lambda: desk.fake.closed > 1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dfi_studio.ui.faces.in_photo.logger", MagicMock())
        run(main())
    assert not desk.view.show_ground.called
