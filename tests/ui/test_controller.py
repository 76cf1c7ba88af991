from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from PySide6.QtGui import QImage

from dfi_studio.core.errors import PictureSetError, WeightsError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits
from dfi_studio.session.document import Missing
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.controller import Controller
from dfi_studio.ui.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.work import Message, Phase, SetReport, Severity, Work

Run = Callable[[Any], Any]
PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))
OTHER = Photo.of(freeze(np.full((40, 60, 3), 0.3)))


@dataclass
class FakeView:
    photos: list[Photo | None] = field(default_factory=list)
    results: list[Result | None] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    sets: dict[str, SetReport] = field(default_factory=dict)
    engine: list[str] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    unsaved: bool = False

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        self.photos.append(photo)

    def show_result(self, result: Result | None, picture: QImage | None) -> None:
        assert (result is None) == (picture is None)
        self.results.append(result)

    def show_unsaved(self, unsaved: bool) -> None:
        self.unsaved = unsaved

    def show_work(self, work: Work) -> None:
        self.works.append(work)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        self.sets = dict(reports)

    def show_engine(self, text: str) -> None:
        self.engine.append(text)

    def say(self, message: Message) -> None:
        self.said.append(message)

    @property
    def phase(self) -> Phase | None:
        return self.works[-1].phase if self.works else None


class Studio:
    """A controller at work, with everything around it faked."""

    def __init__(self) -> None:
        self.fake = FakeEngine()
        self.view = FakeView()
        self.session = Session()
        self.sets = {"young": 10, "old": 12}
        self.counted: list[str] = []
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.client = EngineClient(self.thread)
        self.controller = Controller(
            self.session,
            self.client,
            verbs=self.fake.verbs,
            view=self.view,
            count_pictures=self.count,
        )

    def count(self, text: str) -> int:
        self.counted.append(text)
        if text not in self.sets:
            raise PictureSetError(f"There is no folder {text}.")
        return self.sets[text]

    def begin(self) -> None:
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.set_sets("young", "old"))

    @asynccontextmanager
    async def rendering(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.controller.render_forever())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            assert task.cancelled()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.002)

    async def until_done(self) -> None:
        recipe = self.session.document.recipe
        await self.until(
            lambda: (
                self.view.phase is Phase.DONE
                and self.controller.result is not None
                and self.controller.result.recipe == recipe
            )
        )


@pytest.fixture
def studio(run: Run) -> Iterator[Studio]:
    studio = Studio()
    studio.session.do(edits.set_iterations(10))
    yield studio
    studio.thread.close()


def test_it_waits_until_all_is_chosen(run: Run, studio: Studio) -> None:
    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.works)
            assert studio.view.works[-1].missing is Missing.PHOTO
            studio.session.do(edits.open_photo(PHOTO))
            await studio.until(lambda: studio.view.works[-1].missing is Missing.ATTRIBUTE)
            studio.session.do(edits.set_sets("young", "old"))
            await studio.until_done()

    run(main())
    assert studio.view.sets == {"young": SetReport(10), "old": SetReport(12)}
    assert studio.fake.begun == [(PHOTO, studio.session.document.recipe, None)]


def test_every_frame_belongs_to_its_recipe_and_the_last_is_finished(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()

    run(main())
    shown = [result for result in studio.view.results if result]
    assert [each.finished for each in shown[:-1]] == [False] * (len(shown) - 1)
    assert shown[-1].finished
    assert studio.view.unsaved


def test_a_drag_shows_frames_and_ends_with_its_last_value(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.pause = 0.004

    async def main() -> int:
        async with studio.rendering():
            await studio.until_done()
            before = len(studio.view.results)
            for step in range(60):
                studio.session.do(edits.set_alpha(1 + step / 30))
                await asyncio.sleep(0.008)
            during = len(studio.view.results) - before
            await studio.until_done()
            return during

    assert run(main()) > 10
    assert [recipe.directions[0].alpha for recipe in studio.fake.ended] == [1.0, 1 + 59 / 30]
    assert studio.fake.closed == len(studio.fake.begun)


def test_a_drag_goes_on_from_the_picture_on_the_screen(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            first = studio.controller.result
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            assert first is not None
            assert studio.fake.begun[-1][2] is first.image
            studio.session.do(edits.set_alpha(0))
            await studio.until_done()
            assert studio.fake.begun[-1][2] is None
            studio.session.do(edits.set_k(3))
            await studio.until_done()
            assert studio.fake.begun[-1][2] is None
            studio.session.do(edits.open_photo(OTHER))
            await studio.until_done()
            assert studio.fake.begun[-1][2] is None

    run(main())


def test_undo_shows_a_finished_render_at_once(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            first = studio.controller.result
            studio.session.do(edits.set_tv(0.5))
            await studio.until_done()
            begun = len(studio.fake.begun)
            studio.session.undo()
            await studio.until(lambda: studio.controller.result is first)
            assert len(studio.fake.begun) == begun
            assert studio.view.phase is Phase.DONE

    run(main())


def test_stop_keeps_the_frame_and_resume_goes_on_from_it(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            await asyncio.sleep(0.05)
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            kept = studio.controller.result
            assert kept is not None
            assert studio.controller.unsaved is kept
            await asyncio.sleep(0.05)
            assert studio.controller.result is kept
            studio.controller.render_again()
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            assert studio.fake.begun[-1][2] is kept.image

    run(main())


def test_stop_holds_when_a_change_was_waiting(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))
    studio.fake.pause = 0.1

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.session.do(edits.set_alpha(3))
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            await asyncio.sleep(0.05)
            assert (studio.view.phase, len(studio.fake.begun)) == (Phase.STOPPED, 1)
            studio.controller.render_again()
            await studio.until(lambda: len(studio.fake.begun) == 2)
            studio.session.do(edits.set_alpha(2))
            studio.controller.stop()
            studio.session.do(edits.set_alpha(1.5))  # the hand moves on: so does the picture
            await studio.until(lambda: len(studio.fake.begun) == 3)

    run(main())


def test_what_was_kept_is_there_again_after_undo(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            kept = studio.controller.result
            studio.session.settle()
            studio.session.do(edits.set_iterations(5))
            await studio.until_done()
            studio.session.undo()
            await studio.until(lambda: studio.controller.result is kept)
            assert studio.view.phase is Phase.STOPPED

    run(main())


def test_rendering_again_after_the_end_starts_from_the_photo(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.controller.render_again()
            await studio.until(lambda: len(studio.fake.ended) == 2)

    run(main())
    assert [start for _, _, start in studio.fake.begun] == [None, None]
    assert studio.counted == ["young", "old"] * 2  # the folders may have changed since


def test_a_change_of_strength_waits_for_the_lesson(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.learning = 100

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.LEARNING)
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            assert len(studio.fake.begun) == 2
            studio.fake.learned.clear()
            studio.session.do(edits.set_k(3))
            await studio.until(lambda: studio.view.phase is Phase.LEARNING)
            studio.session.do(edits.set_k(4))
            await studio.until_done()

    run(main())
    learned = {getattr(each, "k", None) for each in studio.fake.learned}
    assert learned == {4}  # another K is another lesson: the first was left


def test_a_set_that_cannot_serve_is_told_beneath_it_and_nothing_starts(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            result = studio.controller.result
            studio.session.do(edits.set_target("nowhere"))
            await studio.until(lambda: studio.view.phase is Phase.WAITING)
            assert studio.controller.result is result  # nothing is lost
            assert studio.view.sets["nowhere"].error == "There is no folder nowhere."
            assert studio.view.said == []
            studio.sets["nowhere"] = 3
            studio.controller.render_again()
            await studio.until_done()

    run(main())


def test_a_failure_is_said_and_the_next_change_tries_again(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.fails = WeightsError("The network is not here; fetch it.")

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.FAILED)
            assert studio.view.said == [
                Message("The network is not here; fetch it.", Severity.ERROR)
            ]
            studio.fake.fails = None
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()

    run(main())


def test_a_fault_of_ours_is_logged_with_its_details(
    run: Run, studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    studio.begin()
    studio.fake.fails = ZeroDivisionError("division by zero")

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.FAILED)

    run(main())
    (message,) = studio.view.said
    assert message.text == "Something unexpected went wrong: division by zero."
    assert "in render" in message.details
    assert "in render" in caplog.text
    caplog.clear()


def test_notices_are_said(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.notices = ("a.jpg was skipped.", "b.jpg was skipped.")

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()

    run(main())
    assert [each.text for each in studio.view.said] == list(studio.fake.notices)


def test_saving_settles_what_is_owed(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            result = studio.controller.result
            assert result is not None
            studio.controller.mark_saved(result)
            assert not studio.view.unsaved
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            assert studio.view.unsaved
            studio.session.undo()
            await studio.until(lambda: studio.controller.result is result)
            assert not studio.view.unsaved

    run(main())


def test_warming_up_names_the_device_or_says_what_is_missing(run: Run, studio: Studio) -> None:
    run(studio.controller.warm_up())
    assert studio.view.engine[-1] == "fake"
    studio.fake.cold = "The network vgg16 is not installed."
    run(studio.controller.warm_up())
    assert studio.view.said == [Message("The network vgg16 is not installed.", Severity.ERROR)]


def test_the_engine_runs_in_one_thread_of_its_own(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()

    run(main())
    assert len(studio.fake.threads) == 1
    assert threading.get_ident() not in studio.fake.threads
