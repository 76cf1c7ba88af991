"""Waiting in tests: for a condition, for the end of a flow, and a flow for as long as a block.

And how long the event loop kept others waiting meanwhile.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from dfi_studio.ui.flows import Flows

_BEAT_S = 0.002


async def until(condition: Callable[[], object]) -> None:
    """Wait for a condition; ten seconds at the most."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(_BEAT_S)


async def settled(commands: Flows) -> None:
    """Wait until nothing that an action has started goes on."""
    await until(lambda: not commands._flows)


@asynccontextmanager
async def alongside(flow: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a flow that does not end by itself for the length of the block."""
    task = asyncio.ensure_future(flow)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()


@asynccontextmanager
async def heartbeat() -> AsyncIterator[list[float]]:
    """Gather how many seconds late the event loop came to each beat of the block."""
    late: list[float] = []

    async def beat() -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(_BEAT_S)
            late.append(time.monotonic() - last - _BEAT_S)
            last = time.monotonic()

    async with alongside(beat()):
        yield late


def assert_awake(late: list[float]) -> None:
    """Check that the event loop had its turn all the time, in the median.

    Other programs share this machine's processors, and a test must not fail of that: how late it
    is to the millisecond is for the benchmarks to say.
    """
    assert len(late) > 10
    middle = statistics.median(late)
    assert middle < 0.05, f"{1000 * middle:.1f} ms late"
