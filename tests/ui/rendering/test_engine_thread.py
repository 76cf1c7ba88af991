from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest
from waiting import assert_awake, heartbeat

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.image import freeze
from dfi_studio.core.steps import Notice, Preview, Progress, Step
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.job import JobError, JobStoppedError

Run = Callable[[Any], Any]
IMAGE = freeze(np.zeros((4, 4, 3)))


def frame(number: int) -> Preview:
    return Preview(number, 10**9, 0.0, {}, 0.0, IMAGE)


def count(total: int, log: list[object]) -> Callable[[object], Generator[Step, None, str]]:
    def work(workshop: object) -> Generator[Step, None, str]:
        try:
            for number in range(total):
                log.append(number)
                yield frame(number)
            return "done"
        finally:
            log.append("closed")

    return work


def test_the_result_comes_back(run: Run, engine: EngineClient) -> None:
    async def main() -> str:
        async with engine.start(count(5, [])) as job:
            return await job.result()

    assert run(main()) == "done"


def test_only_the_newest_frame_is_kept(run: Run, engine: EngineClient) -> None:
    seen: list[int] = []

    async def main() -> None:
        async with engine.start(count(2000, [])) as job:
            async for step in job:
                assert isinstance(step, Preview)
                seen.append(step.iteration)
                await asyncio.sleep(0.01)

    run(main())
    assert seen == sorted(set(seen))
    assert seen[-1] == 1999
    assert len(seen) < 2000


def test_notices_are_never_lost(run: Run, engine: EngineClient) -> None:
    def work(workshop: object) -> Generator[Step, None, None]:
        for number in range(300):
            yield frame(number)
            if number % 3 == 0:
                yield Notice(str(number))
            yield Progress("reading", number, 300)

    seen: list[str] = []

    async def main() -> None:
        async with engine.start(work) as job:
            async for step in job:
                if isinstance(step, Notice):
                    seen.append(step.text)
                await asyncio.sleep(0.002)

    run(main())
    assert seen == [str(number) for number in range(0, 300, 3)]


def test_leaving_stops_the_work(run: Run, engine: EngineClient) -> None:
    log: list[object] = []

    async def main() -> None:
        async with engine.start(count(10**9, log)) as job:
            async for _ in job:
                break
        async with engine.start(count(1, [])) as job:
            await job.result()

    run(main())
    assert log[-1] == "closed"


def test_stopping_ends_the_iteration_at_once(run: Run, engine: EngineClient) -> None:
    released = threading.Event()

    def stuck(workshop: object) -> Generator[Step, None, None]:
        yield frame(1)
        released.wait(10)

    async def main() -> None:
        async with engine.start(stuck) as job:
            async for _ in job:
                job.stop()
            with pytest.raises(JobStoppedError):
                await job.result()
        released.set()

    run(main())


def test_a_job_that_is_stopped_before_its_turn_costs_nothing(
    run: Run, engine: EngineClient
) -> None:
    released, log = threading.Event(), []

    def slow(workshop: object) -> Generator[Step, None, None]:
        yield frame(1)
        released.wait(10)

    async def main() -> None:
        async with engine.start(slow) as first:
            await anext(first)
            for _ in range(100):
                async with engine.start(count(1, log)):
                    pass
            released.set()
            await first.result()
        async with engine.start(count(1, [])) as last:
            await last.result()

    run(main())
    assert log == []


@pytest.mark.parametrize(
    ("error", "sentence", "expected"),
    [
        (PhotoError("That is no picture."), "That is no picture.", True),
        (ValueError("bad mask."), "Something unexpected went wrong: bad mask.", False),
        (KeyError(), "Something unexpected went wrong: KeyError.", False),
    ],
)
def test_a_failure_crosses_as_text(
    run: Run, engine: EngineClient, error: Exception, sentence: str, expected: bool
) -> None:
    def work(workshop: object) -> Generator[Step, None, None]:
        yield frame(1)
        raise error

    async def main() -> None:
        async with engine.start(work) as job:
            await job.result()

    with pytest.raises(JobError) as caught:
        run(main())
    assert str(caught.value) == sentence
    assert caught.value.expected is expected
    assert "in work" in caught.value.details
    assert caught.value.__cause__ is None


def test_the_thread_survives_a_workshop_that_cannot_be_made(run: Run, qapp: object) -> None:
    made: list[int] = []

    def make() -> str:
        made.append(threading.get_ident())
        if len(made) == 1:
            raise PhotoError("There is no such device.")
        return "workshop"

    def work(workshop: str) -> Generator[Step, None, str]:
        yield frame(1)
        return workshop

    thread = EngineThread(make)
    thread.start()
    client = EngineClient(thread)

    async def main() -> str:
        async with client.start(work) as job:
            with pytest.raises(JobError, match="no such device"):
                await job.result()
        async with client.start(work) as job:
            return await job.result()

    assert run(main()) == "workshop"
    thread.close()
    assert threading.main_thread().ident not in made


def test_a_flood_leaves_the_window_its_turn(run: Run, engine: EngineClient) -> None:
    """Frames as fast as the engine can make them: the main thread's heart still beats."""

    def flood(workshop: object) -> Generator[Step, None, None]:
        until = time.monotonic() + 1.0
        number = 0
        while time.monotonic() < until:
            number += 1
            yield frame(number)

    async def main() -> None:
        async with heartbeat() as late, engine.start(flood) as job:
            async for _ in job:
                pass
        assert_awake(late)

    run(main())


def test_a_paused_job_keeps_its_place_and_others_have_their_turn(
    run: Run, engine: EngineClient
) -> None:
    log: list[object] = []
    other: list[object] = []

    async def main() -> str:
        async with engine.start(count(100_000, log)) as job:
            await anext(job)
            job.pause()
            job.pause()
            async with engine.start(count(3, other)) as between:
                assert await between.result() == "done"
            reached = len(log)
            await asyncio.sleep(0.02)
            assert len(log) == reached
            job.resume()
            job.resume()
            async for step in job:
                assert isinstance(step, Preview)
                if step.iteration >= reached:
                    break
            return "gone on"

    assert run(main()) == "gone on"
    assert log[:-1] == list(range(len(log) - 1))  # none twice, none left out
    assert other == [0, 1, 2, "closed"]


def test_a_paused_job_that_is_left_is_closed_in_its_thread(run: Run, engine: EngineClient) -> None:
    log: list[object] = []

    async def main() -> None:
        async with engine.start(count(10**9, log)) as job:
            await anext(job)
            job.pause()
        async with engine.start(count(1, [])) as last:
            await last.result()

    run(main())
    assert log[-1] == "closed"


def test_a_job_that_is_paused_before_its_turn_waits(run: Run, engine: EngineClient) -> None:
    log: list[object] = []

    async def main() -> str:
        async with engine.start(count(2, log)) as job:
            job.pause()
            async with engine.start(count(1, [])) as other:
                await other.result()
            assert log == []
            job.resume()
            return await job.result()

    assert run(main()) == "done"


def test_in_the_background_the_higher_rank_has_the_right_of_way(
    run: Run, engine: EngineClient
) -> None:
    low: list[object] = []

    async def main() -> None:
        async with engine.start_background(count(10**9, low)) as slow:
            await anext(slow)
            async with engine.start_background(count(3, []), rank=1) as fast:
                assert await fast.result() == "done"
            with pytest.raises(JobStoppedError):
                await slow.result()
        async with engine.start_background(count(3, []), rank=1) as first:
            async with engine.start_background(count(3, [])) as second:
                assert await second.result() == "done"
            assert await first.result() == "done"  # a lower rank stops nothing

    run(main())
