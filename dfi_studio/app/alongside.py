"""Flows that run for the length of a block."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

logger = logging.getLogger(__name__)


@asynccontextmanager
async def alongside(flow: Coroutine[Any, Any, None], failed: str) -> AsyncIterator[None]:
    """Run a flow for the length of the block; the end of the block ends it."""
    task = asyncio.ensure_future(flow)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled() and (fault := task.exception()) is not None:
            logger.error(failed, exc_info=fault)
