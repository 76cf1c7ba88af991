"""What is seen of the film at the step where it stands: solved, or the best that can be told.

A solved frame comes first. Where there is none, a decoder's guess, a blend of two pictures that
are known, the nearest solved frame: each is called what it is. The newest step alone counts; who
scrubs faster than pictures come sees fewer of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QPainter

from dfi_studio.core.image import Image
from dfi_studio.core.portrait import Portrait
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import foreseen
from dfi_studio.session.result import Result
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.pixels import to_qimage, to_shown
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.sequence.footage import Footage
from dfi_studio.ui.sequence.transport import Onion

_VEIL = 0.45
"""How much of what is laid over a frame is seen."""
_KEPT_GUESSES = 32


class Stage(Protocol):
    """Where frames are seen in large."""

    def show_draft(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Show a picture in the result's place; None for the result again."""


class Viewing:
    """Shows the step that is looked at, until nobody looks.

    Parameters
    ----------
    stage : Stage
    footage : Footage
    instant : Instant
        A decoder's guesses.
    known : callable
        All results and keyframes that a picture can be foreseen by.
    """

    def __init__(
        self,
        stage: Stage,
        footage: Footage,
        present: Present,
        *,
        instant: Instant,
        known: Callable[[], Iterable[Result]],
    ) -> None:
        self._stage, self._footage, self._present = stage, footage, present
        self._instant, self._known = instant, known
        self._wanted: int | None = None
        self._shown = False
        self._asked = asyncio.Event()
        self._guesses: Recent[Document, QImage] = Recent(_KEPT_GUESSES)
        self._photo: tuple[str, QImage] = "", QImage()
        self.onion = Onion.OFF

    def look(self, step: int | None) -> None:
        """Show a step; None shows the result of the document again."""
        self._wanted = step
        ready = None if step is None else self._footage.ready(step)
        if step is None:
            if self._shown:
                self._shown = False
                self._stage.show_draft(None, "")
        elif ready is not None and self.onion is Onion.OFF:
            self._show(step, ready, "")  # at once: a film that plays must not wait for its turn
        else:
            self._asked.set()

    def look_again(self, step: int | None = None) -> None:
        """Show the step once more, for more is known of it; or another, if one is looked at."""
        if self._wanted is not None:
            self._wanted = self._wanted if step is None else step
            self._asked.set()

    async def run(self) -> None:
        """Show what is looked at, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            step = self._wanted
            if step is None:
                continue
            picture, told = await self._seen(step)
            if picture is not None and self.onion is not Onion.OFF:
                picture = await self._veiled(picture)
            if self._wanted is None:  # nobody looks any more
                continue
            if picture is not None:
                self._show(step, picture, told)

    # -- one step -------------------------------------------------------------------------------

    def _show(self, step: int, picture: QImage, told: str) -> None:
        words = _tr("Frame {}").format(step + 1)
        label = f"{words}  \u00b7  {told}" if told else words
        self._shown = True
        whole = self._present.whole
        self._stage.show_draft(picture, label, self._present.portraits.portrait(whole))

    async def _seen(self, step: int) -> tuple[QImage | None, str]:
        """Return the best picture of a step, and what it is where it is not solved."""
        solved = await self._footage.picture(step)
        if solved is not None:
            return solved, ""
        document = self._document(step)
        guess = None if document is None else await self._guess(document)
        if guess is not None:
            return guess, _tr("preview")
        nearest = self._footage.nearest(step)
        if nearest is not None:
            words = _tr("not solved yet; this is frame {}").format(nearest + 1)
            return await self._footage.picture(nearest), words
        return await self._still(), _tr("not solved yet")

    def _document(self, step: int) -> Document | None:
        """Return the document of one frame, as it is solved."""
        along, whole = self._footage.along, self._present.whole
        if step >= len(along) or self._present.pending or whole.missing is not None:
            return None
        return self._present.portraits.solved(replace(whole, recipe=along[step]))

    async def _guess(self, document: Document) -> QImage | None:
        known = self._guesses.get(document)
        if known is not None:
            return known
        image: Image | None = None
        if self._instant.serves(document):
            image = await self._instant.picture(document)
        if image is None:
            found = await elsewhere(foreseen, document, tuple(self._known()))
            image = found.image if found is not None and found.between else None
        if image is None:
            return None
        guess = await elsewhere(to_qimage, image)
        self._guesses.put(document, guess)
        return guess

    async def _still(self) -> QImage | None:
        """Return the photo as it is solved."""
        subject = self._present.document.subject
        if subject is None:
            return None
        if self._photo[0] != subject.digest:
            self._photo = subject.digest, await elsewhere(to_shown, subject.image)
        return self._photo[1]

    async def _veiled(self, picture: QImage) -> QImage:
        """Return a frame with the photo, or the last frame, half seen over it."""
        over = await self._still()
        if self.onion is Onion.AFTER:
            over, _ = await self._seen(max(len(self._footage.along) - 1, 0))
        return picture if over is None else await elsewhere(_laid_over, picture, over)


def _laid_over(picture: QImage, over: QImage) -> QImage:
    made = picture.copy()
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(_VEIL)
    painter.drawImage(made.rect(), over)
    painter.end()
    return made


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sequence", text)
