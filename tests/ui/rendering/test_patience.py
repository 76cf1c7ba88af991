"""Jobs that can wait: who goes first, who lies aside, and that nothing is begun twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest

from dfi_studio.core.steps import Progress, Step
from dfi_studio.ui.rendering import engine_thread
from dfi_studio.ui.rendering.engine_thread import EngineClient

Run = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_thread, "_PATIENCE_S", 0.01)


class Work:
    """Counts until it is told to end."""

    def __init__(self) -> None:
        self.count = self.begun = 0
        self.enough = 10**9

    def __call__(self, workshop: object) -> Generator[Step, None, str]:
        self.begun += 1
        while self.count < self.enough:
            time.sleep(0.001)
            self.count += 1
            yield Progress("", self.count, 0)
        return "done"


async def moves(work: Work) -> bool:
    """Say whether it goes on."""
    await asyncio.sleep(0.03)
    before = work.count
    await asyncio.sleep(0.05)
    return work.count > before


def test_the_higher_rank_goes_first(run: Run, engine: EngineClient) -> None:
    async def main() -> None:
        low, high = Work(), Work()
        async with engine.start_patient(low) as slow:
            assert await moves(low)
            async with engine.start_patient(high, rank=1) as fast:
                assert await moves(high)
                assert not await moves(low)
                high.enough = 0
                assert await fast.result() == "done"
            assert await moves(low)
            low.enough = 0
            assert await slow.result() == "done"
        assert (low.begun, high.begun) == (1, 1)

    run(main())


def test_a_lower_rank_that_comes_later_waits(run: Run, engine: EngineClient) -> None:
    async def main() -> None:
        low, high = Work(), Work()
        async with engine.start_patient(high, rank=1), engine.start_patient(low):
            assert await moves(high)
            assert not await moves(low)

    run(main())


def test_what_is_held_lies_aside_until_it_is_let_go(run: Run, engine: EngineClient) -> None:
    async def main() -> None:
        low, high = Work(), Work()
        async with engine.start_patient(low), engine.start_patient(high, rank=1) as job:
            engine.hold(job)
            assert not await moves(high)
            assert await moves(low), "it holds up nobody"
            async with engine.start(Work()):
                assert not await moves(low)
            assert not await moves(high), "the end of something urgent does not let it go"
            engine.let_go(job)
            assert await moves(high)
            assert not await moves(low)
            assert job.rests_taken >= 1

    run(main())


def test_what_is_held_can_be_stopped(run: Run, engine: EngineClient) -> None:
    closed = asyncio.Event()

    def work(workshop: object) -> Generator[Step, None, None]:
        try:
            while True:
                time.sleep(0.001)
                yield Progress("", 0, 0)
        finally:
            closed.set()

    async def main() -> None:
        async with engine.start_patient(work) as job:
            await anext(job)
            engine.hold(job)
            await asyncio.sleep(0.03)
        async with asyncio.timeout(5):
            while not closed.is_set():
                await asyncio.sleep(0.01)

    run(main())
