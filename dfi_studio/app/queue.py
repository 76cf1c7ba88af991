"""The queue of one run: its runner, its actions, and a panel that is made when it is shown."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSettings

from dfi_studio.app.alongside import alongside
from dfi_studio.core.errors import OutputError
from dfi_studio.session.queue import Item
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.queue.adding import AddCommands
from dfi_studio.ui.queue.commands import QueueCommands
from dfi_studio.ui.queue.headway import Headway
from dfi_studio.ui.queue.keeper import QueueKeeper
from dfi_studio.ui.queue.panel import JobsPanel
from dfi_studio.ui.queue.runner import Runner
from dfi_studio.ui.queue.verbs import QueueVerbs
from dfi_studio.ui.queue.words import status
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.window.main_window import MainWindow


class LateQueue:
    """Runs the queue once the engine is warm, and shows it.

    Attributes
    ----------
    commands : QueueCommands
        Its actions.
    adding : AddCommands
        The actions that fill it.
    """

    def __init__(
        self,
        verbs: QueueVerbs,
        engine: EngineClient,
        *,
        window: MainWindow,
        dialogs: Dialogs,
        settings: QSettings,
    ) -> None:
        self._window = window
        self._panel: JobsPanel | None = None
        self._headway: Headway | None = None
        self._keeper = QueueKeeper(window)
        self._runner = Runner(
            self._keeper, engine, verbs, shown=self._show_headway, over=self._tell_over
        )
        self.commands = QueueCommands(self._keeper, self._runner, front=window, dialogs=dialogs)
        self.adding = AddCommands(
            window.session, self._keeper, front=window, dialogs=dialogs, settings=settings
        )
        self._keeper.watch(self._show_line)
        window.jobs_page.fill_by(self._make)

    async def run(self) -> None:
        """Take the queue as it was left, and run it until cancelled."""
        async with (
            alongside(self._keeper.run(), "The list of jobs was not written."),
            alongside(self._runner.run(), "The queue failed."),
        ):
            await self._open()
            await asyncio.Event().wait()

    async def close(self) -> None:
        """Leave the queue to the next start."""
        for flows in (self.adding, self.commands):
            await flows.end_flows()
        await self._keeper.close()

    async def _open(self) -> None:
        try:
            await self._keeper.open()
        except OutputError:  # another window has it; whoever adds a job is told
            if self._panel is not None:
                self._panel.show_held_elsewhere()

    def _make(self) -> None:
        self._panel = panel = JobsPanel(self._window.actions_.made)
        panel.job_changed.connect(self.commands.show)
        panel.move_wanted.connect(self.commands.move_job)
        self.commands.put_view(panel)
        panel.show_headway(self._headway)
        self._window.jobs_page.put(panel)

    def _show_headway(self, headway: Headway | None) -> None:
        self._headway = headway
        if self._panel is not None:
            self._panel.show_headway(headway)
        self._show_line()

    def _tell_over(self, item: Item, details: str) -> None:
        self.commands.tell_over(item, details)

    def _show_line(self) -> None:
        self._window.status.show_jobs(status(self._keeper.queue, self._headway))
