"""The flow that fills the grid with draws, and the stage with what the sliders ask for.

It works while nothing else is wanted and the workspace is on the screen. What the sliders ask for
goes first, then draws without a picture, then those whose strength is no longer the one that is
wanted, each from the picture that it has. Where a learned decoder knows the class, its guesses come
before all draws; what is solved never begins from one.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtGui import QImage

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Preview, Progress, Step
from dfi_studio.session.class_view import ClassView, Verdict, drafted
from dfi_studio.session.document import Document
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.isda.verbs import GuessVerb, SampleVerb
from dfi_studio.ui.pixels import from_qimage, to_qimage
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.idle_renders import IdleRenders
from dfi_studio.ui.rendering.job import JobError, JobStoppedError

logger = logging.getLogger(__name__)

_RANK = 3  # what is looked at goes before all else that is idle


class Draws(Protocol):
    """Where draws are shown: by number. Setters only, but for what is there."""

    @property
    def in_sight(self) -> bool:
        """Whether anyone could see a draw."""

    def picture(self, number: int) -> QImage | None:
        """Return what is shown of a draw, be it of an earlier strength."""

    def is_due(self, number: int) -> bool:
        """Say whether a draw has no picture, or one of an earlier strength."""

    def show_step(self, number: int | None, step: str, share: float, picture: Image | None) -> None:
        """Show how far a draw is, or the mix where no number is given."""

    def show_done(self, number: int | None, picture: QImage) -> None:
        """Show a finished draw, or the finished mix."""

    def show_failure(self, number: int | None, error: JobError) -> None:
        """Say why nothing comes."""

    def show_rest(self, number: int | None) -> None:
        """Show that a draw is left for now."""


class Filling(IdleRenders):
    """Makes what is missing.

    Parameters
    ----------
    engine : EngineClient
    sample, guess : callable
        The verbs.
    draws : Draws
    """

    def __init__(
        self, engine: EngineClient, sample: SampleVerb, guess: GuessVerb, draws: Draws
    ) -> None:
        super().__init__(engine, self._sampled, rank=_RANK)
        self._sample, self._guess, self._draws = sample, guess, draws
        self._guessed: set[int] = set()
        self._guessing = True
        self._document, self._view = Document(), ClassView()
        self._filling, self._failed = True, False
        self._mixed: Recipe | None = None
        self._mix: QImage | None = None

    def want(self, document: Document, view: ClassView, *, filling: bool) -> None:
        """Fill the grid with the draws of a view, on the photo of a document.

        Parameters
        ----------
        filling : bool
            Whether to go on by itself; else only what the sliders ask for is made.
        """
        was = self._document, self._view.sampling, self._view.amounts
        if was != (document, view.sampling, view.amounts):
            self._leave()
            self._failed, self._guessing = False, True
        if (self._document.subject, self._view.sampling.pictures) != (
            document.subject,
            view.sampling.pictures,
        ):
            self._mix = self._mixed = None
        if not filling and self._filling:
            self._leave()
        self._document, self._view, self._filling = document, view, filling
        self._changed.set()

    def look(self) -> None:
        """Take note that the workspace came into sight."""
        self._changed.set()

    def try_again(self) -> None:
        """Try again what failed."""
        self._failed = False
        self._changed.set()

    # -- one picture ----------------------------------------------------------------------------

    async def _make_next(self) -> bool:
        view, document = self._view, self._document
        if not self._can_work():
            return False
        base = drafted(document.recipe)
        mix = view.mix(base)
        if mix is not None and mix != self._mixed:
            return await self._make(None, mix, self._mix)
        number = self._next()
        if number is None:
            return False
        recipe, picture = view.draw(number, base), self._draws.picture(number)
        if picture is None and self._guessing:
            return await self._make_guess(number, recipe)
        return await self._make(number, recipe, None if number in self._guessed else picture)

    def _can_work(self) -> bool:
        there = self._document.subject is not None and self._view.begun
        return there and self._resting and self._draws.in_sight and not self._failed

    def _next(self) -> int | None:
        """Return the draw that is made next; None where there is nothing to do."""
        if not self._filling:
            return None
        due = [
            number
            for number in self._view.numbers
            if self._view.verdict(number) is not Verdict.REJECTED and self._draws.is_due(number)
        ]
        return min(
            due, key=lambda each: (self._draws.picture(each) is not None, each), default=None
        )

    async def _make(self, number: int | None, recipe: Recipe, before: QImage | None) -> bool:
        asked = self._document, self._view.sampling
        start = None if before is None else await elsewhere(from_qimage, before)
        try:
            render = await self._pull(
                self._document, recipe, start, lambda step: self._show_step(number, step)
            )
        except JobError as error:
            self._failed = True
            if not error.expected:
                logger.error("%s\n%s", error, error.details)
            self._draws.show_failure(number, error)
            return False
        if render is None or asked != (self._document, self._view.sampling):
            self._draws.show_rest(number)
            return render is not None
        picture = await elsewhere(to_qimage, render.image)
        if number is None:
            self._mixed, self._mix = recipe, picture
        else:
            self._guessed.discard(number)
        self._draws.show_done(number, picture)
        return True

    async def _make_guess(self, number: int, recipe: Recipe) -> bool:
        """Show what a decoder expects of a draw, or let there be no guesses."""
        asked, photo = (self._document, self._view.sampling), self._document.subject
        masks, following = self._document.subject_masks, self._following(recipe)
        assert photo is not None  # else there is nothing to make
        try:
            async with self._engine.start_background(
                lambda shop: self._guess(shop, photo, recipe, masks, following), rank=_RANK
            ) as job:
                self._job = job
                async for step in job:
                    self._show_step(number, step)
                image = await job.result()
        except JobStoppedError:
            self._draws.show_rest(number)
            self._changed.set()
            return False
        except JobError as error:  # what is wrong with the class its first draw says itself
            self._guessing = False
            if not error.expected:
                logger.error("%s\n%s", error, error.details)
            return True
        finally:
            self._job = None
        self._guessing = image is not None
        if image is not None and asked == (self._document, self._view.sampling):
            self._guessed.add(number)
            self._draws.show_step(number, "", 0.0, image)
        return True

    def _show_step(self, number: int | None, step: Step) -> None:
        match step:
            case Progress(label=label, done=done, total=total):
                self._draws.show_step(number, label, done / total if total else 0.0, None)
            case Preview(iteration=done, iterations=total, image=image):
                self._draws.show_step(number, "", done / total, image)

    def _sampled(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
    ) -> Any:
        return self._sample(workshop, photo, recipe, start, masks, self._following(recipe))

    def _following(self, recipe: Recipe) -> list[ClassDirection]:
        """Return the draws that are wanted after that of a recipe."""
        own = recipe.directions[0].attribute
        assert isinstance(own, ClassDirection)  # all that is made here
        alike = (_ for _ in self._view.sampling.draws if replace(_, number=own.number) == own)
        return [each for each in alike if each.number > own.number]

    def _forgive(self) -> None:
        self._failed = False
