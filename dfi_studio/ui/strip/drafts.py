"""The flow that fills the alpha strip with drafts, while there is nothing better to do.

Where a decoder knows the pictures, its guesses come first, all of them in a moment; drafts take
their place. The nearest to the strength in use is drafted first, each from the nearest that is
there. What was drafted is remembered, so undo brings it back at once.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage

from dfi_studio.core.image import Image
from dfi_studio.core.steps import Preview, Progress, Step
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.sweep import Key, Sweep
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.language import from_below
from dfi_studio.ui.pixels import from_qimage, to_qimage
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.idle_renders import IdleRenders
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.work import RenderVerb

logger = logging.getLogger(__name__)

_RANK = 2  # before keyframes, and before the indexing of a catalogue, which takes hours
_KEPT = 48
_LONGEST_SIDE = 640
"""Of a draft that is kept: attribute files may bring drafts of any size."""


class Cells(Protocol):
    """What drafts are shown in: cells, by strength. Setters only."""

    @property
    def alphas(self) -> tuple[float, ...]:
        """The strengths that there are cells for."""

    @property
    def in_sight(self) -> bool:
        """Whether anyone could see a draft."""

    def show_nothing(self, why: str) -> None:
        """Show no cells, but what they wait for."""

    def clear(self, shape: QSize) -> None:
        """Empty all cells: drafts of a picture of this shape are to come."""

    def show_picture(self, alpha: float, picture: QImage) -> None:
        """Show a draft."""

    def show_pending(self, alpha: float, doing: str, share: float) -> None:
        """Show that a draft is being made: what is done for it, and how much of that, 0 to 1."""

    def show_empty(self, alpha: float) -> None:
        """Show that a draft is still to come."""

    def show_failed(self, alpha: float, why: str) -> None:
        """Mark a cell that gets no picture."""

    def show_marked(self, alpha: float) -> None:
        """Mark the cell nearest to the strength of the document."""


class Guesses(Protocol):
    """What gives pictures before they are drafted."""

    def serves(self, document: Document) -> bool:
        """Say whether it can."""

    async def picture(self, document: Document) -> Image | None:
        """Return the picture of a document, or None."""


class Drafts(IdleRenders):
    """Keeps the strip filled with drafts of the document.

    Parameters
    ----------
    engine : EngineClient
    render : callable
        The verb.
    strip : Cells
    guesses : Guesses
    """

    def __init__(
        self, engine: EngineClient, render: RenderVerb, strip: Cells, guesses: Guesses
    ) -> None:
        super().__init__(engine, render, rank=_RANK)
        self._strip, self._guesses = strip, guesses
        self._guessed: Recent[Key, QImage] = Recent(_KEPT)
        self._whole: Sweep | None = None
        """What is swept, at the size of the document."""
        self._sweep: Sweep | None = None
        self._present = 0.0
        self._preferred: float | None = None
        self._failed: float | None = None
        self._kept: Recent[Key, QImage] = Recent(_KEPT)

    def want(self, document: Document, at: int) -> None:
        """Draft this document, at several strengths of its direction at `at`."""
        self._whole = swept = Sweep.of(document, at)
        sweep = None if swept is None else swept.drafted
        if sweep is None:
            self._strip.show_nothing(_why(document, at))
        if sweep != self._sweep:
            self._leave()
            self._sweep, self._preferred, self._failed = sweep, None, None
            self._guessed = Recent(_KEPT)
            if sweep is not None:
                height, width = sweep.subject.image.shape[:2]
                self._strip.clear(QSize(width, height))
                self._show_kept()
        if sweep is not None:
            self._present = document.recipe.directions[at].alpha
            self._strip.show_marked(self._present)
        self._changed.set()

    def look(self) -> None:
        """Take note that the strip came into sight, or has other cells."""
        self._show_kept()
        self._changed.set()

    def prefer(self, alpha: float | None) -> None:
        """Make this draft before the others."""
        self._preferred = alpha

    def picture(self, alpha: float) -> QImage | None:
        """Return the draft at a strength, or else its guess, if one is there."""
        if self._sweep is None:
            return None
        key = self._sweep.key(alpha)
        draft = self._kept.get(key)
        return self._guessed.get(key) if draft is None else draft

    # -- one draft ------------------------------------------------------------------------------

    async def _make_next(self) -> bool:
        alpha = self._next()
        if alpha is None or self._sweep is None:
            return False
        if self._whole is not None and await self._guess(self._whole, self._sweep):
            return True
        await self._draft(self._sweep, alpha)
        return True

    def _forgive(self) -> None:
        if self._failed is not None:
            self._strip.show_empty(self._failed)
            self._failed = None

    def _next(self) -> float | None:
        """Return the strength that is drafted next; None where there is nothing to do."""
        sweep = self._sweep
        if sweep is None or self._failed is not None:
            return None
        if not self._resting or not self._strip.in_sight:
            return None
        return min(
            (each for each in self._strip.alphas if self._kept.get(sweep.key(each)) is None),
            key=lambda each: (each != self._preferred, abs(each - self._present), each),
            default=None,
        )

    async def _guess(self, whole: Sweep, sweep: Sweep) -> bool:
        """Show a guess in every cell that has no picture; say whether there were any."""
        guessed = False
        for alpha in self._strip.alphas:
            moved = replace(whole.document, recipe=whole.recipe_at(alpha))
            if self.picture(alpha) is not None or not self._guesses.serves(moved):
                continue
            image = await self._guesses.picture(moved)
            if image is None or sweep != self._sweep:
                return guessed
            picture = await elsewhere(_bounded, image)
            self._guessed.put(sweep.key(alpha), picture)
            self._strip.show_picture(alpha, picture)
            guessed = True
        return guessed

    async def _draft(self, sweep: Sweep, alpha: float) -> None:
        if sweep.is_photo(alpha):
            side = sweep.recipe.space.size
            picture = await elsewhere(_small, sweep.subject.image, side)
        else:
            image = await self._solve(sweep, alpha)
            if image is None:
                return
            picture = await elsewhere(_bounded, image)
        self._kept.put(sweep.key(alpha), picture)
        if sweep == self._sweep:
            self._strip.show_picture(alpha, picture)

    async def _solve(self, sweep: Sweep, alpha: float) -> Image | None:
        """Return the draft; None where it has to be tried again, or cannot be had."""
        recipe, nearby = sweep.recipe_at(alpha), self._nearby(sweep, alpha)
        start = None if nearby is None else await elsewhere(from_qimage, nearby)
        try:
            render = await self._pull(
                sweep.document, recipe, start, lambda step: self._show_step(alpha, step)
            )
        except JobError as error:
            self._fail(sweep, alpha, error)
            return None
        if render is None:
            if sweep == self._sweep and self.picture(alpha) is None:
                self._strip.show_empty(alpha)
            return None
        return render.image

    def _nearby(self, sweep: Sweep, alpha: float) -> QImage | None:
        """Return the draft to start from; None for the photo."""
        near = sorted(self._strip.alphas, key=lambda each: (abs(each - alpha), abs(each)))
        for each in near:
            if sweep.is_photo(each):
                return None
            if (picture := self._kept.get(sweep.key(each))) is not None:
                return picture
        return None

    def _fail(self, sweep: Sweep, alpha: float, error: JobError) -> None:
        """Mark the cell, quietly: what is wrong with the document the render says itself.

        The other cells would fail as this one did, so they are not tried.
        """
        if not error.expected:
            logger.error("%s\n%s", error, error.details)
        if sweep == self._sweep:
            self._failed = alpha
            self._strip.show_failed(alpha, str(error))

    # -- showing --------------------------------------------------------------------------------

    def _show_kept(self) -> None:
        for alpha in self._strip.alphas:
            picture = self.picture(alpha)
            if picture is not None:
                self._strip.show_picture(alpha, picture)

    def _show_step(self, alpha: float, step: Step) -> None:
        if self.picture(alpha) is not None:  # a guess, which is better to look at
            return
        match step:
            case Progress(label=label, done=done, total=total):
                self._strip.show_pending(alpha, from_below(label), done / total if total else 0.0)
            case Preview(iteration=done, iterations=total):
                self._strip.show_pending(alpha, "", done / total)


def _why(document: Document, at: int) -> str:
    """Say what drafts wait for."""
    if document.missing is Missing.PHOTO:
        return _tr("Open a photo: drafts of it at several strengths appear here.")
    if document.missing is Missing.FILL:
        return _tr("Choose pictures to fill from: then drafts appear here.")
    if document.missing is not None:
        return _tr("Choose what to change: drafts at several strengths appear here.")
    if 0 <= at < len(document.recipe.directions):
        return _tr("This attribute is off: turn it on to see drafts of it.")
    return _tr("Select an attribute to see drafts at several strengths of it.")


def _small(image: Image, side: int) -> QImage:
    """Return a photo as it looks at a working size. Slow for large photos."""
    height, width = image.shape[:2]
    step = max(min(height, width) // (2 * side), 1)  # most of the way by skipping: it is a draft
    factor = min(side / min(height, width), 1)
    size = QSize(max(round(width * factor), 1), max(round(height * factor), 1))
    return _bounded(image[::step, ::step], size)


def _bounded(image: Image, size: QSize | None = None) -> QImage:
    """Return a draft as it is kept."""
    picture = to_qimage(image)
    size = picture.size() if size is None else size
    if max(size.width(), size.height()) > _LONGEST_SIDE:
        longest = QSize(_LONGEST_SIDE, _LONGEST_SIDE)
        size = size.scaled(longest, Qt.AspectRatioMode.KeepAspectRatio)
    stretch, smooth = (
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return picture if size == picture.size() else picture.scaled(size, stretch, smooth)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drafts", text)
