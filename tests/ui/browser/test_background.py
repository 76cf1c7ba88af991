from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest

from dfi_studio.core.steps import Progress, Step
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import JobStoppedError

Run = Callable[[Any], Any]


def slowly(steps: int) -> Callable[[object], Generator[Step, None, int]]:
    def work(shop: object) -> Generator[Step, None, int]:
        for number in range(steps):
            yield Progress("working", number, steps)
            time.sleep(0.002)
        return steps

    return work


def test_the_background_gives_way_and_may_start_again(run: Run, engine: EngineClient) -> None:
    async def main() -> None:
        async with engine.start_background(slowly(10_000)) as background:
            await anext(background)
            async with engine.start(slowly(3)) as job:
                began = time.monotonic()
                assert await job.result() == 3
                assert time.monotonic() - began < 2
            with pytest.raises(JobStoppedError):
                await background.result()
        async with engine.start_background(slowly(3)) as background:
            assert await background.result() == 3

    run(main())


def test_the_background_waits_until_nothing_else_is_wanted(run: Run, engine: EngineClient) -> None:
    order: list[str] = []

    async def in_background() -> None:
        async with engine.start_background(slowly(1)) as job:
            await job.result()
            order.append("background")

    async def main() -> None:
        async with engine.start(slowly(20)) as job:
            waiting = asyncio.ensure_future(in_background())
            await job.result()
            order.append("urgent")
            await asyncio.sleep(0.02)
        await waiting

    run(main())
    assert order == ["urgent", "background"]
