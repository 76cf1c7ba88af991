"""What goes on while one browses: folders are read, and pictures indexed.

Folders are read on a thread of their own. Indexing needs the network: it runs on the engine's
thread whenever nothing else does, and goes on where it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.catalog.scan import ScanReport
from dfi_studio.ui.browser.job_strip import JobStrip
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.browser.verbs import DatasetVerbs
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job, JobError, JobStoppedError
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.window.view import Front

_PAUSE_S = 0.3
"""After something more urgent: a slider that moves would start indexing again at every stop."""


class Background:
    """Runs both, and shows how far they are.

    Parameters
    ----------
    lane : EngineClient
        The thread that reads folders.
    engine : EngineClient
        The thread that computes.
    scanning, indexing : JobStrip
    scanned : callable
        Called whenever a folder has been read.
    """

    def __init__(
        self,
        *,
        lane: EngineClient,
        engine: EngineClient,
        verbs: DatasetVerbs,
        shelf: Shelf,
        front: Front,
        scanning: JobStrip,
        indexing: JobStrip,
        scanned: Callable[[], None],
    ) -> None:
        self._lane, self._engine, self._verbs = lane, engine, verbs
        self._shelf, self._front = shelf, front
        self._scanning, self._indexing = scanning, indexing
        self._scanned = scanned
        self._wanted = asyncio.Event()
        self._scan: Job[Any] | None = None
        self._index: Job[Any] | None = None
        scanning.stop_wanted.connect(self.stop_scanning)
        indexing.stop_wanted.connect(self.stop_indexing)

    def stop_scanning(self) -> None:
        """Stop reading; what was read is kept."""
        if self._scan is not None:
            self._scan.stop()

    def stop_indexing(self) -> None:
        """Stop until it is wanted again."""
        self._wanted.clear()
        if self._index is not None:
            self._index.stop()

    def want_index(self) -> None:
        """Index what is new, as soon as nothing else is to be done."""
        self._wanted.set()

    async def scan(self, folder: Path | None) -> None:
        """Read a folder, or all that are known, and say what was found."""
        what = "" if folder is None else folder.name
        try:
            async with self._lane.start(lambda _: self._shelf.scan(folder)) as job:
                self._scan = job
                async for step in job:
                    match step:
                        case Notice(text=text):
                            self._front.say(Message(text))
                        case Progress():
                            self._scanning.show_step(what, step)
                for report in await job.result():
                    self._tell(report)
        finally:
            self._scan = None
            self._scanning.end()
            self._scanned()
            self.want_index()

    async def index_forever(self) -> None:
        """Index whenever it is wanted, until cancelled."""
        while True:
            await self._wanted.wait()
            try:
                if await self._index_once():
                    self._wanted.clear()
                    self._indexing.end()
                elif not self._wanted.is_set():
                    self._indexing.end()
                else:
                    self._indexing.show_waiting(_tr("Indexing waits for the picture…"))
            except JobError as error:
                self._wanted.clear()
                self._indexing.end()
                words = _tr("The pictures were not indexed. {}").format(error)
                self._front.say(Message(words, Severity.ERROR, error.details))
            await asyncio.sleep(_PAUSE_S)

    async def _index_once(self) -> bool:
        """Index until the end, or until something more urgent comes; say whether it ended."""
        path = self._shelf.path
        try:
            async with self._engine.start_background(
                lambda shop: self._verbs.index(shop, path)
            ) as self._index:
                async for step in self._index:
                    match step:
                        case Notice(text=text):
                            self._front.say(Message(text))
                        case Progress(done=done, total=total) if done < total:
                            self._indexing.show_step("", step)
                await self._index.result()
                return True
        except JobStoppedError:
            return False
        finally:
            self._index = None

    def _tell(self, report: ScanReport) -> None:
        words = _tr("{}: {:,} new, {:,} changed, {:,} gone").format(
            report.folder.name, report.added, report.changed, report.removed
        )
        self._front.tell(words)
        if report.broken:
            many = _tr("{:,} files of {} cannot be used; Dataset → Broken files lists them.")
            one = _tr("{:,} file of {} cannot be used; Dataset → Broken files says why.")
            words = one if report.broken == 1 else many
            self._front.say(Message(words.format(report.broken, report.folder.name)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Background", text)
