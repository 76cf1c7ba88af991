"""Flows: coroutines that an action starts, whose errors reach the user and not the loop."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.errors import StudioError
from dfi_studio.ui.rendering.job import JobError, JobStoppedError
from dfi_studio.ui.rendering.work import Message, Severity

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Says(Protocol):
    """Whoever can show a message."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Flows:
    """Starts coroutines and keeps them until they end.

    Parameters
    ----------
    front : Says
        Where errors are shown.
    """

    def __init__(self, front: Says) -> None:
        self._front = front
        self._flows: set[asyncio.Task[None]] = set()

    def start(self, flow: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a flow; what it raises is shown."""
        task = asyncio.ensure_future(self._guarded(flow))
        self._flows.add(task)
        task.add_done_callback(self._on_done)
        task.add_done_callback(lambda _: flow.close())  # one that was cancelled before it began
        return task

    async def end_flows(self) -> None:
        """Cancel what is under way, and wait until it has let go of what it held."""
        flows = [task for task in self._flows if task is not asyncio.current_task()]
        for task in flows:
            task.cancel()
        if flows:
            await asyncio.wait(flows)

    async def _guarded(self, flow: Coroutine[Any, Any, None]) -> None:
        try:
            await flow
        except JobStoppedError:
            pass
        except StudioError as error:
            self._front.say(Message(str(error), Severity.ERROR))
        except JobError as error:
            tell_failure(self._front, error)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._flows.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A flow of the window failed.", exc_info=error)
            tell_fault(self._front, error)


def tell_failure(front: Says, error: JobError) -> None:
    """Say why a job failed; what no user could have caused goes to the log too, in full."""
    if not error.expected:
        logger.error("%s\n%s", error, error.details)
    details = "" if error.expected else error.details
    front.say(Message(str(error), Severity.ERROR, details))


def tell_fault(front: Says, fault: BaseException) -> None:
    """Say that a fault of ours was met; the details hold what a report needs."""
    words = QCoreApplication.translate("Commands", "Something unexpected went wrong: {}.")
    what = str(fault).strip().rstrip(".") or type(fault).__name__
    details = "".join(traceback.format_exception(fault))
    front.say(Message(words.format(what), Severity.ERROR, details))


async def elsewhere(function: Callable[..., T], *arguments: object) -> T:
    """Call a function that reads or writes files, outside the window's thread."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, partial(function, *arguments))
