"""The browser with all that it works with, made, run and closed in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from dfi_studio.core.errors import StudioError
from dfi_studio.session.session import Session
from dfi_studio.ui.browser.background import Background
from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.browser.commands import DatasetCommands
from dfi_studio.ui.browser.contrasts import Contrasts
from dfi_studio.ui.browser.curator import Curator
from dfi_studio.ui.browser.gathering import GatheringCommands
from dfi_studio.ui.browser.lessons import LessonCommands
from dfi_studio.ui.browser.library_commands import LibraryCommands
from dfi_studio.ui.browser.search import SearchCommands
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.browser.verbs import DatasetVerbs
from dfi_studio.ui.browser.workspace import Workspace
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread, ended
from dfi_studio.ui.window.view import Front


class Dataset:
    """The Dataset workspace and what stands behind it; nothing is read before it is shown.

    Parameters
    ----------
    verbs : DatasetVerbs
    """

    def __init__(self, verbs: DatasetVerbs) -> None:
        self._verbs = verbs
        self._shelf = Shelf()
        self._loader = ThumbnailLoader(self._shelf.fetching)
        self._thread = EngineThread(object)  # reads folders, so needs no workshop
        self._lane = EngineClient(self._thread)
        self._shown = asyncio.Event()
        self.workspace = Workspace(self._loader)
        self.workspace.shown.connect(self._shown.set)

    def commands(
        self,
        session: Session,
        *,
        engine: EngineClient,
        front: Front,
        dialogs: Dialogs,
        train: Callable[[Sequence[str]], None],
    ) -> tuple[object, ...]:
        """Return what holds the actions; called once.

        Parameters
        ----------
        train : callable
            Trains a decoder for some sets.
        """
        view, shelf, contrasts = self.workspace, self._shelf, Contrasts(self._shelf)
        self._curator = Curator(shelf, contrasts, view, front)
        bench = Bench(
            session=session,
            shelf=shelf,
            contrasts=contrasts,
            curator=self._curator,
            engine=engine,
            lane=self._lane,
            verbs=self._verbs,
            view=view,
            front=front,
            dialogs=dialogs,
        )
        self._background = Background(
            lane=self._lane,
            engine=engine,
            verbs=self._verbs,
            shelf=shelf,
            front=front,
            scanning=view.scanning,
            indexing=view.indexing,
            scanned=self._curator.look_again,
        )
        self._commands = DatasetCommands(bench, self._background)
        self._lessons = LessonCommands(bench, train)
        self._curator.when_damaged(self._commands.rescan)
        self._search, self._cards = SearchCommands(bench), LibraryCommands(bench)
        self.workspace.attributes_changed.connect(self._cards.show_cards)
        self._gathering = GatheringCommands(bench, self._background.want_index)
        return self._commands, self._search, self._gathering, self._lessons

    async def run(self) -> None:
        """Keep the browser in step with the catalogue until cancelled, once it has been shown."""
        self._thread.start()
        await self._shown.wait()
        with suppress(StudioError):  # the first look will tell why
            await elsewhere(self._shelf.version)  # before anyone else: damage is told only once
        self._background.want_index()
        self._cards.show_cards()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._curator.run())
            tasks.create_task(self._background.index_forever())

    async def close(self) -> None:
        """Stop what is under way, and end the threads; the loop goes on meanwhile."""
        for each in (self._commands, self._search, self._cards, self._gathering, self._lessons):
            await each.end_flows()
        await elsewhere(self._loader.close)
        await ended(self._thread)
