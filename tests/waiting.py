"""Waiting in tests: for a condition, for the end of a flow, and a flow for as long as a block."""

from __future__ import annotations

import asyncio
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
