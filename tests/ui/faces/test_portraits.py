"""What is solved for a document of a face; and what holds it up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from people import ANNA, BEN

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, face_edits, mask_edits
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.faces.portraits import Portraits
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.work import Phase

PHOTO = Photo.of(freeze(np.random.default_rng(1).random((80, 100, 3))))


class Desk:
    def __init__(self, thread: EngineThread, fake: FakeEngine) -> None:
        self.fake = fake
        self.session = Session()
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.set_sets("young", "old"))
        self.portraits = Portraits()
        self.present = Present(
            self.session, EngineClient(thread), self.portraits, cut_out=fake.faces.cut_out
        )
        self.screen = MagicMock()

    async def made(self) -> Document | None:
        return await self.present.made(self.screen)


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    fake = FakeEngine()
    thread = EngineThread(fake.make_workshop)
    thread.start()
    yield Desk(thread, fake)
    thread.close()


def test_without_a_face_it_is_the_document(run: Any, desk: Desk) -> None:
    assert run(desk.made()) == desk.session.document
    assert desk.fake.cut == []


def test_a_face_is_cut_out_once(run: Any, desk: Desk) -> None:
    desk.session.do(face_edits.choose_face(ANNA))
    assert desk.present.pending
    assert desk.present.document == Document()
    solved = run(desk.made())
    assert solved.face is None
    assert solved.photo.image.shape[0] == solved.photo.image.shape[1]
    assert desk.portraits.of(solved.photo).face == ANNA
    desk.session.do(edits.set_alpha(2))
    assert not desk.present.pending
    assert desk.present.document.photo == solved.photo
    desk.session.do(edits.set_size(64))  # another size is another portrait
    assert desk.present.pending
    desk.session.do(face_edits.choose_face(BEN))
    assert not desk.present.pending  # nothing is chosen yet that could be solved
    assert desk.fake.cut == [ANNA]


def test_masks_are_seen_from_the_portrait(run: Any, desk: Desk) -> None:
    mask = np.zeros((80, 100), np.float32)
    mask[:, :30] = 1
    desk.session.do(mask_edits.add_mask(MaskLayer.of("left", MaskRole.EDIT, mask)))
    desk.session.do(face_edits.choose_face(ANNA))
    solved = run(desk.made())
    (layer,) = solved.masks
    assert layer.mask.shape == solved.photo.image.shape[:2]
    assert layer.role is MaskRole.EDIT
    assert 0 < layer.mask.mean() < 1


def test_a_photo_framed_like_its_sets_is_edited_as_it_is(desk: Desk) -> None:
    desk.session.do(face_edits.choose_face(ANNA))
    document = desk.session.document
    desk.portraits.put(document, None)
    assert desk.present.document == document
    assert desk.portraits.portrait(document) is None


def test_nothing_is_solved_while_the_face_is_being_found(run: Any, desk: Desk) -> None:
    told: list[int] = []
    desk.present.subscribe(lambda: told.append(1))
    desk.present.hold("Finding faces")
    assert run(desk.made()) is None
    assert desk.screen.show_work.call_args.args[0].label == "Finding faces"
    desk.present.hold("")
    assert run(desk.made()) == desk.session.document
    assert len(told) == 2


def test_a_set_that_does_not_serve_is_told(run: Any, desk: Desk, monkeypatch: Any) -> None:
    def refuse(*_: object) -> Any:
        yield from ()
        raise PictureSetError("There is no folder young.")

    monkeypatch.setattr(desk.present, "_cut_out", refuse)
    desk.session.do(face_edits.choose_face(ANNA))
    assert run(desk.made()) is None
    assert desk.screen.show_work.call_args.args[0].phase is Phase.FAILED
    assert "no folder" in desk.screen.say.call_args.args[0].text


def test_another_document_leaves_the_cut(run: Any, desk: Desk) -> None:
    desk.session.do(face_edits.choose_face(ANNA))

    async def main() -> None:
        making = asyncio.ensure_future(desk.made())
        await asyncio.sleep(0)
        desk.session.do(face_edits.edit_whole_photo())
        assert await making is None

    run(main())
    other = replace(desk.session.document, face=BEN)
    assert run(desk.present.framed(other)).photo != PHOTO
    assert not desk.portraits.lacks(other)
