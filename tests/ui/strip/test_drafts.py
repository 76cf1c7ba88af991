from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from waiting import alongside, until

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, SavedAttribute, Solver
from dfi_studio.core.steps import Progress, Step
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Document
from dfi_studio.ui.pixels import from_qimage
from dfi_studio.ui.rendering import idle_renders
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.strip import drafts as drafts_module
from dfi_studio.ui.strip.alpha_strip import AlphaStrip
from dfi_studio.ui.strip.alphas import FIVE, NINE
from dfi_studio.ui.strip.drafts import Cells, Drafts

Run = Callable[[Any], Any]

PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))
YOUNG, GLAD = Contrast("young", "old"), Contrast("grave", "glad")
READY = Document(PHOTO, Recipe((Direction(YOUNG, 1.0),)))


@dataclass
class FakeGuesses:
    """Guesses white, where it serves."""

    asked: list[float] | None = None

    def serves(self, document: Document) -> bool:
        return self.asked is not None

    async def picture(self, document: Document) -> Image | None:
        assert self.asked is not None
        self.asked.append(document.recipe.directions[0].alpha)
        return freeze(np.ones((4, 6, 3)))


@dataclass
class FakeStrip:
    alphas: tuple[float, ...] = FIVE
    in_sight: bool = True
    shown: dict[float, QImage] = field(default_factory=dict)
    failed: dict[float, str] = field(default_factory=dict)
    pending: list[tuple[float, str, float]] = field(default_factory=list)
    marked: list[float] = field(default_factory=list)
    why: str = ""
    clears: int = 0

    def show_nothing(self, why: str) -> None:
        self.why, self.shown, self.failed = why, {}, {}

    def clear(self, shape: QSize) -> None:
        self.why, self.shown, self.failed = "", {}, {}
        self.clears += 1

    def show_picture(self, alpha: float, picture: QImage) -> None:
        self.shown[alpha] = picture

    def show_pending(self, alpha: float, doing: str, share: float) -> None:
        self.pending.append((alpha, doing, share))

    def show_empty(self, alpha: float) -> None:
        self.shown.pop(alpha, None)
        self.failed.pop(alpha, None)

    def show_failed(self, alpha: float, why: str) -> None:
        self.failed[alpha] = why

    def show_marked(self, alpha: float) -> None:
        self.marked.append(alpha)


class Desk:
    """The flow at work, with engine and strip faked."""

    def __init__(self) -> None:
        self.fake = FakeEngine()
        self.strip = FakeStrip()
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.client = EngineClient(self.thread)
        self.guesses = FakeGuesses()
        self.drafts = Drafts(self.client, self.fake.verbs.render, self.strip, self.guesses)

    @property
    def begun(self) -> list[float]:
        """The strengths that the engine was asked for."""
        return [recipe.directions[0].alpha for _, recipe, _ in self.fake.begun]

    def drafting(self) -> AbstractAsyncContextManager[None]:
        return alongside(self.drafts.run())

    until = staticmethod(until)

    async def until_full(self) -> None:
        await self.until(lambda: set(self.strip.shown) == set(self.strip.alphas))

    async def a_while(self) -> None:
        """Wait long enough for a draft to begin, if any would."""
        await asyncio.sleep(0.1)


@pytest.fixture
def desk(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(idle_renders, "PAUSE_S", 0.005)
    desk = Desk()
    yield desk
    desk.thread.close()
    assert desk.fake.closed == len(desk.fake.begun)  # no computation was left lying about


def slowly(steps: int) -> Callable[[object], Generator[Step, None, int]]:
    def work(shop: object) -> Generator[Step, None, int]:
        for number in range(steps):
            yield Progress("working", number, steps)
        return steps

    return work


def test_the_nearest_strength_comes_first_and_each_starts_from_the_nearest_draft(
    run: Run, desk: Desk
) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()

    run(main())
    assert desk.begun == [1.0, 2.0, -1.0, 3.0]  # 0 is the photo: nothing is computed for it
    assert [recipe for _, recipe, _ in desk.fake.begun] == [
        replace(READY.recipe.draft(), directions=(Direction(YOUNG, alpha),)) for alpha in desk.begun
    ]
    starts = [start for _, _, start in desk.fake.begun]
    assert starts[0] is None
    assert starts[2] is None  # as near to the photo as to anything
    for start, of in ((starts[1], 1.0), (starts[3], 2.0)):
        assert start is not None
        assert np.array_equal(start, from_qimage(desk.strip.shown[of]))
    for alpha, picture in desk.strip.shown.items():
        level = picture.pixelColor(3, 3).redF()
        assert level == pytest.approx(max(0.2 + alpha * 0.1, 0), abs=0.01)
    assert desk.strip.marked == [1.0]
    assert any(share == 1.0 for _, _, share in desk.strip.pending)


def test_nothing_is_drafted_but_at_rest_in_sight_and_with_all_chosen(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            await desk.a_while()
            desk.strip.in_sight = False
            desk.drafts.rest(True)
            await desk.a_while()
            desk.strip.in_sight = True
            for document, at in (
                (replace(READY, photo=None), 0),
                (edits.set_target("").apply(READY), 0),
                (edits.turn_on(False, at=0).apply(READY), 0),
                (READY, -1),
                (READY, 1),
            ):
                desk.drafts.want(document, at)
                assert desk.strip.why
                await desk.a_while()
            assert desk.begun == []
            desk.drafts.want(READY, 0)
            assert not desk.strip.why
            await desk.until_full()

    run(main())


def test_it_gives_way_and_goes_on_with_what_is_missing(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.01

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: len(desk.fake.begun) == 2 and desk.strip.pending[-1][0] == 2.0)
            kept = set(desk.strip.shown)
            async with desk.client.start(slowly(50)) as job:
                await job.result()
                await desk.a_while()
                assert len(desk.fake.begun) == 2  # nothing begins while the other job lives
                assert set(desk.strip.shown) == kept
            desk.fake.pause = 0
            await desk.until_full()

    run(main())
    assert desk.begun == [1.0, 2.0, 2.0, -1.0, 3.0]


def test_after_it_gave_way_it_takes_a_breath(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slider that moves would else start a draft at its every stop."""
    desk.fake.pause = 0.01

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: desk.strip.pending)
            monkeypatch.setattr(idle_renders, "PAUSE_S", 0.3)
            for _ in range(3):
                async with desk.client.start(slowly(1)) as job:
                    await job.result()
                await asyncio.sleep(0.05)
            assert desk.begun == [1.0]
            await desk.until(lambda: len(desk.fake.begun) == 2)

    run(main())


def test_a_draft_that_is_out_of_date_is_left_at_once(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.01
    change = edits.set_tv(0.5)

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: desk.strip.pending)
            desk.drafts.want(change.apply(READY), 0)
            await desk.until(lambda: desk.fake.ended)

    run(main())
    assert {recipe.solver.tv for recipe in desk.fake.ended} == {0.5}


def test_a_picture_that_comes_too_late_is_kept_but_not_shown(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded, converting = drafts_module._bounded, threading.Event()

    def slow(*arguments: Any) -> QImage:
        converting.set()
        time.sleep(0.1)
        return bounded(*arguments)

    monkeypatch.setattr(drafts_module, "_bounded", slow)

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(converting.is_set)
            desk.drafts.want(READY, -1)
            await asyncio.sleep(0.2)
            assert desk.strip.shown == {}
            desk.drafts.want(READY, 0)
            assert set(desk.strip.shown) == {1.0}

    run(main())


def test_a_render_that_begins_stops_it_at_once(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.02

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: desk.strip.pending)
            desk.drafts.rest(False)
            await desk.until(lambda: desk.fake.closed == 1)
            await desk.a_while()
            assert desk.fake.ended == []
            assert desk.begun == [1.0]

    run(main())


def test_what_waited_for_its_turn_and_is_no_longer_wanted_is_not_begun(
    run: Run, desk: Desk
) -> None:
    async def main() -> None:
        async with desk.drafting():
            async with desk.client.start(slowly(5)):
                desk.drafts.want(READY, 0)
                desk.drafts.rest(True)
                await desk.a_while()  # it waits for the engine now
                desk.drafts.want(edits.set_tv(0.5).apply(READY), 0)
                await desk.a_while()
            await desk.until_full()

    run(main())
    assert {recipe.solver.tv for _, recipe, _ in desk.fake.begun} == {0.5}


def test_its_own_strength_changes_nothing_but_the_mark(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()
            jobs = len(desk.fake.begun)
            desk.drafts.want(edits.set_alpha(2.2).apply(READY), 0)
            await desk.a_while()
            assert len(desk.fake.begun) == jobs
            assert set(desk.strip.shown) == set(FIVE)
            assert desk.strip.marked == [1.0, 2.2]
            assert desk.strip.clears == 1

    run(main())


@pytest.mark.parametrize(
    "change",
    [
        edits.set_tv(0.5),
        edits.set_crop(Crop(0, 0, 30, 30)),
        edits.open_photo(Photo.of(freeze(np.full((40, 60, 3), 0.4)))),
        edits.set_k(7),
        edits.add_direction(GLAD),
        edits.set_layers(("conv3_1",)),
    ],
    ids=lambda edit: edit.label,
)
def test_anything_else_empties_the_cells_and_undo_brings_them_back_at_once(
    run: Run, desk: Desk, change: edits.Edit
) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()
            before, jobs = dict(desk.strip.shown), len(desk.fake.begun)
            desk.drafts.want(change.apply(READY), 0)
            assert desk.strip.shown == {}
            await desk.until_full()
            assert len(desk.fake.begun) > jobs
            jobs = len(desk.fake.begun)
            desk.drafts.want(READY, 0)
            assert desk.strip.shown == before
            await desk.a_while()
            assert len(desk.fake.begun) == jobs

    run(main())


@pytest.mark.parametrize(
    "change", [edits.set_size(256), edits.set_iterations(300)], ids=lambda edit: edit.label
)
def test_what_no_draft_shows_empties_no_cell(run: Run, desk: Desk, change: edits.Edit) -> None:
    desk.drafts.want(READY, 0)
    desk.drafts.want(change.apply(READY), 0)
    assert desk.strip.clears == 1


def test_another_row_is_another_sweep(run: Run, desk: Desk) -> None:
    document = edits.add_direction(GLAD).apply(READY)

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(document, 0)
            desk.drafts.rest(True)
            await desk.until_full()
            desk.drafts.want(document, 1)
            assert set(desk.strip.shown) == {1.0}  # both at 1 is a draft of either
            await desk.until_full()

    run(main())
    alphas = [tuple(each.alpha for each in recipe.directions) for _, recipe, _ in desk.fake.begun]
    assert len(alphas) == len(set(alphas))
    assert (0.0, 1.0) in alphas  # with another attribute moving, 0 is not the photo
    assert (1.0, 0.0) in alphas


def test_a_failure_is_marked_quietly_and_not_tried_again_by_itself(run: Run, desk: Desk) -> None:
    desk.fake.fails = PictureSetError("There is no folder old.")

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: desk.strip.failed)
            desk.drafts.look()
            desk.drafts.want(edits.set_alpha(0.7).apply(READY), 0)
            await desk.a_while()
            assert desk.strip.failed == {1.0: "There is no folder old."}
            assert len(desk.fake.begun) == 1
            desk.drafts.rest(False)  # the user had it rendered again: once more, then
            desk.drafts.rest(True)
            await desk.until(lambda: len(desk.fake.begun) == 2 and desk.strip.failed)
            await desk.a_while()
            assert len(desk.fake.begun) == 2
            desk.fake.fails = None
            desk.drafts.rest(False)
            desk.drafts.rest(True)
            await desk.until_full()
            assert not desk.strip.failed

    run(main())


def test_what_should_not_happen_is_written_to_the_log_once(
    run: Run, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.fake.fails = ZeroDivisionError("oh")

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: desk.strip.failed)
            await desk.a_while()

    run(main())
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


def test_learning_is_told(run: Run, desk: Desk) -> None:
    desk.fake.learning, desk.fake.pause = 5, 0.01

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()

    run(main())
    told = [(alpha, share) for alpha, doing, share in desk.strip.pending if doing]
    assert {alpha for alpha, _ in told} == {1.0}
    assert max(share for _, share in told) > 0


def test_the_wanted_draft_comes_next(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.prefer(3.0)
            desk.drafts.rest(True)
            await desk.until_full()

    run(main())
    assert desk.begun == [3.0, 1.0, 2.0, -1.0]


def test_other_cells_are_filled_from_what_is_known(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()
            jobs = len(desk.fake.begun)
            desk.strip.alphas, desk.strip.shown = NINE, {}
            desk.drafts.look()
            assert set(desk.strip.shown) == set(FIVE)
            await desk.until_full()
            assert len(desk.fake.begun) == jobs + 4
            assert desk.drafts.picture(0.5) is desk.strip.shown[0.5]

    run(main())
    assert desk.drafts.picture(0.123) is None


def test_drafts_are_bounded_in_number_and_in_size(run: Run, desk: Desk) -> None:
    large = Photo.of(freeze(np.full((900, 1800, 3), 0.2)))
    recipe = Recipe(
        (Direction(SavedAttribute("a.safetensors")),),
        space=FeatureSpace(size=2048),
        solver=Solver(iterations=1),
    )

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(Document(large, recipe), 0)
            desk.drafts.rest(True)
            await desk.until_full()
            sizes = {(each.width(), each.height()) for each in desk.strip.shown.values()}
            assert sizes == {(640, 320)}
            for number in range(1, 15):
                desk.drafts.want(edits.set_tv(number).apply(Document(PHOTO, recipe)), 0)
                await desk.until_full()

    run(main())
    assert len(desk.drafts._kept) == drafts_module._KEPT


def test_a_large_photo_is_shrunk_to_the_size_of_a_draft(run: Run, desk: Desk) -> None:
    ramp = np.linspace(0, 1, 3000)[None, :, None] * np.ones((2000, 1, 3))

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(Document(Photo.of(freeze(ramp)), READY.recipe), 0)
            desk.drafts.rest(True)
            await desk.until(lambda: 0.0 in desk.strip.shown)

    run(main())
    picture = desk.strip.shown[0.0]
    assert (picture.width(), picture.height()) == (192, 128)
    assert picture.pixelColor(96, 60).redF() == pytest.approx(0.5, abs=0.02)


def test_the_strip_is_what_drafts_are_shown_in(run: Run, desk: Desk) -> None:
    strip = AlphaStrip()
    strip.resize(60 * strip.fontMetrics().height(), strip.sizeHint().height())
    cells: Cells = strip
    drafts = Drafts(desk.client, desk.fake.verbs.render, cells, desk.guesses)
    strip.looked_at.connect(drafts.look)

    async def main() -> None:
        task = asyncio.ensure_future(drafts.run())
        drafts.rest(True)
        drafts.want(READY, 0)
        await desk.a_while()
        assert desk.begun == []  # nobody could see it
        strip.show()
        await desk.until(
            lambda: all(strip.cells.cell(row).picture for row in range(strip.cells.rowCount()))
        )
        task.cancel()
        await asyncio.wait({task})

    run(main())
    assert strip.cells.alphas == NINE
    strip.close()
    strip.deleteLater()


def test_drafts_are_made_with_the_masks(run: Run, desk: Desk) -> None:
    mask = np.zeros((40, 60), np.float32)
    mask[:20] = 1
    layer = MaskLayer.of("here", MaskRole.EDIT, mask)
    document = mask_edits.add_mask(layer).apply(edits.set_crop(Crop(0, 0, 40, 32)).apply(READY))

    async def main() -> None:
        desk.drafts.rest(True)
        async with desk.drafting():
            desk.drafts.want(document, 0)
            await desk.until_full()
            begun = len(desk.fake.begun)
            desk.drafts.want(mask_edits.turn_mask(False, at=0).apply(document), 0)
            await desk.until(lambda: len(desk.fake.begun) > begun)
            await desk.until_full()

    run(main())
    with_mask = [masks for masks in desk.fake.masks if masks]
    assert all(np.array_equal(masks[0].mask, mask[:32, :40]) for masks in with_mask)
    assert 2 * len(with_mask) == len(desk.fake.masks)


def test_what_drafts_of_a_hole_wait_for_is_told(desk: Desk) -> None:
    layer = MaskLayer.of("hole", MaskRole.FILL, np.eye(40, 60))
    desk.drafts.want(mask_edits.add_mask(layer).apply(READY), 0)
    assert "fill from" in desk.strip.why


def test_guesses_come_first_and_drafts_take_their_place(run: Run, desk: Desk) -> None:
    desk.guesses.asked = []
    desk.fake.pause = 0.01
    white: dict[float, QImage] = {}

    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until_full()
            white.update(desk.strip.shown)
            assert desk.fake.ended == []
            assert desk.drafts.picture(2.0) == white[2.0]
            await desk.until(lambda: len(desk.fake.ended) == 4)
            await desk.until(lambda: all(desk.strip.shown[each] != white[each] for each in FIVE))

    run(main())
    assert desk.guesses.asked == list(FIVE)
    assert desk.strip.pending == []  # a guess is better to look at
    assert all(picture.pixelColor(1, 1).lightnessF() == 1 for picture in white.values())


def test_guesses_that_come_later_fill_what_is_empty(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.drafting():
            desk.drafts.want(READY, 0)
            desk.drafts.rest(True)
            await desk.until(lambda: len(desk.strip.shown) == 2)
            desk.guesses.asked = []
            desk.drafts.look()
            await desk.until_full()

    run(main())
    assert desk.guesses.asked
    assert 1.0 not in desk.guesses.asked  # it is drafted
