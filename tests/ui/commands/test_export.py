from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from placed import in_photo
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication, QImage
from waiting import settled

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.steps import Render
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.exports import ExportOptions
from dfi_studio.library.photos import open_photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.commands.export import ExportCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.export.options import Outgoing, remember, remembered
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import Front, View

CHANCE = np.random.default_rng(3)
PHOTO = Photo.of(freeze(CHANCE.integers(0, 256, (81, 113, 3)).astype(np.float32) / 255))


class Desk:
    def __init__(self, thread: EngineThread, folder: Path) -> None:
        self.path = folder / "out.png"
        self.session = Session()
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.set_sets("young", "old"))
        self.renders = Renders()
        self.screen = Screen(MagicMock(spec=View), ShownPhotos(), self.renders)
        self.front = MagicMock(spec=Front)
        self.dialogs = MagicMock(spec=Dialogs)
        self.dialogs.save_file = AsyncMock(return_value=self.path)
        fake, engine = FakeEngine(), EngineClient(thread)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.drafts: list[tuple[float, QImage]] = []
        self.commands = ExportCommands(
            self.session,
            engine,
            verbs=fake.faces,
            in_photo=in_photo(self.session, engine, fake, renders=self.renders, screen=self.screen),
            screen=self.screen,
            renders=self.renders,
            front=self.front,
            dialogs=self.dialogs,
            settings=self.settings,
            drafts=lambda: self.drafts,
        )

    def solved(self) -> Result:
        """Put a finished result of the document on the screen."""
        document, subject = self.session.document, self.session.document.subject
        assert subject is not None
        small = subject.image[::2, ::2]
        bright = freeze(np.full_like(small, 1.0))
        filled = bright if document.filling else None
        render = Render(document.recipe, 1, 0.0, small, bright, filled, bright)
        result = Result.of(document, subject, render)
        self.screen.settle(result)
        return result

    async def exported(self) -> np.ndarray:
        self.commands.export_result()
        await self.settled()
        return open_photo(self.path)

    async def settled(self) -> None:
        await settled(self.commands)
        assert not self.front.say.called, self.front.say.call_args


@pytest.fixture
def desk(qapp: object, tmp_path: Path) -> Iterator[Desk]:
    thread = EngineThread(FakeEngine().make_workshop)
    thread.start()
    yield Desk(thread, tmp_path)
    thread.close()


def layer(role: MaskRole) -> MaskLayer:
    mask = np.zeros((81, 113), np.float32)
    mask[5:12, 6:20] = np.linspace(0, 1, 14)
    return MaskLayer.of(role, role, mask)


def test_without_masks_it_is_the_working_picture(run: Any, desk: Desk) -> None:
    result = desk.solved()
    assert run(desk.exported()).shape == result.image.shape
    assert desk.renders.unsaved is None


@pytest.mark.parametrize("role", [MaskRole.FILL, MaskRole.EDIT])
@pytest.mark.parametrize("crop", [None, Crop(3, 2, 40, 36)])
def test_with_masks_it_is_the_photo_outside(
    run: Any, desk: Desk, role: MaskRole, crop: Crop | None
) -> None:
    desk.session.do(mask_edits.add_mask(layer(role)))
    desk.session.do(mask_edits.set_fill_pictures("faces"))
    desk.session.do(edits.turn_on(role is MaskRole.EDIT, at=0))
    desk.session.do(edits.set_crop(crop))
    desk.solved()
    made, subject = run(desk.exported()), desk.session.document.subject
    assert subject is not None
    outside = desk.session.document.subject_masks[0].mask == 0
    assert np.array_equal(made[outside], subject.image[outside])
    assert (made[~outside] == 1).all()
    assert desk.renders.unsaved is None


def test_what_is_copied_is_what_would_be_exported(run: Any, desk: Desk) -> None:
    desk.session.do(mask_edits.add_mask(layer(MaskRole.EDIT)))
    desk.solved()

    async def main() -> None:
        desk.commands.copy_result()
        await desk.settled()

    run(main())
    picture = QGuiApplication.clipboard().image()
    assert (picture.width(), picture.height()) == (113, 81)


def test_the_masks_are_found_in_the_past(run: Any, desk: Desk) -> None:
    desk.session.do(mask_edits.add_mask(layer(MaskRole.EDIT)))
    desk.solved()
    desk.session.do(mask_edits.remove_mask(at=0))
    assert run(desk.exported()).shape == (81, 113, 3)
    desk.session.load(Session().state)
    desk.commands.export_result()

    async def main() -> None:
        while not desk.front.say.called:
            await asyncio.sleep(0.002)

    run(main())
    assert "masks of this result are gone" in desk.front.say.call_args.args[0].text


def test_it_waits_for_the_solver_and_takes_the_end(run: Any, desk: Desk) -> None:
    desk.session.do(mask_edits.add_mask(layer(MaskRole.EDIT)))
    document, subject = desk.session.document, desk.session.document.subject
    assert subject is not None
    frame = Result.passing(document, subject, freeze(np.zeros((41, 57, 3))))
    desk.screen.show(frame)
    desk.screen.show_work(Work(Phase.SOLVING))

    async def main() -> np.ndarray:
        desk.commands.export_result()
        await asyncio.sleep(0.05)
        assert not desk.path.exists()
        assert "Waiting" in desk.front.tell.call_args.args[0]
        desk.solved()
        desk.screen.show_work(Work(Phase.DONE))
        await desk.settled()
        return open_photo(desk.path)

    made = run(main())
    assert (made[8, 10:19] == 1).all()


def test_the_photo_itself_is_never_replaced(run: Any, desk: Desk) -> None:
    desk.session.do(edits.open_photo(replace(PHOTO, path=desk.path)))
    desk.solved()
    desk.commands.export_result()

    async def main() -> None:
        while not desk.front.say.called:
            await asyncio.sleep(0.002)

    run(main())
    assert "is the photo itself" in desk.front.say.call_args.args[0].text
    assert not desk.path.exists()


def test_by_choice_a_whole_photo_goes_out_at_its_own_size(run: Any, desk: Desk) -> None:
    desk.solved()
    remember(desk.settings, Outgoing(ExportOptions(marked=False), whole=True))
    assert run(desk.exported()).shape == (81, 113, 3)
    assert read_mark(desk.path) is None


def test_a_pair_and_a_sheet(run: Any, desk: Desk) -> None:
    desk.solved()

    async def main() -> None:
        desk.commands.export_pair()
        await desk.settled()
        pair = open_photo(desk.path)
        assert pair.shape[1] > 2 * pair.shape[0]
        desk.commands.export_sheet()
        await desk.settled()
        assert "no pictures yet" in desk.front.tell.call_args.args[0]
        picture = QImage(20, 10, QImage.Format.Format_RGB32)
        desk.drafts = [(0.0, picture), (1.5, picture), (3.0, picture)]
        desk.commands.export_sheet()
        await desk.settled()
        assert open_photo(desk.path).shape[1] > 3 * 20

    run(main())
    proposal = desk.dialogs.save_file.call_args.kwargs["proposal"]
    assert proposal.name == "pasted_+1.00-sheet.png"


def test_options_are_asked_for(run: Any, desk: Desk) -> None:
    async def main(answer: object) -> None:
        desk.dialogs.asked = AsyncMock(return_value=answer)
        desk.commands.export_options()
        await desk.settled()

    run(main(None))
    assert remembered(desk.settings) == Outgoing()
    run(main(MagicMock(chosen=Outgoing(whole=True))))
    assert remembered(desk.settings).whole
