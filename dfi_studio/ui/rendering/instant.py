"""The flow that shows an edit while its slider moves, where a learned decoder knows the pictures.

A photo is made ready once, on the engine's thread; from then on a picture of it for any strengths
takes milliseconds. Of the strengths that are asked for only the newest counts: one picture is made
at a time, of whatever is the newest then, so a hand that is faster than the engine never leaves it
behind with pictures that nobody wants any more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator
from dataclasses import replace

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Solver
from dfi_studio.core.steps import Notice, Step
from dfi_studio.session.document import Document, Marks
from dfi_studio.session.foresight import MOST_PIXELS, at_rest
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.instant_verbs import InstantVerbs, Prepared
from dfi_studio.ui.rendering.job import JobError, JobStoppedError
from dfi_studio.ui.rendering.work import Message

logger = logging.getLogger(__name__)

_RANK = 3  # before drafts and keyframes, which a decoder is ahead of
_KEPT = 2
"""How many photos are kept ready: each holds its features."""
_Key = tuple[str, Marks, Recipe]
Says = Callable[[Message], None]


class Instant:
    """Makes photos ready, and their pictures one at a time.

    Parameters
    ----------
    present : Present
    engine : EngineClient
    verbs : InstantVerbs
    say : callable
        Shows a message; each is shown once.

    Attributes
    ----------
    show : callable
        Called with a document and its picture.
    """

    def __init__(
        self, present: Present, engine: EngineClient, verbs: InstantVerbs, *, say: Says
    ) -> None:
        self._present, self._engine, self._verbs, self._say = present, engine, verbs, say
        self._ready: Recent[_Key, Prepared] = Recent(_KEPT)
        self._without: _Key | None = None
        self._said: set[str] = set()
        self._asked = asyncio.Event()
        self._watchers: list[Callable[[], None]] = []
        self.show: Callable[[Document, Image], None] = lambda document, image: None

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` whenever a photo has been made ready."""
        self._watchers.append(watcher)

    def serves(self, document: Document) -> bool:
        """Say whether a picture of the document can be had at once."""
        return self._prepared(document) is not None

    def ask(self) -> None:
        """Have the newest document's picture made and shown."""
        self._asked.set()

    async def run(self) -> None:
        """Show what is asked for, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            document = self._present.document
            image = await self.picture(document)
            if image is not None:
                self.show(document, image)

    async def picture(self, document: Document) -> Image | None:
        """Return the picture of a document; None where it cannot be had at once."""
        prepared = self._prepared(document)
        if prepared is None:
            return None
        try:
            async with self._engine.start(_drawing(prepared, document.recipe)) as job:
                return await job.result()
        except JobError as error:
            logger.error("%s\n%s", error, error.details)
            self.forget()
            return None

    # -- making ready ---------------------------------------------------------------------------

    def lacks(self, document: Document) -> bool:
        """Say whether it is worth trying to make the document's photo ready."""
        key = _key(document)
        return key is not None and key != self._without and self._ready.get(key) is None

    def work(
        self, document: Document, subject: Photo, filled: Image | None
    ) -> Callable[[object], Generator[Step, None, Prepared | None]]:
        """Return what is to be done on the engine to make a photo ready.

        Parameters
        ----------
        filled : Image or None
            Where pixels are missing: the photo with these filled, at the working size.
        """
        masks = document.subject_masks
        return lambda shop: self._verbs.prepare(shop, subject, document.recipe, masks, filled)

    def take(self, document: Document, prepared: Prepared | None) -> None:
        """Keep a photo that was made ready; None where no decoder serves."""
        key = _key(document)
        if key is None:
            return
        if prepared is None:
            self._without = key
            return
        self._ready.put(key, prepared)
        for watcher in tuple(self._watchers):
            watcher()

    def give_up(self, document: Document, error: JobError) -> None:
        """Do without, after an error; what is wrong with the document its render says itself."""
        if not error.expected:
            logger.error("%s\n%s", error, error.details)
        self.take(document, None)

    def tell(self, step: Step) -> None:
        """Say once what is to be said of a decoder."""
        if isinstance(step, Notice) and step.text not in self._said:
            self._said.add(step.text)
            self._say(Message(step.text))

    def has_said(self, text: str) -> bool:
        """Say whether a notice came up while a photo was made ready."""
        return text in self._said

    def forget(self) -> None:
        """Let go of all: a decoder has come, or has changed."""
        self._ready, self._without = Recent(_KEPT), None

    async def renew(self) -> None:
        """Make the document's photo ready anew, with a decoder that has come or has changed."""
        self.forget()
        document = self._present.document
        subject = document.subject
        if subject is None or document.missing or document.filling or not self.lacks(document):
            return
        try:
            async with self._engine.start_background(
                self.work(document, subject, None), rank=_RANK
            ) as job:
                async for step in job:
                    self.tell(step)
                self.take(document, await job.result())
        except JobError as error:
            self.give_up(document, error)
        except JobStoppedError:
            pass  # the render that took its place makes it ready

    def _prepared(self, document: Document) -> Prepared | None:
        key = _key(document)
        return None if key is None else self._ready.get(key)


def _drawing(
    prepared: Prepared, recipe: Recipe
) -> Callable[[object], Generator[Step, None, Image]]:
    def work(shop: object) -> Generator[Step, None, Image]:
        yield from ()  # of one picture there is nothing to tell
        return prepared.frame(recipe)

    return work


def _key(document: Document) -> _Key | None:
    """Name all of a document but its strengths; None where nothing is to be shown at once."""
    subject, recipe = document.subject, document.recipe
    if subject is None or document.missing or not recipe.moving:
        return None
    height, width = subject.image.shape[:2]
    pixels = recipe.space.size**2 * max(height, width) / min(height, width)
    if pixels > MOST_PIXELS:
        return None
    return subject.digest, document.marks, replace(at_rest(recipe), solver=Solver())
