"""The render loop: the newest document is rendered, each frame is shown, a change starts over.

It stands between the session, the engine and the screen; it knows no widget. Latest wins by
structure, not by timers: one loop, one job, a mailbox of one frame.

A change is answered three times. At once by what can be told beforehand (`foretelling`). Then by
a quick look: a few iterations from the picture on the screen. Then by the solve that counts, from
the photo, whose frames come to the screen once they are better than the quick look's. So the
picture moves under the hand, and yet the result of a recipe does not depend on the way that led
there, and is the same as the command line's. Where the first answer is close, between two keyframes
or by a learned decoder, the engine waits until the hand rests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Any

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Smoothing
from dfi_studio.core.steps import Draft, Notice, Preview, Render, Step
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import at_rest
from dfi_studio.session.result import Result
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.flows import tell_failure
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.foretelling import Foretelling, glimpse
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.job import Job, JobError, JobStoppedError
from dfi_studio.ui.rendering.pace import Course
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message, Phase, Start, Verbs, Work
from dfi_studio.ui.set_reports import SetReports
from dfi_studio.ui.window.screen import Screen

_LEAST_ITERATIONS = 2
"""How far a render goes before a newer document of the same attribute takes its place."""
_REST_S = 0.1
"""A hand that has not moved a slider for so long rests."""


class Controller:
    """Keeps the picture on the screen in step with the document.

    Parameters
    ----------
    foretelling : Foretelling
        Shows a change at once.
    instant : Instant
        Is made ready for the document before its solve.
    count_pictures : callable
        How many pictures a set holds; raises `StudioError` where it cannot serve. Reads files, so
        it is called outside the window's thread.
    """

    def __init__(
        self,
        present: Present,
        engine: EngineClient,
        *,
        verbs: Verbs,
        screen: Screen,
        renders: Renders,
        foretelling: Foretelling,
        instant: Instant,
        count_pictures: Callable[[str], int],
    ) -> None:
        self._present, self._engine = present, engine
        self._verbs = verbs
        self._screen, self._renders = screen, renders
        self._foretelling, self._instant = foretelling, instant
        self._sets = SetReports(count_pictures)
        self._changed = asyncio.Event()
        self._start = Start.NEAREST
        self._job: Job[Any] | None = None
        self._ending: Phase | None = None
        self._course = Course(glimpse=False)
        present.subscribe(self._on_changed)

    async def render_forever(self) -> None:
        """Show and render the newest document, until cancelled."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            whole = self._present.whole
            start, self._start = self._start, Start.NEAREST
            await self._screen.show_subject(whole.subject)
            reports = await self._sets.of(whole.sets, again=start is Start.PHOTO)
            self._screen.show_sets(reports)
            usable = not whole.missing and not any(each.error for each in reports.values())
            document = await self._present.made(self._screen) if usable else None
            if document is not None and document.subject is not None:
                await self._render(document, document.subject, start)
            elif not usable:
                self._screen.show_work(Work(Phase.WAITING, missing=whole.missing))

    def stop(self) -> None:
        """Stop solving and keep what is there."""
        self._end(Phase.STOPPED)

    def cancel(self) -> None:
        """Stop solving and bring the picture back that was there before."""
        self._end(Phase.CANCELLED)

    @property
    def paused(self) -> bool:
        """Whether the solver lies aside."""
        return self._screen.work.phase is Phase.PAUSED

    def pause(self) -> None:
        """Lay the solver aside as it is, with all that it has learned of the problem."""
        if self._job is not None and self._screen.work.phase.running:
            self._job.pause()
            work = replace(self._screen.work, phase=Phase.PAUSED, seconds_left=None)
            self._screen.show_work(work)

    def resume(self) -> None:
        """Go on with the very next iteration after a pause."""
        if self._job is not None and self.paused:
            self._course.rested()
            self._job.resume()
            solving = self._screen.work.preview is not None
            phase = Phase.SOLVING if solving else Phase.LEARNING
            self._screen.show_work(replace(self._screen.work, phase=phase))

    def render_again(self) -> None:
        """Look at the sets afresh, and render from the photo."""
        if self.paused:
            self._leave()
        self._start = Start.PHOTO
        self._changed.set()

    # -- the turns of the loop ------------------------------------------------------------------

    def _on_changed(self) -> None:
        if self._start is Start.LATER:
            self._start = Start.NEAREST
        self._changed.set()
        self._foretelling.show(self._present.document)
        if self.paused or self._foretelling.guessing:
            self._leave()  # paused, no step would find the change; and a guess needs its turn now

    def _end(self, ending: Phase) -> None:
        if not self._screen.work.phase.busy:
            return
        if self._job is not None:
            self._ending = ending
            self._job.stop()
            if self._changed.is_set():
                self._start = Start.LATER
        elif self._screen.work.phase is Phase.GUESSING:  # the solve was still to begin
            self._start = Start.LATER
            self._screen.end(ending)
            self._changed.set()

    def _leave(self) -> None:
        if self._job is not None:
            self._ending = None
            self._job.stop()

    async def _render(self, document: Document, subject: Photo, start: Start) -> None:
        known = self._renders.find(document)
        if known is not None and start is not Start.PHOTO:
            self._screen.settle(known)
            self._screen.show_work(Work(Phase.DONE if known.finished else Phase.STOPPED))
        elif start is Start.LATER:
            self._screen.show_work(Work(Phase.STOPPED))
        elif not await self._moving_on():
            await self._solve(document, subject, start)

    async def _moving_on(self) -> bool:
        """Wait for the hand to rest where the picture can wait; say whether it moved on."""
        if not self._foretelling.close:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), _REST_S)
        return self._changed.is_set()

    async def _solve(self, document: Document, subject: Photo, start: Start) -> None:
        """Render until the end, or until something newer is worth more."""
        if self._screen.work.phase not in (Phase.SOLVING, Phase.GUESSING):
            self._screen.show_work(Work(Phase.STARTING))  # else a slider moves: it stays as it is
        self._ending = None
        try:
            if not document.filling and not await self._make_ready(document, subject):
                return
            floor = inf
            nearby = self._foretelling.nearby(document) if start is Start.NEAREST else None
            if nearby is not None:
                looked = await self._pull(document, subject, start=nearby)
                if looked is None:
                    return
                floor = looked.objective
            render = await self._pull(document, subject, floor=floor)
            if render is not None:
                self._settle(document, subject, render)
                if document.filling:
                    await self._make_ready(document, subject, filled=render.filled)
                self._screen.show_work(Work(Phase.DONE, done=render.iterations))
        except JobError as error:
            self._screen.show_work(Work(Phase.FAILED, label=str(error)))
            tell_failure(self._screen, error)

    async def _make_ready(
        self, document: Document, subject: Photo, *, filled: Image | None = None
    ) -> bool:
        """Make the photo ready for guesses, where that is new; say whether the solve may begin."""
        if not self._instant.lacks(document):
            return True
        self._course = Course(glimpse=False)
        try:
            async with self._engine.start(
                self._instant.work(document, subject, filled)
            ) as self._job:
                async for step in self._job:
                    self._instant.tell(step)
                    self._show_progress(step, self._job)
                    if self._changed.is_set() and self._worth_leaving(step, document):
                        return False
                self._instant.take(document, await self._job.result())
        except JobStoppedError:
            self._ended()
            return False
        except JobError as error:  # what is wrong with the document the render says itself
            self._instant.give_up(document, error)
        finally:
            self._job = None
        return not await self._foretelling.catch_up(self._changed.is_set)

    async def _pull(
        self,
        document: Document,
        subject: Photo,
        *,
        start: Image | None = None,
        floor: float = inf,
    ) -> Render | None:
        """Follow one job: a quick look where there is a start. None where it was left or ended."""
        recipe = document.recipe if start is None else glimpse(document.recipe)
        verb = self._verbs.watched if floor == inf else self._verbs.render
        self._course = Course(glimpse=start is not None)
        try:
            async with self._engine.start(
                lambda shop: verb(shop, subject, recipe, start, document.subject_masks)
            ) as self._job:
                async for step in self._job:
                    self._foretelling.show_step(document, subject, step, floor)
                    self._show_step(step, self._job)
                    if self._changed.is_set() and self._worth_leaving(step, document):
                        return None
                if self._job.stopped:
                    self._ended()
                    return None
                return await self._job.result()
        finally:
            self._job = None

    def _worth_leaving(self, step: Step, document: Document) -> bool:
        """Say whether a change ends this job now.

        What is learned half-way is lost, so a change that needs the same attribute waits for it;
        and a start that is left at once would never move the picture, so some steps are taken.
        """
        now = self._present.document
        if now.missing or not document.learns_like(now):
            return True
        moved = isinstance(step, Preview) and step.iteration >= _LEAST_ITERATIONS
        return moved or isinstance(step, Draft)

    def _show_step(self, step: Step, job: Job[Any]) -> None:
        if isinstance(step, Notice) and not self._instant.has_said(step.text):
            self._screen.say(Message(step.text))
        self._show_progress(step, job)

    def _show_progress(self, step: Step, job: Job[Any]) -> None:
        work = self._course.work(step)
        if work is not None and not job.rests:
            self._screen.show_work(work)

    def _settle(self, document: Document, subject: Photo, render: Render) -> None:
        """Show the end of a solve. What nothing moved in is known with it: it is the photo."""
        if document.recipe.solver.smooth is Smoothing.CHANGE and not document.filling:
            still = replace(render, image=render.photo, edited=render.photo)
            resting = replace(document, recipe=at_rest(document.recipe))
            self._renders.keep(Result.of(resting, subject, still))
        self._foretelling.give_way()
        self._screen.settle(Result.of(document, subject, render))

    def _ended(self) -> None:
        """Tell how a job ended that was not left for a newer document."""
        if self._ending is not None:
            self._screen.end(self._ending)
