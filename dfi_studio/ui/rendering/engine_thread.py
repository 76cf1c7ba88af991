"""Where Qt meets the engine: one thread computes, the window awaits.

The engine's verbs are generators: they yield steps and return a result. `EngineThread` pulls them;
`EngineClient.start` gives the window an asynchronous iterator over the newest step. A job lives
exactly as long as its ``async with`` block: leaving the block, by any way, stops the computation
before its next step. A job that is paused is laid aside as it is, and other jobs have their turn.

Files are read by the loop's own executor, and thumbnails by `ui.browser.thumbnail_loader`: there
are no other threads. This module does not know what a step shows.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from dfi_studio.core.steps import Step
from dfi_studio.ui.rendering.job import Job, JobError, JobStoppedError, Returned, Work
from dfi_studio.ui.rendering.patience import Patience

Result = TypeVar("Result")

logger = logging.getLogger(__name__)

_NICENESS = 5
_LOOK_AGAIN_S = 0.01
_PATIENCE_S = 1.0
"""How long nothing else is wanted before patient work goes on: its steps may be long, and between
two movements of one hand there is no time for one."""


class EngineThread(QThread):
    """Serves jobs one after another. Makes the workshop, and alone touches it.

    Parameters
    ----------
    make_workshop : callable
        Called once, in the thread, when the first job starts.
    """

    posted = Signal(object)
    """A `Job` has mail. Declared on the thread object, which lives in the window's thread, so that
    slots of the window's objects run there."""

    def __init__(self, make_workshop: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engine")
        self._make_workshop = make_workshop
        self._inbox: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()

    def submit(self, job: Job[Any]) -> None:
        """Queue a job; one that is stopped before its turn costs nothing."""
        self._inbox.put(job)

    def finish(self) -> None:
        """Let the thread end after the jobs that are queued; `finished` tells when."""
        self._inbox.put(None)

    def close(self) -> None:
        """Finish, and wait for it. After this no job starts."""
        self.finish()
        self.wait()

    def run(self) -> None:
        """Serve until finished."""
        _step_back()
        workshop: Any = None
        while (job := self._inbox.get()) is not None:
            try:
                if job.steps is None and not job.stopped and not job.ended:
                    if workshop is None:
                        workshop = self._make_workshop()
                    job.steps = job.work(workshop)
                if job.steps is not None:
                    self._serve(job, job.steps)
            except Exception as error:  # noqa: BLE001 - the border: no error may end the thread
                self._fail(job, error)
            del job  # the thread waits for the next one without holding on to this one's arrays

    def _serve(self, job: Job[Any], steps: Generator[Step, None, Any]) -> None:
        """Pull until the end, or until the job rests; one that is paused keeps its generator."""
        while not job.rests:
            try:
                step = next(steps)
            except StopIteration as end:
                job.steps = None
                job.end(Returned(end.value))
                self.posted.emit(job)
                return
            if job.put(step):
                self.posted.emit(job)
        if job.stopped:
            job.steps = None
            steps.close()

    def _fail(self, job: Job[Any], error: Exception) -> None:
        job.steps = None
        if job.stopped:
            logger.warning("A job failed after it was stopped.", exc_info=error)
        job.end(JobError.of(error))
        self.posted.emit(job)


class EngineClient(QObject):
    """The engine as the window sees it. Lives in the window's thread."""

    def __init__(self, thread: EngineThread) -> None:
        super().__init__()
        self._thread = thread
        self._urgent = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._giving_way: dict[Job[Any], int] = {}
        self._patience = Patience()
        thread.posted.connect(self._on_posted)

    def _on_posted(self, job: Job[Any]) -> None:
        job.wake()

    @asynccontextmanager
    async def start(self, work: Work[Result]) -> AsyncIterator[Job[Result]]:
        """Run `work` on the engine for the length of the ``async with`` block.

        What runs in the background is stopped before its next step.
        """
        self._patience.lay_aside()
        self._urgent += 1
        self._quiet.clear()
        for each in self._giving_way:
            each.stop()
        try:
            async with self._submitted(work) as job:
                yield job
        finally:
            self._urgent -= 1
            if not self._urgent:
                self._quiet.set()
            self._go_on_later()

    @asynccontextmanager
    async def start_background(
        self, work: Work[Result], *, rank: int = 0
    ) -> AsyncIterator[Job[Result]]:
        """Run `work` once nothing else is wanted; anything that is started by `start` stops it.

        So does what is started in the background with a higher rank. It is then for the caller to
        start it again.
        """
        await self._quiet.wait()
        for other, others in self._giving_way.items():
            if others < rank:
                other.stop()
        self._patience.lay_aside()
        async with self._submitted(work) as job:
            self._giving_way[job] = rank
            try:
                yield job
            finally:
                del self._giving_way[job]
                self._go_on_later()

    @asynccontextmanager
    async def start_patient(
        self, work: Work[Result], *, rank: int = 0
    ) -> AsyncIterator[Job[Result]]:
        """Run `work`, for as long as it takes, whenever nothing else is wanted.

        Anything else that is started lays it aside as it is, before its next step; it is for work
        that would be dear to begin again. So does patient work of a higher rank.
        """
        async with self._submitted(work) as job:
            self._patience.add(job, rank)
            if self._busy:
                job.pause()
            else:
                self._patience.go_on()
            try:
                yield job
            finally:
                self._patience.remove(job)
                self._go_on()

    def hold(self, job: Job[Any]) -> None:
        """Lay patient work aside until it is let go."""
        self._patience.hold(job)
        self._go_on()

    def let_go(self, job: Job[Any]) -> None:
        """Let patient work go on that was held."""
        self._patience.let_go(job)
        self._go_on()

    async def in_background(
        self, work: Work[Result], *, rank: int = 0, waiting: Callable[[], None] = lambda: None
    ) -> Result:
        """Run `work` in the background until it has come to its end, however often it gives way.

        Parameters
        ----------
        waiting : callable
            Called before each try.
        """
        while True:
            waiting()
            try:
                async with self.start_background(work, rank=rank) as job:
                    return await job.result()
            except JobStoppedError:  # it gave way to the user; now it is its turn again
                continue

    @property
    def _busy(self) -> bool:
        return self._urgent > 0 or bool(self._giving_way)

    def _go_on_later(self) -> None:
        if self._patience:
            asyncio.get_running_loop().call_later(_PATIENCE_S, self._go_on)

    def _go_on(self) -> None:
        """Go on with what is patient, unless something else has begun meanwhile."""
        if not self._busy:
            self._patience.go_on()

    @asynccontextmanager
    async def _submitted(self, work: Work[Result]) -> AsyncIterator[Job[Result]]:
        job: Job[Result] = Job(work, self._thread.submit)
        self._thread.submit(job)
        try:
            yield job
        finally:
            job.stop()


async def ended(thread: EngineThread) -> None:
    """Let a thread end after the step in hand; the loop goes on meanwhile.

    A thread that is alive at exit would abort the process.
    """
    thread.finish()
    while thread.isRunning():  # looked at, not told: `finished` is emitted by the thread that dies
        await asyncio.sleep(_LOOK_AGAIN_S)
    thread.wait()


def _step_back() -> None:
    """Give the window, and the user's other programs, the right of way over this thread."""
    if sys.platform == "linux":
        # Linux ignores thread priorities but niceness there belongs to a thread, and the threads
        # that torch starts from this one inherit it.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)
