"""What runs the queue: one item after another, whenever the user wants nothing else.

An item is laid aside as it is whenever the window asks the engine for anything, and goes on
afterwards. What it has claimed is on the disk before it is written: no restart writes it twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from dfi_studio.core.errors import StudioError
from dfi_studio.session.queue import Item
from dfi_studio.ui.queue.headway import Headway, Watch
from dfi_studio.ui.queue.keeper import QueueKeeper
from dfi_studio.ui.queue.making import Making, parts_of
from dfi_studio.ui.queue.verbs import QueueVerbs
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job, JobError, JobStoppedError, Work

logger = logging.getLogger(__name__)

RANK = 1
"""Above the training of decoders, which may take hours and was begun for later."""


class Runner:
    """Runs the items of a queue.

    Parameters
    ----------
    shown : callable
        Told how far the item is that runs; None when none does.
    over : callable
        Told of every item that came to its end, and the details of what nobody could foresee.
    """

    def __init__(
        self,
        keeper: QueueKeeper,
        engine: EngineClient,
        verbs: QueueVerbs,
        *,
        shown: Callable[[Headway | None], None],
        over: Callable[[Item, str], None],
    ) -> None:
        self._keeper, self._engine, self._verbs = keeper, engine, verbs
        self._shown, self._over = shown, over
        self._changed = asyncio.Event()
        self._job: Job[Any] | None = None
        self._held = self._stopped = False
        keeper.watch(self._on_changed)

    async def run(self) -> None:
        """Run what waits, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (item := self._keeper.queue.next) is not None:
                await self._run(item)
                self._shown(None)

    def stop(self) -> None:
        """Stop the item that runs; what it has written stays."""
        self._stopped = True
        if self._job is not None:
            self._job.stop()

    # -- one item -------------------------------------------------------------------------------

    async def _run(self, item: Item) -> None:
        """Run an item to its end, whatever that is."""
        key, do, watch = item.key, self._keeper.do, Watch(item.key)
        making = Making(item, self._keeper, self._verbs)
        do(lambda queue: queue.begin(key, time.time()))
        self._stopped = False
        self._shown(Headway(key))
        try:
            await self._keeper.settle()
            order = await self._keeper.order(key)
            watch.count(parts_of(order))
            sentence = await making.make(order, lambda work: self._pull(work, making, watch))
        except JobStoppedError:
            do(lambda queue: queue.stop(key, time.time()))
        except JobError as error:
            self._fail(item, str(error), "" if error.expected else error.details)
        except StudioError as error:
            self._fail(item, str(error))
        else:
            if sentence:
                self._fail(item, sentence)
            else:
                do(lambda queue: queue.finish(key, time.time()))
                self._over(self._keeper.queue.item(key), "")
        finally:
            do(lambda queue: queue.spent(key, watch.seconds))

    async def _pull(self, work: Work[Any], making: Making, watch: Watch) -> Any:
        """Run a verb when nothing else is wanted, and return its result."""
        if self._stopped:  # while it was being read
            raise JobStoppedError
        try:
            async with self._engine.start_patient(work, rank=RANK) as self._job:
                self._held = False
                self._hold()
                async for step in self._job:
                    making.take(step)
                    headway = watch.step(step, self._job.rests_taken)
                    if headway is not None:
                        self._shown(headway)
                return await self._job.result()
        finally:
            self._job = None

    def _fail(self, item: Item, sentence: str, details: str = "") -> None:
        if details:
            logger.error("%s\n%s", sentence, details)
        self._keeper.do(lambda queue: queue.fail(item.key, time.time(), sentence))
        self._over(self._keeper.queue.item(item.key), details)

    # -- pausing --------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._changed.set()
        self._hold()

    def _hold(self) -> None:
        """Lay the item aside while the queue is paused, and let it go on after that."""
        job, paused = self._job, self._keeper.queue.paused
        if job is None or paused == self._held:
            return
        self._held = paused
        if paused:
            self._engine.hold(job)
        else:
            self._engine.let_go(job)
