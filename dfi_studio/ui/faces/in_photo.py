"""Finished results in the photograph: at its own size, and those of several faces together.

While a face is solved, its frames lie on the photo as they are. Once the solve is at rest, what it
came to is worked out at the photo's own size, as an export does, and shown. Other faces that have
a recipe show too; what is not known of them is rendered while there is nothing better to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter

from dfi_studio.core.photo import Photo
from dfi_studio.core.solved import Solved
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.faces.verbs import FaceVerbs
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.work import Phase, RenderVerb
from dfi_studio.ui.window.screen import Screen

logger = logging.getLogger(__name__)

_RANK = 4  # before drafts and keyframes
_KEPT = 8

Piece = tuple[QPoint, QImage]
"""A part of a photo, and where it lies in it."""


class InPhoto:
    """Keeps the photo on the screen in step with all faces that are edited in it.

    Parameters
    ----------
    render : callable
        The verb.
    """

    def __init__(
        self,
        engine: EngineClient,
        present: Present,
        screen: Screen,
        *,
        render: RenderVerb,
        verbs: FaceVerbs,
    ) -> None:
        self._engine, self._present = engine, present
        self._render, self._verbs = render, verbs
        self._screen, self._renders, self._photos = screen, screen.renders, screen.photos
        self._changed = asyncio.Event()
        self._pieces: Recent[Result, Piece | tuple[()]] = Recent(_KEPT)
        self._ground: tuple[Result, ...] = ()
        self._of: Photo | None = None
        present.subscribe(self._changed.set)
        screen.watch(self._on_phase)

    async def run(self) -> None:
        """Show what is finished in the photo, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._show(self._present.whole)
            except JobError as error:  # what is wrong with the document the render says itself
                if not error.expected:
                    logger.error("%s\n%s", error, error.details)

    def solved_by(self, document: Document, result: Result) -> Solved:
        """Return what a result of a document is, on its way into the photo."""
        portrait, masks = self._renders.portraits.of(result.photo), document.subject_masks
        edited = result.edited if result.marks else result.image
        return Solved(portrait, result.recipe, masks, result.filled, edited)

    async def made(self, document: Document) -> Result:
        """Return the finished result of a document, made in idle time where it is not there.

        Raises
        ------
        JobError
            Its render failed.
        """
        known = self._renders.find(document)
        if known is not None and known.finished:
            return known
        solved = await self._present.framed(document)
        subject, masks = solved.subject, solved.subject_masks
        assert subject is not None  # only documents with a photo are rendered
        render = await self._engine.in_background(
            lambda shop: self._render(shop, subject, solved.recipe, None, masks), rank=_RANK
        )
        result = Result.of(solved, subject, render)
        self._renders.keep(result)
        return result

    # -- showing --------------------------------------------------------------------------------

    async def _show(self, document: Document) -> None:
        subject = document.subject
        if subject is None or document.face is None:
            self._lay(None, (), subject)
            return
        *others, own = document.layers
        results = [await self.made(each) for each in others]
        pairs = list(zip(others, results, strict=True))
        if (tuple(results), subject) != (self._ground, self._of):
            pieces = [await self._piece(each, result) for each, result in pairs]
            ground = await self._with(subject, pieces) if any(pieces) else None
            if not self._is_now(document):
                return
            self._lay(ground, tuple(results), subject)
        result = self._screen.result
        if self._screen.work.phase.busy or result is None or not self._is_of(result, own):
            return
        pieces = [await self._piece(each, made) for each, made in [*pairs, (own, result)]]
        if pieces[-1]:
            picture = await self._with(subject, pieces)
            if self._is_now(document) and not self._screen.work.phase.busy:
                self._screen.show_in_photo(result, picture)

    def _is_of(self, result: Result, document: Document) -> bool:
        portraits = self._renders.portraits
        return portraits.of(result.photo) is not None and result.is_of(portraits.solved(document))

    def _is_now(self, document: Document) -> bool:
        return self._present.whole == document

    def _lay(
        self, ground: QImage | None, results: tuple[Result, ...], subject: Photo | None
    ) -> None:
        if ground is not None or self._ground:
            self._screen.show_ground(ground)
        self._ground, self._of = results, subject

    async def _piece(self, document: Document, result: Result) -> Piece | tuple[()]:
        """Return the part of the photo that a result touches; none where it touches none."""
        piece = self._pieces.get(result)
        if piece is None:
            piece = await self._made_piece(document, self.solved_by(document, result))
            self._pieces.put(result, piece)
        return piece

    async def _made_piece(self, document: Document, solved: Solved) -> Piece | tuple[()]:
        subject = document.subject
        assert subject is not None
        if solved.portrait is None:
            return ()
        part = await self._engine.in_background(
            lambda shop: self._verbs.show(shop, subject, solved), rank=_RANK
        )
        if part is None:
            return ()
        crop, image = part
        return QPoint(crop.left, crop.top), await elsewhere(to_qimage, image)

    async def _with(self, subject: Photo, pieces: Sequence[Piece | tuple[()]]) -> QImage:
        photo = await self._photos.of(subject)
        return await elsewhere(_laid, photo, [each for each in pieces if each])

    def _on_phase(self, phase: Phase) -> None:
        if not phase.busy:
            self._changed.set()


def _laid(photo: QImage, pieces: Sequence[Piece]) -> QImage:
    """Return a photo with parts of it replaced. Slow for large photos."""
    picture = photo.copy()
    painter = QPainter(picture)
    for place, part in pieces:
        painter.drawImage(place, part)
    painter.end()
    return picture
