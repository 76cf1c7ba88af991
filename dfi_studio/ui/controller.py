"""The render loop: the newest document is rendered, each frame is shown, a change starts over.

It stands between the session, the engine and whatever implements `View`; it knows no widget.
Latest wins by structure, not by timers: one loop, one job, a mailbox of one frame.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.errors import StudioError
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Notice, Preview, Progress, Render, Step
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.engine_thread import EngineClient, Job, JobError
from dfi_studio.ui.pixels import to_qimage, to_shown
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.view import View
from dfi_studio.ui.work import Message, Pace, Phase, SetReport, Severity, Start, Verbs, Work

logger = logging.getLogger(__name__)

_LEAST_ITERATIONS = 2
"""How far a render goes before a newer document of the same attribute takes its place."""
_KEPT_RENDERS = 24
_KEPT_PHOTOS = 4


class Controller:
    """Keeps the picture on the screen in step with the document.

    Parameters
    ----------
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
        view: View,
        count_pictures: Callable[[str], int],
    ) -> None:
        self._session = session
        self._engine = engine
        self._verbs = verbs
        self._view = view
        self._count_pictures = count_pictures
        self._changed = asyncio.Event()
        self._start = Start.NEAREST
        self._job: Job[Render] | None = None
        self._phase = Phase.WAITING
        self._shown: Photo | None = None
        self._pictures: Recent[str, QImage] = Recent(_KEPT_PHOTOS)
        self._renders: Recent[tuple[str, Recipe], Result] = Recent(_KEPT_RENDERS)
        self._reports: dict[str, SetReport] = {}
        self._saved: Result | None = None
        self.result: Result | None = None
        """What is on the screen in the photo's place."""
        self.unsaved: Result | None = None  # the last that was finished or kept
        session.subscribe(self._on_changed)

    async def warm_up(self) -> None:
        """Let the engine load what the first render will need, and name its device."""
        space = self._session.document.recipe.space
        self._view.show_engine(QCoreApplication.translate("Controller", "Starting the engine…"))
        try:
            async with self._engine.start(lambda shop: self._verbs.warm_up(shop, space)) as job:
                async for step in job:
                    match step:
                        case Progress(label=label, done=done, total=total):
                            self._view.show_engine(
                                f"{label} {done}/{total}" if total > 1 else label
                            )
                        case Notice(text=text):
                            self._view.say(Message(text))
                self._view.show_engine(await job.result())
        except JobError as error:
            self._view.show_engine("")
            self._fail(error)

    async def render_forever(self) -> None:
        """Show and render the newest document, until cancelled."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            document = self._session.document
            start, self._start = self._start, Start.NEAREST
            await self._show_photo(document)
            await self._look_at_sets(document, again=start is Start.PHOTO)
            await self._render(document, start)

    def stop(self) -> None:
        """Stop solving and keep what is there."""
        if self._job is not None and self._phase.busy:
            self._job.stop()
            if self._changed.is_set():
                self._start = Start.LATER

    def render_again(self) -> None:
        """Go on where solving was stopped; else render afresh from the photo."""
        self._start = Start.KEPT if self._phase is Phase.STOPPED else Start.PHOTO
        self._changed.set()

    def mark_saved(self, result: Result) -> None:
        """Take note that a result is safe in a file."""
        self._saved = result
        if self.unsaved is result:
            self._owe(result)

    # -- the turns of the loop ------------------------------------------------------------------

    def _on_changed(self, old: Document, new: Document) -> None:
        if self._start is Start.LATER:
            self._start = Start.NEAREST
        self._changed.set()

    async def _show_photo(self, document: Document) -> None:
        photo = document.photo
        if photo == self._shown:
            return
        if photo is None:
            self._view.show_photo(None, None)
        else:
            picture = self._pictures.get(photo.digest)
            if picture is None:
                loop = asyncio.get_running_loop()
                picture = await loop.run_in_executor(None, to_shown, photo.image)
                self._pictures.put(photo.digest, picture)
            self._view.show_photo(photo, picture)
        self._shown = photo
        self._show_result(None)

    async def _look_at_sets(self, document: Document, *, again: bool) -> None:
        loop = asyncio.get_running_loop()
        for text in document.sets:
            if again or text not in self._reports or self._reports[text].error:
                self._reports[text] = await loop.run_in_executor(None, self._report, text)
        self._view.show_sets({text: self._reports[text] for text in document.sets})

    def _report(self, text: str) -> SetReport:
        try:
            return SetReport(count=self._count_pictures(text))
        except StudioError as error:
            return SetReport(error=str(error))

    async def _render(self, document: Document, start: Start) -> None:
        photo = document.photo
        unusable = any(self._reports[text].error for text in document.sets)
        if photo is None or document.missing or unusable:
            self._show_work(Work(Phase.WAITING, missing=document.missing))
            return
        known = self._renders.get((photo.digest, document.recipe))
        if known is not None and start in (Start.NEAREST, Start.LATER):
            self._show_result(known)
            self._owe(known)
            self._show_work(Work(Phase.DONE if known.finished else Phase.STOPPED))
            return
        if start is Start.LATER:
            self._show_work(Work(Phase.STOPPED))
            return
        await self._solve(document, photo, start)

    async def _solve(self, document: Document, photo: Photo, start: Start) -> None:
        """Render until the end, or until something newer is worth more."""
        recipe = document.recipe
        first = self._first_image(photo, recipe, start)
        if self._phase is not Phase.SOLVING:  # while a slider moves, the panel stays as it is
            self._show_work(Work(Phase.STARTING))
        paces: defaultdict[str, Pace] = defaultdict(Pace)  # one for each thing that is counted
        try:
            async with self._engine.start(
                lambda shop: self._verbs.render(shop, photo, recipe, first)
            ) as self._job:
                async for step in self._job:
                    self._show_step(step, photo, recipe, paces)
                    if self._changed.is_set() and self._worth_leaving(step, document):
                        return
                if self._job.stopped:
                    self._keep()
                    return
                self._finish(photo, await self._job.result())
        except JobError as error:
            self._show_work(Work(Phase.FAILED, label=str(error)))
            self._fail(error)
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

    def _first_image(self, photo: Photo, recipe: Recipe, start: Start) -> Image | None:
        """Return the picture to start from; None means the photo.

        A result of the same photo, space and attributes is near, however alpha or TV moved since:
        the picture on the screen moves on from where it is. Alpha 0 is the photo itself.
        """
        last = self.result
        if last is None or start is Start.PHOTO or not _near(last, photo, recipe):
            return None
        if start is Start.NEAREST and all(each.alpha == 0 for each in recipe.directions):
            return None
        return last.image

    # -- showing --------------------------------------------------------------------------------

    def _show_step(
        self, step: Step, photo: Photo, recipe: Recipe, paces: Mapping[str, Pace]
    ) -> None:
        now = time.monotonic()
        match step:
            case Notice(text=text):
                self._view.say(Message(text))
            case Progress(label=label, done=done, total=total):
                left = paces[label].seconds_left(done, total, now)
                self._show_work(Work(Phase.LEARNING, None, label, done, total, left))
            case Preview(iteration=done, iterations=total):
                self._show_result(Result(photo, recipe, step.image, finished=False))
                left = paces[""].seconds_left(done, total, now)
                self._show_work(Work(Phase.SOLVING, None, "", done, total, left, step))

    def _finish(self, photo: Photo, render: Render) -> None:
        result = Result(photo, render.recipe, render.image, finished=True)
        self._renders.put((photo.digest, render.recipe), result)
        self._show_result(result)
        self._owe(result)
        self._show_work(Work(Phase.DONE, done=render.iterations))

    def _keep(self) -> None:
        """Solving was stopped: what is on the screen is the result, until the user resumes."""
        kept = self.result
        if kept is not None:
            self._renders.put((kept.photo.digest, kept.recipe), kept)
            self._owe(kept)
        self._show_work(Work(Phase.STOPPED))

    def _show_result(self, result: Result | None) -> None:
        self.result = result
        self._view.show_result(result, None if result is None else to_qimage(result.image))

    def _owe(self, result: Result) -> None:
        self.unsaved = None if result is self._saved else result
        self._view.show_unsaved(self.unsaved is not None)

    def _show_work(self, work: Work) -> None:
        self._phase = work.phase
        self._view.show_work(work)

    def _fail(self, error: JobError) -> None:
        if not error.expected:
            logger.error("%s\n%s", error, error.details)
        details = "" if error.expected else error.details
        self._view.say(Message(str(error), Severity.ERROR, details))


def _near(last: Result, photo: Photo, recipe: Recipe) -> bool:
    before = Document(last.photo, last.recipe)
    return before.learns_like(Document(photo, recipe))
