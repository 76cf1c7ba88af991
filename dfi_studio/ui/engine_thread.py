"""Where Qt meets the engine: one thread computes, the window awaits.

The engine's verbs are generators: they yield steps and return a result. `EngineThread` pulls them;
`EngineClient.start` gives the window an asynchronous iterator over the newest step. A job lives
exactly as long as its ``async with`` block: leaving the block, by any way, stops the computation
before its next step.

Files are read by the loop's own executor, and thumbnails by `ui.browser.thumbnail_loader`: there
are no other threads. This module does not know what a step shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import Notice, Step

Result = TypeVar("Result")
Work = Callable[[Any], Generator[Step, None, Result]]
"""A verb with its arguments bound, waiting for the workshop. The window cannot name the workshop's
type: it never imports the pipeline."""

logger = logging.getLogger(__name__)

_NICENESS = 5
_LOOK_AGAIN_S = 0.01


class JobError(Exception):
    """A computation failed: `str` is the sentence to show, `details` is for the log.

    It holds text only: a live traceback would keep tensors alive.
    """

    def __init__(self, message: str, details: str, *, expected: bool) -> None:
        super().__init__(message)
        self.details = details
        self.expected = expected

    @classmethod
    def of(cls, error: Exception) -> JobError:
        """Tell an exception of the engine's thread to the window."""
        details = "".join(traceback.format_exception(error))
        if isinstance(error, StudioError):
            return cls(str(error), details, expected=True)
        words = QCoreApplication.translate("JobError", "Something unexpected went wrong: {}.")
        what = str(error).strip().rstrip(".") or type(error).__name__
        return cls(words.format(what), details, expected=False)


class JobStoppedError(Exception):
    """The result of a job was asked for that was stopped before its end."""


@dataclass(frozen=True, slots=True)
class _Returned(Generic[Result]):
    value: Result


class Job(Generic[Result]):
    """One computation and its mailbox.

    Notices are kept until they are read; of all other steps only the newest is.
    """

    def __init__(self, work: Work[Result]) -> None:
        self.work = work
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._woken = asyncio.Event()
        self._posted: list[Step] = []
        self._taken: list[Step] = []
        self._outcome: _Returned[Result] | JobError | None = None

    # -- the engine's side ----------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether the window has left the job."""
        return self._stop.is_set()

    def put(self, step: Step) -> bool:
        """Leave a step for the window; say whether the window must be woken."""
        with self._lock:
            wake = not self._posted
            if self._posted and not isinstance(step, Notice):
                self._posted = [kept for kept in self._posted if isinstance(kept, Notice)]
            self._posted.append(step)
            return wake

    def end(self, outcome: _Returned[Result] | JobError) -> None:
        """Leave the result or the failure. Called once."""
        self._outcome = outcome

    # -- the window's side ----------------------------------------------------------------------

    def stop(self) -> None:
        """Ask the engine not to take another step, and end the iteration at once."""
        self._stop.set()
        self._woken.set()

    def wake(self) -> None:
        """Resume whoever iterates over the job."""
        self._woken.set()

    def __aiter__(self) -> Job[Result]:
        """Iterate over the newest steps, until the job ends or is stopped."""
        return self

    async def __anext__(self) -> Step:
        """Return the next step that the window has time for."""
        while not self._taken:
            # Waiting even when there is mail gives the window its turn: a flood cannot starve it.
            await self._woken.wait()
            self._woken.clear()
            ended = self._outcome is not None  # looked at first: no step comes after the outcome
            with self._lock:
                self._taken, self._posted = self._posted, []
            if ended or self.stopped:
                self._woken.set()  # for good: whoever asks again need not wait
            if self.stopped or (ended and not self._taken):
                raise StopAsyncIteration
        return self._taken.pop(0)

    async def result(self) -> Result:
        """Wait for the end, passing over steps.

        Raises
        ------
        JobError
            The computation failed.
        JobStoppedError
            The job was stopped, so there is no result.
        """
        async for _ in self:
            pass
        if self._outcome is None:
            raise JobStoppedError
        if isinstance(self._outcome, JobError):
            raise self._outcome
        return self._outcome.value


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
            if job.stopped:
                continue
            try:
                if workshop is None:
                    workshop = self._make_workshop()
                self._serve(job, job.work(workshop))
            except Exception as error:  # noqa: BLE001 - the border: no error may end the thread
                self._fail(job, error)
            del job  # the thread waits for the next one without holding on to this one's arrays

    def _serve(self, job: Job[Any], steps: Generator[Step, None, Any]) -> None:
        with contextlib.closing(steps):
            while not job.stopped:
                try:
                    step = next(steps)
                except StopIteration as end:
                    job.end(_Returned(end.value))
                    self.posted.emit(job)
                    return
                if job.put(step):
                    self.posted.emit(job)

    def _fail(self, job: Job[Any], error: Exception) -> None:
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
        self._giving_way: set[Job[Any]] = set()
        thread.posted.connect(self._on_posted)

    def _on_posted(self, job: Job[Any]) -> None:
        job.wake()

    @asynccontextmanager
    async def start(self, work: Work[Result]) -> AsyncIterator[Job[Result]]:
        """Run `work` on the engine for the length of the ``async with`` block.

        What runs in the background is stopped before its next step.
        """
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

    @asynccontextmanager
    async def start_background(self, work: Work[Result]) -> AsyncIterator[Job[Result]]:
        """Run `work` once nothing else is wanted; anything else that is started stops it.

        It is then for the caller to start it again.
        """
        await self._quiet.wait()
        async with self._submitted(work) as job:
            self._giving_way.add(job)
            try:
                yield job
            finally:
                self._giving_way.discard(job)

    @asynccontextmanager
    async def _submitted(self, work: Work[Result]) -> AsyncIterator[Job[Result]]:
        job: Job[Result] = Job(work)
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
