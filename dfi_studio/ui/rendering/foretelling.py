"""What is shown of a document at once, before it is solved.

A blend of two results that are known is the closest; next comes a decoder's guess; where there is
neither, a line is drawn on from two results. All of it passes: the solve that counts follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Draft, Preview, Step
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import foreseen
from dfi_studio.session.result import Result
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.work import Phase, Work
from dfi_studio.ui.window.screen import Screen

_GLIMPSE = 12
"""Iterations of the quick look: by then a picture that was near is most of the way there."""


class Foretelling:
    """Shows what the newest document's result will be like.

    Parameters
    ----------
    known : callable
        Everything that the next picture can be foreseen by.
    instant : Instant
        A decoder's guesses.

    Attributes
    ----------
    close : bool
        Whether what is shown, or is about to be, is good enough that the solve may wait for the
        hand to rest.
    guessing : bool
        Whether it is a decoder's guess.
    """

    def __init__(
        self,
        present: Present,
        screen: Screen,
        *,
        known: Callable[[], Iterable[Result]],
        instant: Instant,
    ) -> None:
        self._present, self._screen = present, screen
        self._known, self._instant = known, instant
        self.close = self.guessing = False
        self._guess_is_shown = False
        instant.show = self._show_guess

    def show(self, document: Document) -> None:
        """Show at once what the result will be like, where enough is known to tell."""
        self._screen.cut()  # the hand moves: what comes is to be seen at once
        subject, last = document.subject, self._screen.result
        self.close = self.guessing = False
        if subject is None or document.missing or last is None or last.photo != subject:
            return
        found = foreseen(document, self._known())
        between = found is not None and found.between
        moved = self._moved_from(last, document)
        self.guessing = not between and moved and self._instant.serves(document)
        self.close = between or self.guessing
        if self.close and moved and self._screen.work.phase is not Phase.GUESSING:
            self._screen.show_work(Work(Phase.GUESSING))  # what is idle leaves the engine alone
        if self.guessing:
            self._instant.ask()
        elif found is not None:
            self._screen.show(Result.passing(document, subject, found.image))

    async def catch_up(self, changed: Callable[[], bool]) -> bool:
        """Show a guess now that it can be had; say whether it is of something newer.

        Parameters
        ----------
        changed : callable
            Whether the hand has moved on meanwhile.
        """
        newest = self._present.document
        if not self._instant.serves(newest):
            return False
        if self._screen.result is None:
            image = await self._instant.picture(newest)
            if image is not None:
                self._show_guess(newest, image)
        if changed():
            self.show(self._present.document)
        return changed()

    def nearby(self, document: Document) -> Image | None:
        """Return the picture on the screen where a quick look can start from it.

        Where nothing moves and nothing is missing, the solve that counts is there at once: alpha 0
        is the photo itself. That is no start either: from the photo, drafts show more and sooner.
        """
        last = self._screen.result
        if last is None or not last.near(document):
            return None
        still = _is_still(last.recipe) or _is_still(document.recipe)
        return None if still and not document.filling else last.image

    def show_step(self, document: Document, subject: Photo, step: Step, floor: float) -> None:
        """Show what a render has come to, unless something closer is there.

        Parameters
        ----------
        floor : float
            The objective of the picture that is there; infinite where it is none of a solve.
        """
        match step:
            case Draft(image=image) if floor == inf and not (self.close or self._guess_is_shown):
                self._show_frame(Result.passing(document, subject, image))
            case Preview(image=image, objective=objective) if objective <= floor:
                self._show_frame(Result.passing(document, subject, image))

    def give_way(self) -> None:
        """Let a guess that is on the screen fade, since what was solved is to be shown."""
        if self._guess_is_shown:
            self._guess_is_shown = False
            self._screen.fade()

    def _show_frame(self, frame: Result) -> None:
        """Show an iterate, unless something newer is there that was foreseen."""
        if self._is_welcome(frame):
            self.give_way()
            self._screen.show(frame)

    def _is_welcome(self, frame: Result) -> bool:
        newest, shown = self._present.document, self._screen.result
        return frame.is_of(newest) or shown is None or not shown.is_of(newest)

    def _moved_from(self, last: Result, document: Document) -> bool:
        """Say whether a slider moved; a solved picture is no worse for another way to solve it."""
        return not last.finished or last.recipe.directions != document.recipe.directions

    def _show_guess(self, document: Document, image: Image) -> None:
        """Show a guess, unless the newest document's picture, or another's, is there."""
        newest, subject = self._present.document, document.subject
        if subject is None or newest.subject != subject or newest.marks != document.marks:
            return
        shown = self._screen.result
        solved = shown is not None and shown.finished and shown.is_of(newest)
        frame = Result.passing(document, subject, image)
        if not solved and self._is_welcome(frame):
            self._guess_is_shown = True
            self._screen.show(frame)


def _is_still(recipe: Recipe) -> bool:
    return all(each.alpha == 0 for each in recipe.moving)


def glimpse(recipe: Recipe) -> Recipe:
    """Return the recipe of a quick look."""
    return recipe.at_most(_GLIMPSE)
