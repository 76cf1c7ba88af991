from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from waiting import alongside, until

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, Recipe, Solver
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import foreseen, with_alpha
from dfi_studio.session.result import Result
from dfi_studio.ui.rendering import idle_renders
from dfi_studio.ui.rendering import keyframes as keyframes_module
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.keyframes import ALPHAS, ITERATIONS, Keyframes
from dfi_studio.ui.rendering.renders import Renders

Run = Callable[[Any], Any]

PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))
YOUNG, GLAD = Contrast("young", "old"), Contrast("grave", "glad")
READY = Document(PHOTO, Recipe((Direction(YOUNG, 1.0),), solver=Solver(iterations=100)))


class Desk:
    """The flow at work, with the engine faked."""

    def __init__(self) -> None:
        self.fake = FakeEngine()
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.renders = Renders()
        self.keyframes = Keyframes(EngineClient(self.thread), self.fake.verbs.render, self.renders)
        self.solve(READY)

    def solve(self, document: Document) -> None:
        """Have a result of a document, as the render loop leaves it."""
        assert document.subject is not None
        image = freeze(np.full((20, 30, 3), 0.4))
        self.renders.keep(Result(document.subject, document.recipe, image, finished=True))

    @property
    def begun(self) -> list[float]:
        return [recipe.directions[0].alpha for _, recipe, _ in self.fake.begun]

    def working(self) -> AbstractAsyncContextManager[None]:
        return alongside(self.keyframes.run())

    until = staticmethod(until)

    async def until_full(self, count: int = len(ALPHAS)) -> None:
        await self.until(lambda: len(self.keyframes.known()) == count)


@pytest.fixture
def desk(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(idle_renders, "PAUSE_S", 0.005)
    desk = Desk()
    yield desk
    desk.thread.close()
    assert desk.fake.closed == len(desk.fake.begun)


def test_the_range_is_made_from_the_present_strength_outwards(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            desk.keyframes.rest(True)
            await desk.until_full()
            await asyncio.sleep(0.05)

    run(main())
    away = [abs(alpha - 1.0) for alpha in desk.begun]
    assert away == sorted(away)
    assert sorted(desk.begun) == [alpha for alpha in ALPHAS if alpha != 1.0]  # there is a result
    assert all(recipe.solver.iterations == ITERATIONS for _, recipe, _ in desk.fake.begun)
    assert all(recipe.space == READY.recipe.space for _, recipe, _ in desk.fake.begun)
    assert all(start is not None for *_, start in desk.fake.begun[1:])


def test_any_strength_in_the_range_then_lies_between_two(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            desk.keyframes.rest(True)
            await desk.until_full()

    run(main())
    for alpha in np.linspace(-2, 4, 49).tolist():
        moved = replace(READY, recipe=with_alpha(READY.recipe, 0, alpha))
        found = foreseen(moved, desk.keyframes.known())
        assert found is not None
        assert found.between
        other = replace(moved, recipe=replace(moved.recipe, solver=Solver(tv=0.5)))
        assert foreseen(other, desk.keyframes.known()) is None


def test_they_are_made_at_rest_only_and_go_on_where_they_were(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            await asyncio.sleep(0.05)
            assert desk.begun == []
            desk.keyframes.rest(True)
            await desk.until(lambda: len(desk.keyframes.known()) == 4)
            desk.keyframes.rest(False)
            await asyncio.sleep(0.05)
            had = len(desk.keyframes.known())
            await asyncio.sleep(0.05)
            assert len(desk.keyframes.known()) == had
            desk.keyframes.rest(True)
            await desk.until_full()

    run(main())
    made = [alpha for alpha in ALPHAS if alpha != 1.0]
    assert sorted(set(desk.begun)) == made
    assert len(desk.begun) <= len(made) + 1  # only what gave way was begun again


def test_another_strength_keeps_them_and_anything_else_does_not(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            desk.keyframes.rest(True)
            await desk.until_full()
            begun = len(desk.begun)
            moved = edits.set_alpha(2.0, at=0).apply(READY)
            desk.solve(moved)
            desk.keyframes.want(moved, 0)
            await asyncio.sleep(0.05)
            assert len(desk.begun) == begun
            smooth = edits.set_tv(0.5).apply(moved)
            desk.solve(smooth)
            desk.keyframes.want(smooth, 0)
            await desk.until(lambda: len(desk.begun) == begun + len(ALPHAS) - 1)

    run(main())


def test_a_failure_is_not_tried_again_until_the_next_render(run: Run, desk: Desk) -> None:
    desk.fake.fails = PictureSetError("No pictures.")

    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            desk.keyframes.rest(True)
            await desk.until(lambda: desk.begun)
            await asyncio.sleep(0.05)
            assert len(desk.begun) == 1
            desk.fake.fails = None
            desk.keyframes.rest(False)
            desk.keyframes.rest(True)
            await desk.until_full()

    run(main())


def test_memory_is_bounded(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    each = 20 * 30 * 3 * 4
    monkeypatch.setattr(keyframes_module, "_MOST_BYTES", 5 * each)

    async def main() -> None:
        async with desk.working():
            desk.keyframes.want(READY, 0)
            desk.keyframes.rest(True)
            await desk.until_full(5)
            await asyncio.sleep(0.05)

    run(main())
    assert sorted(desk.begun) == [0.0, 0.5, 1.5, 2.0]  # the nearest, beside the result at 1
    monkeypatch.setattr(keyframes_module, "_MOST_BYTES", 2 * each)
    assert desk.keyframes._next() is None  # too few to tell anything


def test_nothing_is_made_where_nothing_is_swept(run: Run, desk: Desk) -> None:
    async def main() -> None:
        async with desk.working():
            desk.keyframes.rest(True)
            for document, at in ((READY, 1), (Document(), 0), (Document(PHOTO), 0)):
                desk.keyframes.want(document, at)
                await asyncio.sleep(0.03)
            unsolved = Document(PHOTO, Recipe((Direction(GLAD, 1.0),)))
            desk.keyframes.want(unsolved, 0)
            await asyncio.sleep(0.03)

    run(main())
    assert desk.begun == []
