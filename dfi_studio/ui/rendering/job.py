"""A job: one computation of the engine as both of its sides see it, and how it can fail.

It knows neither Qt's threads nor what a step shows; `engine_thread` pulls it.
"""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import FrameStep, Notice, Step

_KEPT = (Notice, FrameStep)

Result = TypeVar("Result")
Work = Callable[[Any], Generator[Step, None, Result]]
"""A verb with its arguments bound, waiting for the workshop. The window cannot name the workshop's
type: it never imports the pipeline."""


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
class Returned(Generic[Result]):
    """A computation came to its end."""

    value: Result


class Job(Generic[Result]):
    """One computation and its mailbox.

    Notices and frames of a film are kept until they are read; of all other steps only the newest.
    """

    def __init__(self, work: Work[Result], submit: Callable[[Job[Any]], None]) -> None:
        self.work = work
        self.steps: Generator[Step, None, Result] | None = None
        """What is left of the work, once it has begun. Touched by the engine alone."""
        self._submit = submit
        self._pause = threading.Event()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._woken = asyncio.Event()
        self._posted: list[Step] = []
        self._taken: list[Step] = []
        self._outcome: Returned[Result] | JobError | None = None
        self.rests_taken = 0
        """How often it was laid aside. Touched by the window alone."""

    # -- the engine's side ----------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether the window has left the job."""
        return self._stop.is_set()

    @property
    def rests(self) -> bool:
        """Whether no further step is wanted for now: the job is stopped or paused."""
        return self._stop.is_set() or self._pause.is_set()

    def put(self, step: Step) -> bool:
        """Leave a step for the window; say whether the window must be woken."""
        with self._lock:
            wake = not self._posted
            if self._posted and not isinstance(step, _KEPT):
                self._posted = [kept for kept in self._posted if isinstance(kept, _KEPT)]
            self._posted.append(step)
            return wake

    @property
    def ended(self) -> bool:
        """Whether the outcome is there."""
        return self._outcome is not None

    def end(self, outcome: Returned[Result] | JobError) -> None:
        """Leave the result or the failure. Called once."""
        self._outcome = outcome

    # -- the window's side ----------------------------------------------------------------------

    def stop(self) -> None:
        """Ask the engine not to take another step, and end the iteration at once."""
        self._stop.set()
        self._woken.set()
        if self._pause.is_set():  # it lies aside, where the engine would not come upon it again
            self._submit(self)

    def pause(self) -> None:
        """Ask the engine to lay the job aside after the step in hand, as it is."""
        self.rests_taken += not self._pause.is_set()
        self._pause.set()

    def resume(self) -> None:
        """Ask the engine to go on with the very next step."""
        if self._pause.is_set():
            self._pause.clear()
            self._submit(self)

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
