"""Searches: what is like a picture, and which pictures are nearly the same."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.photos import read_photo
from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.browser.looking import Group, Nearby
from dfi_studio.ui.browser.verbs import Likeness
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.window.view import Front

_K = 300
"""How many neighbours are shown."""


class SearchCommands(Flows):
    """The actions that search; a new search takes the place of the one under way."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.front)
        self._curator, self._shelf, self._contrasts = bench.curator, bench.shelf, bench.contrasts
        self._engine, self._lane, self._verbs = bench.engine, bench.lane, bench.verbs
        self._view = bench.view
        self._front: Front = bench.front
        self._search: asyncio.Task[None] | None = None
        bench.view.filter.among_dropped.connect(self.show_all_pictures)

    def find_neighbours(self) -> None:
        """Show what is most like the picture with the focus."""
        self._find(agreeing=False)

    def find_agreeing(self) -> None:
        """Show what agrees with it in most labels, and is most like it."""
        self._find(agreeing=True)

    def neighbours_of_file(self, path: Path) -> None:
        """Show what is most like a photo that was dropped."""
        self._search_anew(self._neighbours_of_file(path))

    def show_all_pictures(self) -> None:
        """Leave what a search found, and any search that is still under way."""
        if self._search is not None:
            self._search.cancel()
        self._curator.show_all()

    def find_duplicates(self) -> None:
        """Show which of the pictures are nearly the same."""
        self._search_anew(self._find_duplicates())

    def _find(self, *, agreeing: bool) -> None:
        picture = self._view.grid.current_picture()
        if picture is not None:
            self._search_anew(self._neighbours(picture, agreeing=agreeing))

    def _search_anew(self, flow: Coroutine[Any, Any, None]) -> None:
        """Start a search in place of the one that is under way."""
        if self._search is not None:
            self._search.cancel()
        self._search = self.start(flow)

    async def _neighbours(self, picture: int, *, agreeing: bool) -> None:
        (known,) = await elsewhere(self._shelf.pictures, [picture])
        await self._show_neighbours(Likeness(picture, _K, agreeing), known.path.name)

    async def _neighbours_of_file(self, path: Path) -> None:
        photo = await elsewhere(read_photo, path)
        await self._show_neighbours(Likeness(photo, _K), path.name)

    async def _show_neighbours(self, likeness: Likeness, name: str) -> None:
        path = self._shelf.path
        self._front.tell(_tr("Looking for pictures like {}…").format(name))
        async with self._engine.start(
            lambda shop: self._verbs.neighbours(shop, path, likeness)
        ) as job:
            async for step in job:
                if isinstance(step, Notice):
                    self._front.tell(step.text)
            ids, distances = await job.result()
        if isinstance(likeness.of, int):  # the picture itself leads, at no distance
            ids = np.concatenate([[likeness.of], ids])
            distances = np.concatenate([np.zeros(1, np.float32), distances])
        self._curator.show_among(Nearby(_tr("Like {}").format(name), ids, distances))

    async def _find_duplicates(self) -> None:
        ids = self._view.grid.pictures.ids
        strip = self._view.scanning
        try:
            async with self._lane.start(
                lambda _: self._contrasts.duplicates(ids, _tr("Near-duplicates"))
            ) as job:
                async for step in job:
                    if isinstance(step, Progress):
                        strip.show_step("", step)
                found: Group = await job.result()
        finally:
            strip.end()
        if len(found.ids):
            self._curator.show_among(found)
        else:
            self._front.say(Message(_tr("No two of these pictures are nearly the same.")))


def _tr(text: str) -> str:
    return QCoreApplication.translate("SearchCommands", text)
