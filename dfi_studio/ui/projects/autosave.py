"""The autosave: a flow that takes every change down in the journal as soon as it was made.

It writes in a thread of its own, so that nothing else that reads or writes files can hold it up,
and the window never waits for it. What it takes down is a value, so it is of one moment.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.errors import StudioError
from dfi_studio.session.journal import Journal, journals
from dfi_studio.session.project import Project
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.rendering.work import Message, Severity

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSE_S = 0.25
"""Between two writings: a change in a pause waits for its end, so less than a second passes."""
_AGAIN_S = 5.0
"""After a failure, which is seldom gone at once."""
_AT_MOST_S = 3.0
"""How long the window stands still for its journal when something goes wrong."""


class AutosaveView(Protocol):
    """Where is shown how the autosave fares."""

    def show_saved(self, text: str) -> None:
        """Show when all was saved by itself last, or that it is not; empty for nothing to save."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Autosave:
    """Keeps the journal of this window.

    Parameters
    ----------
    root : callable
        Returns the folder of all journals.
    """

    def __init__(
        self, project: OpenProject, *, view: AutosaveView, root: Callable[[], Path] = journals
    ) -> None:
        self._project = project
        self._view = view
        self._root = root
        self._journal: Journal | None = None  # touched by the thread alone
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._changed = asyncio.Event()
        self._again: asyncio.TimerHandle | None = None
        self._failing = False
        project.watch(self._changed.set)

    async def run(self) -> None:
        """Take changes down, until cancelled."""
        while True:
            await self._changed.wait()
            await self.write()
            await asyncio.sleep(_PAUSE_S)

    async def write(self) -> None:
        """Take down what is in hand now; a failure is told once, until it works again."""
        self._changed.clear()
        project, empty = self._project.present, self._project.empty
        try:
            await self._there(self._clear if empty else partial(self._write, project))
        except StudioError as error:
            self._fail(error)
        else:
            self._failing = False
            self._view.show_saved("" if empty else _tr("Autosaved {}").format(_now()))

    def write_now(self) -> None:
        """Take down what is in hand, and wait for it: something is going wrong.

        What cannot be written is told by the flow, which tries again.
        """
        self._changed.set()
        if self._project.empty:
            return
        try:
            self._thread.submit(self._write, self._project.present).result(_AT_MOST_S)
        except (StudioError, TimeoutError, RuntimeError) as error:  # or the thread is over
            logger.warning("What is in hand could not be taken down: %s", error)

    async def adopt(self, journal: Journal) -> None:
        """Go on with the journal of a window that did not end properly."""
        await self._there(partial(self._adopt, journal))

    async def close(self, *, keep: bool) -> None:
        """End, after `run` was cancelled.

        Parameters
        ----------
        keep : bool
            Whether the next start shall offer what is in hand; else nothing is left of it.
        """
        if self._again is not None:
            self._again.cancel()
        try:
            if keep and not self._project.empty:
                await self._there(partial(self._write, self._project.present))
                await self._there(self._release)
            else:
                await self._there(self._clear)
        except StudioError as error:
            logger.warning("The last autosave failed: %s", error)
        self._thread.shutdown()

    def _fail(self, error: StudioError) -> None:
        if not self._failing:
            words = _tr("Autosave does not work, and goes on trying. {}")
            self._view.say(Message(words.format(error), Severity.ERROR))
        self._failing = True
        self._view.show_saved(_tr("Not autosaved"))
        self._again = asyncio.get_running_loop().call_later(_AGAIN_S, self._changed.set)

    async def _there(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    # -- in the thread --------------------------------------------------------------------------

    def _write(self, project: Project) -> None:
        if self._journal is None:
            self._journal = Journal.begin(self._root())
        self._journal.write(project)

    def _adopt(self, journal: Journal) -> None:
        self._clear()
        self._journal = journal

    def _clear(self) -> None:
        if self._journal is not None:
            self._journal.remove()
        self._journal = None

    def _release(self) -> None:
        if self._journal is not None:
            self._journal.release()
        self._journal = None


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Autosave", text)
