"""The actions on the queue: its order, and what becomes of its jobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from dfi_studio.core.errors import UsageError
from dfi_studio.session.queue import Item, Queue, Stage
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.queue.headway import Headway
from dfi_studio.ui.queue.keeper import QueueKeeper
from dfi_studio.ui.queue.runner import Runner
from dfi_studio.ui.rendering.work import Message, Severity


class QueueFront(Protocol):
    """What the queue needs of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def show_queue(self, queue: Queue, job: Item | None) -> None:
        """Show what can be done with the queue, and with the job that is chosen."""


class JobsView(Protocol):
    """The panel, once it is there."""

    @property
    def job(self) -> str:
        """The key of the job that is chosen; empty for none."""

    def show_queue(self, queue: Queue) -> None:
        """Show another queue, or the same one otherwise."""

    def show_headway(self, headway: Headway | None) -> None:
        """Show how far the job is that runs."""

    def show_held_elsewhere(self) -> None:
        """Say that another window has the jobs."""


class QueueCommands(Flows):
    """Actions on the queue. Those on a job mean the one that is chosen in the panel.

    Parameters
    ----------
    open_path : callable
        Shows a folder or a page in the system's own way.
    """

    def __init__(
        self,
        keeper: QueueKeeper,
        runner: Runner,
        *,
        front: QueueFront,
        dialogs: Dialogs,
        open_path: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__(front)
        self._keeper, self._runner = keeper, runner
        self._desk: QueueFront = front
        self._dialogs = dialogs
        self._open = open_path or _open
        self._view: JobsView | None = None
        keeper.watch(self.show)

    def put_view(self, view: JobsView) -> None:
        """Show the queue on a panel, too, that has just been made."""
        self._view = view
        self.show()

    def show(self) -> None:
        """Show the queue as it is."""
        queue = self._keeper.queue
        if self._view is not None:
            self._view.show_queue(queue)
        job = self._job
        self._desk.show_queue(queue, queue.item(job) if job else None)

    def tell_over(self, item: Item, details: str) -> None:
        """Say that a job failed, or that there is a report to read.

        Parameters
        ----------
        details : str
            Of what nobody could foresee; else empty.
        """
        failed = item.stage is Stage.FAILED
        severity = Severity.ERROR if failed else Severity.NOTICE
        words = _tr("{} failed. {}") if failed else _tr("{} is done.")
        if item.report is not None and failed:  # some of it failed, and the rest is done
            words = "{}: {}"
        text = words.format(item.title, item.failure)
        if item.report is not None:
            act = partial(self._open, item.report)
            self._desk.say(Message(text, severity, details, _tr("Open report"), act))
        elif failed:
            self._desk.say(Message(text, severity, details))

    # -- the queue ------------------------------------------------------------------------------

    def pause_queue(self) -> None:
        """Lay the jobs aside, or go on with them."""
        self._keeper.do(lambda queue: queue.pause(not queue.paused))

    def stop_after_job(self) -> None:
        """Pause once the job in hand is over, or do not after all."""
        self._keeper.do(lambda queue: queue.stop_after(not queue.stopping))

    def retry_failed_jobs(self) -> None:
        """Let all that failed have another turn."""
        self._keeper.do(lambda queue: queue.retry_failed(time.time()))

    def clear_done_jobs(self) -> None:
        """Take out what is done; what was written stays."""
        self._keeper.do(Queue.clear)

    # -- a job ----------------------------------------------------------------------------------

    def move_job(self, key: str, to: int) -> None:
        """Put a job at another place."""
        if key in self._keys:
            self._keeper.do(lambda queue: queue.move(key, to))

    def job_up(self) -> None:
        """Let the job have its turn one earlier."""
        self._shift(-1)

    def job_down(self) -> None:
        """Let the job have its turn one later."""
        self._shift(1)

    def retry_job(self) -> None:
        """Let the job have another turn."""
        if key := self._job:
            self._keeper.do(lambda queue: queue.retry(key, time.time()))

    def stop_job(self) -> None:
        """Stop the job; what it has written stays."""
        if not (key := self._job):
            return
        if self._keeper.queue.item(key).stage is Stage.RUNNING:
            self._runner.stop()
        else:
            self._keeper.do(lambda queue: queue.stop(key, time.time()))

    def remove_job(self) -> None:
        """Take the job out of the queue; one that runs is stopped first, if that is meant."""
        if key := self._job:
            self.start(self._remove(key))

    def open_report(self) -> None:
        """Show the report of the job, as the system shows pages."""
        if (key := self._job) and (report := self._keeper.queue.item(key).report):
            self._open(report)

    def open_job(self) -> None:
        """Show the folder of the job's results."""
        if key := self._job:
            item = self._keeper.queue.item(key)
            folder = item.files[-1].parent if item.files else item.folder
            self.start(self._show_folder(folder))

    # -- flows ----------------------------------------------------------------------------------

    async def _remove(self, key: str) -> None:
        item = self._keeper.queue.item(key)
        if item.stage is Stage.RUNNING:
            question = _tr("{} is being made. Stop it, and take it out of the queue?")
            if not await self._dialogs.confirm(question.format(item.title), _tr("Take it out")):
                return
            self._runner.stop()
            while key in self._keys and self._keeper.queue.item(key).stage is Stage.RUNNING:
                await self._keeper.changed()
        if key in self._keys:
            self._keeper.do(lambda queue: queue.remove(key))

    async def _show_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UsageError(_tr("There is no folder {} yet.").format(folder))
        self._open(folder)

    # -- inside ---------------------------------------------------------------------------------

    @property
    def _keys(self) -> set[str]:
        return {each.key for each in self._keeper.queue.items}

    @property
    def _job(self) -> str:
        """The job that is chosen, if it is still there."""
        key = "" if self._view is None else self._view.job
        return key if key in self._keys else ""

    def _shift(self, by: int) -> None:
        if key := self._job:
            self.move_job(key, max(self._keeper.queue.place(key) + by, 0))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
