"""The render loop: the newest document is rendered, each frame is shown, a change starts over.

It stands between the session, the engine and the screen; it knows no widget.
Latest wins by structure, not by timers: one loop, one job, a mailbox of one frame.

A change is answered three times. At once by what results and keyframes so far let foresee. Then by
a quick look: a few iterations from the picture on the screen. Then by the solve that counts, from
the photo, whose frames come to the screen once they are better than the quick look's. So the
picture moves under the hand, and yet the result of a recipe does not depend on the way that led
there, and is the same as the command line's. Between two keyframes the picture is good enough that
the engine waits until the hand rests: the processor is the window's alone then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from math import inf

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Smoothing
from dfi_studio.core.steps import Notice, Preview, Render, Step
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import at_rest, foreseen
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.engine_thread import EngineClient
from dfi_studio.ui.flows import tell_failure
from dfi_studio.ui.job import Job, JobError
from dfi_studio.ui.pace import Course
from dfi_studio.ui.renders import Renders
from dfi_studio.ui.screen import Screen
from dfi_studio.ui.set_reports import SetReports
from dfi_studio.ui.work import Message, Phase, Start, Verbs, Work

_LEAST_ITERATIONS = 2
"""How far a render goes before a newer document of the same attribute takes its place."""
_GLIMPSE = 12
"""Iterations of the quick look: by then a picture that was near is most of the way there."""
_REST_S = 0.1
"""A hand that has not moved a slider for so long rests."""


class Controller:
    """Keeps the picture on the screen in step with the document.

    Parameters
    ----------
    known : callable
        Everything that the next picture can be foreseen by.
    count_pictures : callable
        How many pictures a set holds; raises `StudioError` where it cannot serve. Reads files, so
        it is called outside the window's thread.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        *,
        verbs: Verbs,
        screen: Screen,
        renders: Renders,
        known: Callable[[], Iterable[Result]],
        count_pictures: Callable[[str], int],
    ) -> None:
        self._session = session
        self._engine = engine
        self._verbs = verbs
        self._screen = screen
        self._renders = renders
        self._known = known
        self._between = False
        """Whether the picture on the screen lies between two that are known."""
        self._sets = SetReports(count_pictures)
        self._changed = asyncio.Event()
        self._start = Start.NEAREST
        self._job: Job[Render] | None = None
        self._ending: Phase | None = None
        self._course = Course(glimpse=False)
        session.subscribe(self._on_changed)

    async def render_forever(self) -> None:
        """Show and render the newest document, until cancelled."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            document = self._session.document
            start, self._start = self._start, Start.NEAREST
            await self._screen.show_subject(document.subject)
            reports = await self._sets.of(document.sets, again=start is Start.PHOTO)
            self._screen.show_sets(reports)
            usable = not document.missing and not any(each.error for each in reports.values())
            if usable and document.subject is not None:
                await self._render(document, document.subject, start)
            else:
                self._screen.show_work(Work(Phase.WAITING, missing=document.missing))

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
            self._screen.show_work(
                replace(self._screen.work, phase=Phase.PAUSED, seconds_left=None)
            )

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

    def _on_changed(self, old: Document, new: Document) -> None:
        if self._start is Start.LATER:
            self._start = Start.NEAREST
        self._changed.set()
        self._foresee(new)
        if self.paused:  # no step would come to find the change by
            self._leave()

    def _foresee(self, document: Document) -> None:
        """Show at once what the result will be like, where enough is known to tell."""
        subject, last = document.subject, self._screen.result
        self._between = False
        if subject is None or document.missing or last is None or last.photo != subject:
            return
        found = foreseen(document, self._known())
        if found is not None:
            self._between = found.between
            self._screen.show(Result.passing(document, subject, found.image))

    def _end(self, ending: Phase) -> None:
        if self._job is not None and self._screen.work.phase.busy:
            self._ending = ending
            self._job.stop()
            if self._changed.is_set():
                self._start = Start.LATER

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
        if self._between:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _REST_S)
        return self._between and self._changed.is_set()

    async def _solve(self, document: Document, subject: Photo, start: Start) -> None:
        """Render until the end, or until something newer is worth more."""
        if (
            self._screen.work.phase is not Phase.SOLVING
        ):  # while a slider moves, the panel stays as it is
            self._screen.show_work(Work(Phase.STARTING))
        self._ending = None
        try:
            floor = inf
            nearby = self._nearby(document) if start is Start.NEAREST else None
            if nearby is not None:
                looked = await self._pull(document, subject, start=nearby)
                if looked is None:
                    return
                floor = looked.objective
            render = await self._pull(document, subject, floor=floor)
            if render is not None:
                self._settle(document, subject, render)
                self._screen.show_work(Work(Phase.DONE, done=render.iterations))
        except JobError as error:
            self._screen.show_work(Work(Phase.FAILED, label=str(error)))
            tell_failure(self._screen, error)

    async def _pull(
        self,
        document: Document,
        subject: Photo,
        *,
        start: Image | None = None,
        floor: float = inf,
    ) -> Render | None:
        """Follow one job: a quick look where there is a start. None where it was left or ended."""
        recipe = document.recipe if start is None else _glimpse(document.recipe)
        self._course = Course(glimpse=start is not None)
        try:
            async with self._engine.start(
                lambda shop: self._verbs.render(
                    shop, subject, recipe, start, document.subject_masks
                )
            ) as self._job:
                async for step in self._job:
                    if isinstance(step, Preview) and step.objective <= floor:
                        self._show_frame(Result.passing(document, subject, step.image))
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
        now = self._session.document
        if now.missing or not document.learns_like(now):
            return True
        return isinstance(step, Preview) and step.iteration >= _LEAST_ITERATIONS

    def _nearby(self, document: Document) -> Image | None:
        """Return the picture on the screen where a quick look can start from it.

        Where nothing moves and nothing is missing, the solve that counts is there at once: alpha 0
        is the photo itself.
        """
        still = not document.filling and all(each.alpha == 0 for each in document.recipe.moving)
        last = self._screen.result
        return last.image if last is not None and not still and last.near(document) else None

    def _show_frame(self, frame: Result) -> None:
        """Show an iterate, unless something newer is there that was foreseen."""
        newest, shown = self._session.document, self._screen.result
        if frame.is_of(newest) or shown is None or not shown.is_of(newest):
            self._screen.show(frame)

    def _show_step(self, step: Step, job: Job[Render]) -> None:
        work = self._course.work(step)
        if isinstance(step, Notice):
            self._screen.say(Message(step.text))
        elif work is not None and not job.rests:
            self._screen.show_work(work)

    def _settle(self, document: Document, subject: Photo, render: Render) -> None:
        """Show the end of a solve. What nothing moved in is known with it: it is the photo."""
        if document.recipe.solver.smooth is Smoothing.CHANGE and not document.filling:
            still = replace(render, image=render.photo, edited=render.photo)
            resting = replace(document, recipe=at_rest(document.recipe))
            self._renders.keep(Result.of(resting, subject, still))
        self._screen.settle(Result.of(document, subject, render))

    def _ended(self) -> None:
        """Tell how a job ended that was not left for a newer document."""
        match self._ending:
            case Phase.STOPPED:
                self._screen.keep()
            case Phase.CANCELLED:
                self._screen.go_back()
            case _:
                return
        self._screen.show_work(Work(self._ending))


def _glimpse(recipe: Recipe) -> Recipe:
    iterations = min(recipe.solver.iterations, _GLIMPSE)
    return replace(recipe, solver=replace(recipe.solver, iterations=iterations))
