"""Gathering pictures and labels that are not on the disk yet: well-known sets, and estimates."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.rendering.job import Job
from dfi_studio.ui.rendering.work import Message

Result = TypeVar("Result")


class GatheringCommands(Flows):
    """The actions that gather; they run on the thread that reads folders."""

    def __init__(self, bench: Bench, wanted_index: Callable[[], None]) -> None:
        super().__init__(bench.front)
        self._bench = bench
        self._wanted_index = wanted_index
        self._job: Job[Any] | None = None
        bench.view.learning.stop_wanted.connect(self._stop)

    def fetch_set(self) -> None:
        """Offer the well-known sets, each with its size and licence, and fetch one."""
        self.start(self._fetch_set())

    def estimate_labels(self) -> None:
        """Estimate age and gender where nobody has said them."""
        self.start(self._estimate())

    async def _fetch_set(self) -> None:
        verbs, path = self._bench.verbs, self._bench.shelf.path
        offers = await self._run(verbs.offers)
        chosen = await self._bench.dialogs.choose(
            _tr("Get a well-known set"),
            [(offer.title, offer.line) for offer in offers],
            accept=_tr("Download"),
        )
        if chosen is not None:
            try:
                await self._run(lambda: verbs.fetch(path, offers[chosen].name))
            finally:
                self._bench.curator.look_again()
                self._wanted_index()

    async def _estimate(self) -> None:
        verbs, path = self._bench.verbs, self._bench.shelf.path
        try:
            told = await self._run(lambda: verbs.estimate(path))
            self._bench.front.tell(told)
        finally:
            self._bench.curator.look_again()

    async def _run(self, work: Callable[[], Generator[Step, None, Result]]) -> Result:
        """Pull a verb to its end, and show how far it is."""
        strip = self._bench.view.learning
        try:
            async with self._bench.lane.start(lambda _: work()) as self._job:
                async for step in self._job:
                    match step:
                        case Notice(text=text):
                            self._bench.front.say(Message(text))
                        case Progress():
                            strip.show_step("", step)
                result: Result = await self._job.result()
                return result
        finally:
            self._job = None
            strip.end()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()


def _tr(text: str) -> str:
    return QCoreApplication.translate("GatheringCommands", text)
