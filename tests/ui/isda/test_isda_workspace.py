from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from waiting import alongside, until

from dfi_studio.core.class_direction import ClassMove
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.session import edits
from dfi_studio.session.class_view import Verdict
from dfi_studio.session.session import Session
from dfi_studio.ui.isda.commands import IsdaCommands
from dfi_studio.ui.isda.workspace import IsdaWorkspace
from dfi_studio.ui.rendering import idle_renders
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.work import Message

Run = Callable[[Any], Any]

PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))


class Front:
    """Stands for the window and its questions."""

    def __init__(self) -> None:
        self.said: list[Message] = []
        self.told: list[str] = []
        self.folder: Path | None = None

    def say(self, message: Message) -> None:
        self.said.append(message)

    def tell(self, text: str) -> None:
        self.told.append(text)

    async def open_folder(self, title: str, *, kind: str) -> Path | None:
        return self.folder

    async def open_file(self, title: str, *, kind: str, filters: str) -> Path | None:
        return self.folder


class Desk:
    """The workspace at work, with the engine faked."""

    def __init__(self, settings: QSettings) -> None:
        self.fake, self.front, self.session = FakeEngine(), Front(), Session()
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.settings = settings
        self.cards = 0
        self.space = IsdaWorkspace()
        self.commands = IsdaCommands(
            self.session,
            EngineClient(self.thread),
            self.fake.isda,
            workspace=self.space,
            front=self.front,  # type: ignore[arg-type]
            dialogs=self.front,  # type: ignore[arg-type]
            settings=settings,
            count_pictures=self.count,
            cards_changed=self.changed,
        )
        self.space.resize(1200, 800)
        self.space.show()

    def count(self, text: str) -> int:
        if text != "old":
            raise PictureSetError(f"There is no folder {text}.")
        return 12

    def changed(self) -> None:
        self.cards += 1

    def begin(self) -> None:
        self.session.do(edits.open_photo(PHOTO))
        self.space.class_.picker.chosen.emit("old")
        self.space.class_.count.moved.emit(4)
        self.commands.filling.rest(True)

    def working(self) -> AbstractAsyncContextManager[None]:
        return alongside(self.commands.filling.run())

    @property
    def full(self) -> bool:
        cells = self.space.grid.cells
        return cells.rowCount() > 0 and not any(
            self.commands.draws.is_due(number) for number in range(cells.rowCount())
        )

    @property
    def drawn(self) -> list[int]:
        """The numbers of the draws in the order in which they were made."""
        attributes = [recipe.directions[0].attribute for _, recipe, _ in self.fake.begun]
        return [each.number for each in attributes if each.move is ClassMove.DRAW]  # type: ignore[union-attr]

    until = staticmethod(until)


@pytest.fixture
def desk(run: Run, settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(idle_renders, "PAUSE_S", 0.005)
    made = Desk(settings)
    yield made
    made.space.close()
    made.thread.close()


def test_nothing_is_drawn_before_photo_and_class_are_there(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.commands.filling.rest(True)
            desk.space.class_.picker.chosen.emit("old")
            await asyncio.sleep(0.05)

    run(main())
    assert not desk.fake.begun
    assert desk.space.grid.cells.rowCount() == 8


def test_the_grid_fills_in_its_order_one_look_for_all(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)

    run(main())
    assert desk.drawn == [0, 1, 2, 3]
    assert desk.fake.followed[0] == (1, 2, 3)
    assert all(start is None for *_, start in desk.fake.begun)
    assert desk.space.class_.picker.count.text() == "12 pictures"


def test_guesses_come_first_and_nothing_is_solved_from_them(run: Run, desk: Desk) -> None:
    desk.fake.decoder = True

    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)

    run(main())
    numbers = [recipe.directions[0].attribute.number for recipe in desk.fake.guessed]  # type: ignore[union-attr]
    assert numbers == desk.drawn == [0, 1, 2, 3]
    assert all(start is None for *_, start in desk.fake.begun)


def test_where_guessing_fails_the_draws_say_why(run: Run, desk: Desk) -> None:
    desk.fake.decoder, desk.fake.fails = True, PictureSetError("The class is empty.")

    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: bool(desk.front.said))

    run(main())
    assert [each.text for each in desk.front.said] == ["The class is empty."]


def test_another_strength_starts_from_what_is_there(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            desk.fake.begun.clear()
            desk.space.class_.strength.moved.emit(1.0)
            assert not desk.full
            assert desk.commands.draws.picture(0) is not None  # it stays until then
            await desk.until(lambda: desk.full)

    run(main())
    assert all(start is not None for *_, start in desk.fake.begun)
    assert {recipe.directions[0].alpha for _, recipe, _ in desk.fake.begun} == {1.0}


def test_keys_keep_and_reject_and_take_back(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            grid = desk.space.grid
            grid.setCurrentIndex(grid.cells.index(1))
            QTest.keyClick(grid, Qt.Key.Key_K)
            grid.setCurrentIndex(grid.cells.index(2))
            QTest.keyClick(grid, Qt.Key.Key_X)
            assert grid.cells.cell(1).verdict is Verdict.KEPT
            assert grid.cells.cell(2).verdict is Verdict.REJECTED
            assert desk.space.keep.isEnabled()
            desk.fake.begun.clear()
            desk.space.class_.strength.moved.emit(1.0)  # what is rejected is not drawn again
            await desk.until(lambda: desk.drawn == [0, 1, 3])
            QTest.keyClick(grid, Qt.Key.Key_X)
            assert grid.cells.cell(2).verdict is Verdict.OPEN
            await desk.until(lambda: desk.full)

    run(main())
    assert desk.drawn[-1] == 2


def test_other_draws_begin_anew(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            desk.space.class_.again.click()
            assert desk.commands.draws.picture(0) is None
            await desk.until(lambda: desk.full)

    run(main())
    assert desk.space.class_.seed.box.value() == 1
    assert desk.fake.begun[-1][1].directions[0].attribute.seed == 1  # type: ignore[union-attr]


def test_a_pause_holds_until_it_goes_on(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.space.class_.turn.click()
            desk.begin()
            await asyncio.sleep(0.05)
            assert not desk.fake.begun
            desk.space.class_.turn.click()
            await desk.until(lambda: desk.full)

    run(main())


def test_it_gives_way_to_the_render_loop(run: Run, desk: Desk) -> None:
    async def main() -> None:
        desk.fake.pause = 0.01
        async with desk.working():
            desk.begin()
            await desk.until(lambda: bool(desk.fake.begun))
            desk.commands.rest(False)
            assert "wait" in desk.space.state.text()
            await asyncio.sleep(0.1)
            assert not desk.full
            desk.fake.pause = 0.0
            desk.commands.rest(True)
            assert not desk.space.state.text()
            await desk.until(lambda: desk.full)

    run(main())


def test_principal_directions_move_the_picture_in_large(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            panel = desk.space.principal
            panel.seek.click()
            await desk.until(lambda: len(panel.sliders) == 5)
            panel.moved.emit(0, 2.0)
            panel.moved.emit(1, -1.0)
            await desk.until(lambda: len(desk.fake.begun[-1][1].directions) == 2)
            await desk.until(lambda: not desk.space.state.text() and desk.fake.closed >= 5)
            panel.still.click()
            assert not panel.still.isEnabled()

    run(main())
    moves = [(each.attribute.number, each.alpha) for each in desk.fake.begun[-1][1].directions]  # type: ignore[union-attr]
    assert moves == [(0, 2.0), (1, -1.0)]
    assert "principal" in desk.space.stage.accessibleDescription()


def test_what_is_kept_becomes_attributes(
    run: Run, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path))

    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            for number in (0, 3):
                desk.space.grid.judged.emit(number, Verdict.KEPT)
            desk.space.keep.click()
            await desk.until(lambda: desk.cards == 1)

    run(main())
    assert {card.name for card in AttributeLibrary().cards()} == {"draw 1", "draw 4"}
    assert "2 in the library" in desk.front.told[-1]


def test_the_set_is_exported_at_the_quality_of_the_edit(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    desk.front.folder = tmp_path

    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            desk.space.grid.judged.emit(1, Verdict.REJECTED)
            desk.space.export.click()
            await desk.until(lambda: bool(desk.front.told))

    run(main())
    assert [each.directions[0].attribute.number for each in desk.fake.exported] == [0, 2, 3]  # type: ignore[union-attr]
    assert {each.space.size for each in desk.fake.exported} == {200}


def test_a_class_that_is_not_there_is_told_beside_its_name(run: Run, desk: Desk) -> None:
    async def main() -> None:
        desk.space.class_.picker.chosen.emit("nowhere")
        await desk.until(lambda: bool(desk.space.class_.picker.error.text()))

    run(main())
    assert desk.space.class_.picker.error.text() == "There is no folder nowhere."


def test_a_failure_is_said_once_and_tried_again_when_asked(run: Run, desk: Desk) -> None:
    async def main() -> None:
        desk.fake.fails = PictureSetError("old has one picture.")
        async with desk.working():
            desk.begin()
            await desk.until(lambda: bool(desk.front.said))
            await asyncio.sleep(0.05)
            assert len(desk.front.said) == 1
            desk.fake.fails = None
            desk.space.class_.turn.click()
            desk.space.class_.turn.click()
            await desk.until(lambda: desk.full)

    run(main())
    assert desk.front.said[0].text == "old has one picture."


def test_the_class_is_remembered(run: Run, desk: Desk, settings: QSettings) -> None:
    async def main() -> None:
        desk.begin()
        await asyncio.sleep(0.02)
        other = Desk(settings)
        assert other.space.class_.picker.path.text() == "old"
        await asyncio.sleep(0.02)
        other.space.close()
        other.thread.close()

    run(main())


def test_another_photo_empties_the_grid(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.begin()
            await desk.until(lambda: desk.full)
            other = Photo.of(freeze(np.full((30, 30, 3), 0.4)))
            desk.session.do(edits.open_photo(other))
            assert desk.commands.draws.picture(0) is None
            await desk.until(lambda: desk.full)

    run(main())
    assert desk.fake.begun[-1][0].image.shape == (30, 30, 3)


def test_every_state_of_a_cell_can_be_painted(desk: Desk) -> None:
    from PySide6.QtGui import QImage

    cells = desk.space.grid.cells
    cells.show_count(5)
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(0x808080)
    cells.change(0, picture=picture)
    cells.change(1, picture=picture, verdict=Verdict.KEPT)
    cells.change(2, picture=picture, verdict=Verdict.REJECTED, stale=True)
    cells.change(3, doing="Drawing", share=0.5)
    cells.change(9, doing="gone")
    assert not desk.space.grab().isNull()
    spoken = [cells.data(cells.index(at), Qt.ItemDataRole.AccessibleTextRole) for at in range(4)]
    assert spoken == ["Draw 1", "Draw 2, kept", "Draw 3, rejected", "Draw 4, Drawing"]
