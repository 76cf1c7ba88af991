"""A photo made known to the engine while nobody waits, so that its first edit begins at once."""

from __future__ import annotations

import asyncio
import logging

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.work import FirstLookVerb

logger = logging.getLogger(__name__)

_RANK = 3  # after the faces that are cut out, before drafts


class Acquaintance:
    """Has the engine take a first look at whatever may be edited next.

    Parameters
    ----------
    look : callable
        The verb.
    """

    def __init__(self, present: Present, engine: EngineClient, look: FirstLookVerb) -> None:
        self._present, self._engine, self._look = present, engine, look
        self._changed = asyncio.Event()
        self._known: tuple[Photo, FeatureSpace] | None = None
        present.subscribe(self._changed.set)

    async def run(self) -> None:
        """Look at what there is to edit, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            document = self._present.document
            photo, space = document.subject, document.recipe.space
            if photo is None or (photo, space) == self._known:
                continue
            try:
                await self._taken(photo, space)
            except JobError as error:  # what is wrong the first render says itself
                if not error.expected:
                    logger.error("%s\n%s", error, error.details)

    async def _taken(self, photo: Photo, space: FeatureSpace) -> None:
        self._known = photo, space
        await self._engine.in_background(lambda shop: self._look(shop, photo, space), rank=_RANK)
