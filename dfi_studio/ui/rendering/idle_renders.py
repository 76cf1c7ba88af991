"""Renders that nobody waits for: one after another, whenever there is nothing better to do.

They begin once the render loop is at rest, give way to anything else that the engine is asked for,
and go on afterwards with what is missing.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Render, Step
from dfi_studio.session.document import Document
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job, JobStoppedError
from dfi_studio.ui.rendering.work import RenderVerb

PAUSE_S = 0.2
"""Between two edits of one hand there is no time for another render."""


class IdleRenders(ABC):
    """Makes what is missing, until cancelled.

    Parameters
    ----------
    engine : EngineClient
    render : callable
        The verb.
    rank : int
        Of two that are idle, the one of the higher rank goes first.
    """

    def __init__(self, engine: EngineClient, render: RenderVerb, *, rank: int) -> None:
        self._engine, self._render, self._rank = engine, render, rank
        self._changed = asyncio.Event()
        self._resting = False
        self._job: Job[Any] | None = None

    async def run(self) -> None:
        """Make what is missing, until cancelled."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(PAUSE_S)
            self._changed.clear()
            while not self._changed.is_set() and await self._make_next():
                pass

    def rest(self, resting: bool) -> None:
        """Take note whether the render loop is at rest.

        What failed is tried again after the next render.
        """
        if resting == self._resting:
            return
        self._resting = resting
        if resting:
            self._forgive()
        else:
            self._leave()
        self._changed.set()

    @abstractmethod
    async def _make_next(self) -> bool:
        """Make the most wanted of what is missing; False where there is nothing to do."""

    @abstractmethod
    def _forgive(self) -> None:
        """Let what failed be tried again."""

    def _leave(self) -> None:
        """Give up what is being made."""
        if self._job is not None:
            self._job.stop()

    async def _pull(
        self,
        document: Document,
        recipe: Recipe,
        start: Image | None,
        on_step: Callable[[Step], None] = lambda step: None,
    ) -> Render | None:
        """Render a recipe of what a document edits; None where it has to be tried again.

        Raises
        ------
        JobError
            It failed.
        """
        subject, masks = document.subject, document.subject_masks
        assert subject is not None
        try:
            async with self._engine.start_background(
                lambda shop: self._render(shop, subject, recipe, start, masks), rank=self._rank
            ) as job:
                self._job = job
                if self._changed.is_set():  # while it waited for its turn
                    return None
                async for step in job:
                    on_step(step)
                return await job.result()
        except JobStoppedError:
            self._changed.set()
            return None
        finally:
            self._job = None
