"""The document as it is solved: of the face that it edits, once that is cut out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol

from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.steps import Notice, Step
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.faces.portraits import Portraits
from dfi_studio.ui.faces.verbs import CutOutVerb
from dfi_studio.ui.flows import tell_failure
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.pace import Course
from dfi_studio.ui.rendering.work import Message, Phase, Work

_RANK = 4  # before drafts and keyframes: the picture in hand waits for it

Cutting = Callable[[Any], Generator[Step, None, Portrait | None]]


class Shows(Protocol):
    """Where is shown how far the work is."""

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Present:
    """Stands between the session and whoever solves its document.

    Parameters
    ----------
    cut_out : callable
        The verb.
    """

    def __init__(
        self, session: Session, engine: EngineClient, portraits: Portraits, *, cut_out: CutOutVerb
    ) -> None:
        self._session, self._engine, self._cut_out = session, engine, cut_out
        self._observers: list[Callable[[], None]] = []
        self._held = ""
        self.portraits = portraits
        session.subscribe(self._on_changed)

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Call `observer()` whenever another document may be solved from now on."""
        self._observers.append(observer)

    @property
    def whole(self) -> Document:
        """The document as it is, but for its film."""
        return self._session.document.still

    @property
    def subject(self) -> Photo | None:
        """What is shown: the photo, or its crop."""
        return self._session.document.subject

    @property
    def document(self) -> Document:
        """What is solved of it; an empty document while its face is not cut out."""
        return Document() if self.pending else self.portraits.solved(self.whole)

    @property
    def pending(self) -> bool:
        """Whether it is still to be found, chosen or cut out which face is edited."""
        return bool(self._held) or self.portraits.lacks(self._session.document)

    def hold(self, why: str) -> None:
        """Let nothing be solved until it is known which face is meant; empty to go on."""
        if why != self._held:
            self._held = why
            self._tell()

    async def made(self, screen: Shows) -> Document | None:
        """Return what is solved, its face cut out where it was not.

        None where the document has changed meanwhile, or a set does not serve, which is shown.
        """
        if self._held:
            screen.show_work(Work(Phase.LEARNING, label=self._held))
            return None
        document = self.whole
        if self.portraits.lacks(document):
            try:
                if not await self._cut_now(document, screen):
                    return None
            except JobError as error:
                screen.show_work(Work(Phase.FAILED, label=str(error)))
                tell_failure(screen, error)
                return None
            self._tell()
        return self.document if self.whole == document else None

    async def _cut_now(self, document: Document, screen: Shows) -> bool:
        """Cut the face of a document out, unless another one is edited meanwhile."""
        course = Course(glimpse=False)
        async with self._engine.start(self._cutting(document)) as job:
            async for step in job:
                work = course.work(step)
                if work is not None:
                    screen.show_work(work)
                elif isinstance(step, Notice):
                    screen.say(Message(step.text))
                if not self.portraits.lacks(self._session.document):
                    return False
            self.portraits.put(document, await job.result())
        return True

    async def framed(self, document: Document) -> Document:
        """Return what is solved of any document, its face cut out in idle time.

        Raises
        ------
        JobError
            A set does not serve.
        """
        if self.portraits.lacks(document):
            portrait = await self._engine.in_background(self._cutting(document), rank=_RANK)
            self.portraits.put(document, portrait)
        return self.portraits.solved(document)

    def _cutting(self, document: Document) -> Cutting:
        photo, face = document.subject, document.subject_face
        assert photo is not None  # else nothing is lacking
        assert face is not None
        masks = document.subject_masks
        return lambda shop: self._cut_out(shop, photo, face, document.recipe, masks)

    def _on_changed(self, old: Document, new: Document) -> None:
        if old.still != new.still:  # no picture depends on how it moves in a film
            self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
