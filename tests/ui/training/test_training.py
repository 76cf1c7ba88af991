from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from controlled import PHOTO, Studio
from PySide6.QtCore import QSettings

from dfi_studio.core.errors import DecoderFileError
from dfi_studio.core.steps import Progress, Step
from dfi_studio.session import edits
from dfi_studio.ui.rendering import engine_thread
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.training.state import Lesson, Stage, TrainingState, read, written
from dfi_studio.ui.training.training import Training

Run = Callable[[Any], Any]
LESSON = Lesson(("young", "old"), "vgg16", ("conv3_1",))


class Board:
    """Stands for the dialog, the window and its questions."""

    current_attribute = 0

    def __init__(self) -> None:
        self.states: list[TrainingState | None] = []
        self.said: list[Message] = []
        self.told: list[str] = []
        self.asked: list[str] = []
        self.opened = 0
        self.yes = True

    def show_training(self, state: TrainingState | None) -> None:
        self.states.append(state)

    def open(self) -> None:
        self.opened += 1

    def say(self, message: Message) -> None:
        self.said.append(message)

    def tell(self, text: str) -> None:
        self.told.append(text)

    async def confirm(self, question: str, yes: str) -> bool:
        self.asked.append(question)
        return self.yes

    @property
    def stage(self) -> Stage | None:
        state = self.states[-1] if self.states else None
        return None if state is None else state.stage


class School(Studio):
    """A render loop beside a training."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.board = Board()
        self.session.do(edits.set_iterations(20))
        self.training = self.trainer(settings)

    def trainer(self, settings: QSettings) -> Training:
        return Training(
            self.session,
            self.client,
            self.fake.instant,
            instant=self.instant,
            views=[self.board],
            open_view=self.board.open,
            front=self.board,  # type: ignore[arg-type]
            dialogs=self.board,  # type: ignore[arg-type]
            settings=settings,
        )


@pytest.fixture
def school(run: Run, settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    monkeypatch.setattr(engine_thread, "_PATIENCE_S", 0.02)
    school = School(settings)
    yield school
    school.fake.lessons = 0  # what a failed test left running comes to its end
    school.thread.close()


def test_it_is_usable_from_the_first_check_on(run: Run, school: School) -> None:
    school.begin()
    school.fake.lessons = 100_000

    async def main() -> None:
        async with school.working():
            await school.until_done()
            school.training.make_instant()
            document = school.session.document
            await school.until(lambda: school.instant.serves(document))
            assert school.board.opened == 1
            assert school.board.stage is Stage.RUNNING
            school.session.do(edits.set_alpha(2.0))
            await school.until(lambda: school.fake.guessed)
            await school.until_done()
            seen = school.fake.trained
            await school.until(lambda: school.fake.trained > seen)  # it goes on
            await school.training.close()

    run(main())
    assert school.fake.training == ("young", "old")
    assert any(each and each.strip is not None for each in school.board.states)
    assert len(school.fake.threads) == 1


def test_it_gives_way_to_a_render_and_goes_on_as_it_was(run: Run, school: School) -> None:
    school.fake.lessons = 100_000
    school.fake.pause = 0.005

    async def main() -> None:
        async with school.working():
            school.training.make_sets_instant(("young", "old"))
            await school.until(lambda: school.fake.trained > 2)
            school.begin()
            await school.until(lambda: school.fake.begun)
            seen = school.fake.trained
            await school.until_done()
            assert school.fake.trained <= seen + 1
            await school.until(lambda: school.fake.trained > seen + 5)
            assert school.fake.trainings == 1  # it was begun once
            await school.training.close()

    run(main())


def test_pause_and_go_on(run: Run, school: School) -> None:
    school.begin()
    school.fake.lessons = 60

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.fake.trained > 5)
        school.training.turn_training()
        assert school.board.stage is Stage.PAUSED
        await asyncio.sleep(0.05)
        seen = school.fake.trained
        await asyncio.sleep(0.05)
        assert school.fake.trained == seen < 60
        school.training.turn_training()
        await school.until(lambda: school.board.stage is Stage.DONE)

    run(main())
    assert school.fake.trained == 60
    assert school.fake.begun_anew == 0
    assert "instant now for young + old" in school.board.told[-1]


@pytest.mark.parametrize("paused", [False, True])
def test_a_restart_goes_on(run: Run, school: School, settings: QSettings, paused: bool) -> None:
    school.begin()
    school.fake.lessons = 100

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.fake.trained > 5)
        if paused:
            school.training.turn_training()
        await school.training.close()
        await asyncio.sleep(0.05)
        seen = school.fake.trained
        again = school.trainer(settings)
        again.go_on()
        if paused:
            assert school.board.stage is Stage.PAUSED
            await asyncio.sleep(0.05)
            assert school.fake.trained == seen
            again.turn_training()
        await school.until(lambda: school.board.stage is Stage.DONE)
        assert school.fake.begun_anew == 0
        school.trainer(settings).go_on()  # nothing is under way any more
        assert school.board.stage is Stage.DONE
        await again.close()

    run(main())


def test_cancel_deletes_what_it_made(run: Run, school: School, settings: QSettings) -> None:
    school.begin()
    school.fake.lessons = 100_000

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.fake.trained > 5)
        school.training.cancel_training()
        await school.until(lambda: (school.fake.trained, school.fake.decoder) == (0, False))
        assert school.board.stage is None
        assert not school.instant.serves(school.session.document)
        school.trainer(settings).go_on()
        await asyncio.sleep(0.02)
        assert school.board.states[-1] is None

    run(main())


def test_one_is_trained_at_a_time(run: Run, school: School) -> None:
    school.begin()
    school.fake.lessons = 100_000

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.fake.trained > 2)
        school.training.make_sets_instant(("cats",))
        await school.until(lambda: school.board.told)
        assert "One decoder is trained at a time" in school.board.told[-1]
        school.training.make_instant()  # the same again: it is shown
        await school.until(lambda: school.board.opened == 3)
        await school.training.close()

    run(main())
    assert school.fake.training == ("young", "old")


def test_what_is_trained_is_not_trained_again_unasked(run: Run, school: School) -> None:
    school.begin()
    school.fake.trained = school.fake.lessons = 9
    school.board.yes = False

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.board.asked)
        assert "quality of 50" in school.board.asked[0]
        await school.until(lambda: school.board.states[-1] is None)  # as it was
        school.board.yes = True
        school.training.make_instant()
        await school.until(lambda: school.board.stage is Stage.DONE)

    run(main())
    assert school.fake.begun_anew == 1


def test_it_is_shown_at_once_while_the_engine_is_busy(run: Run, school: School) -> None:
    school.begin()
    school.fake.lessons = 100_000

    async def main() -> None:
        async with school.client.start(busy) as render:
            await anext(render)
            school.training.make_instant()
            await school.until(lambda: school.board.opened)
            assert school.board.stage is Stage.RUNNING
            school.training.cancel_training()
        await asyncio.sleep(0.05)
        assert school.board.stage is None  # it does not begin after all
        await school.training.close()

    run(main())
    assert school.fake.trained == 0


def busy(workshop: object) -> Generator[Step, None, None]:
    while True:
        yield Progress("rendering", 0, 0)


def test_what_is_wrong_is_said_and_can_be_begun_anew(run: Run, school: School) -> None:
    school.begin()
    school.fake.fails = DecoderFileError("The unfinished training is damaged; train anew.")

    async def main() -> None:
        school.training.make_instant()
        await school.until(lambda: school.board.said)
        assert school.board.stage is Stage.FAILED
        message = school.board.said[0]
        assert message.text == "The unfinished training is damaged; train anew."
        assert message.act is not None
        message.act()
        await school.until(lambda: school.board.stage is Stage.DONE)

    run(main())


def test_without_pictures_it_is_said(run: Run, school: School) -> None:
    school.session.do(edits.open_photo(PHOTO))

    async def main() -> None:
        school.training.make_instant()

    run(main())
    assert "not known which pictures" in school.board.said[0].text


def test_what_is_under_way_is_a_text() -> None:
    for stage in (Stage.RUNNING, Stage.PAUSED):
        state = TrainingState(LESSON, stage)
        assert read(written(state)) == state
    assert written(TrainingState(LESSON, Stage.DONE)) == written(None) == ""
    for text in ("", "x", "{}", "[]", '{"sets": [], "layers": [], "backbone": "a", "stage": "b"}'):
        assert read(text) is None


def test_a_lesson_is_called_by_its_sets() -> None:
    folder = Path("/somewhere/faces")
    assert Lesson((str(folder),), "vgg16", ("conv3_1",)).name == "faces"
    assert LESSON.name == "young + old"
