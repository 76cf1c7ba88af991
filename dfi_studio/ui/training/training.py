"""Training the decoder that makes a slider instant: begun, laid aside, gone on with, and shown.

It runs on the engine's thread whenever nothing else is wanted. What it has reached lies beside the
decoder's file; which one was under way is written down, so that the next start goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSettings

from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import DecoderStep, Notice, Progress, Step
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.kept_decoders import sets_to_train
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.instant_verbs import InstantVerbs
from dfi_studio.ui.rendering.job import Job, JobError
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.training.state import Lesson, Stage, TrainingState, read, written
from dfi_studio.ui.window.view import Front

_UNDER_WAY = "training/under_way"


class TrainingView(Protocol):
    """What a training is shown on."""

    def show_training(self, state: TrainingState | None) -> None:
        """Show how far it is; None for none."""


class Training(Flows):
    """The actions on the decoder of some pictures. One is trained at a time.

    Parameters
    ----------
    instant : Instant
        Uses the decoder, from its first check on.
    views : sequence of TrainingView
    open_view : callable
        Brings it to the front when a training is asked for.
    settings : QSettings
        Where the training is written down that is under way.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        verbs: InstantVerbs,
        *,
        instant: Instant,
        views: Sequence[TrainingView],
        open_view: Callable[[], None],
        front: Front,
        dialogs: Dialogs,
        settings: QSettings,
    ) -> None:
        super().__init__(front)
        self._front: Front = front
        self._session, self._engine, self._verbs = session, engine, verbs
        self._instant, self._views, self._open = instant, views, open_view
        self._dialogs, self._settings = dialogs, settings
        self._job: Job[DecoderRecord] | None = None
        self._state: TrainingState | None = None

    # -- the actions ----------------------------------------------------------------------------

    def make_instant(self) -> None:
        """Make the slider of the attribute instant that the hand is at."""
        self.make_attribute_instant(self._front.current_attribute)

    def make_attribute_instant(self, at: int) -> None:
        """Make the slider of one attribute instant."""
        document = self._session.document
        try:
            sets = sets_to_train(document.photo, document.recipe, max(at, 0))
        except StudioError as error:
            self._front.say(Message(str(error), Severity.ERROR))
            return
        self.make_sets_instant(sets)

    def make_sets_instant(self, sets: Sequence[str]) -> None:
        """Make sliders instant for photos like those of some sets."""
        space = self._session.document.recipe.space
        self.start(self._begin(Lesson(tuple(sets), space.backbone, space.layers)))

    def turn_training(self) -> None:
        """Pause the training, or go on with it."""
        if self._state is None:
            return
        if self._job is not None:
            self._job.stop()
            self._show(replace(self._state, stage=Stage.PAUSED))
        elif self._state.stage in (Stage.PAUSED, Stage.FAILED):
            self.start(self._train(self._state.lesson))

    def cancel_training(self) -> None:
        """End the training, and delete what it made."""
        if self._state is not None and self._state.stage is not Stage.DONE:
            self.start(self._cancel(self._state.lesson))

    def go_on(self) -> None:
        """Go on with what was under way when the program was left."""
        state = read(str(self._settings.value(_UNDER_WAY, "")))
        if state is not None and state.stage is Stage.RUNNING:
            self.start(self._train(state.lesson))
        elif state is not None:
            self._show(state)

    async def close(self) -> None:
        """Leave the training as it is; the next start goes on with it."""
        await self.end_flows()

    # -- flows ----------------------------------------------------------------------------------

    async def _begin(self, lesson: Lesson) -> None:
        """Train, unless that is done or something else is under way; show it in any case."""
        state = self._state
        if state is not None and state.stage in (Stage.RUNNING, Stage.PAUSED):
            if state.lesson != lesson:
                words = _tr("One decoder is trained at a time; finish or cancel this one first.")
                self._front.tell(words)
            elif state.stage is Stage.PAUSED:
                self.start(self._train(lesson))
            self._open()
            return
        self._show(TrainingState(lesson, Stage.RUNNING))  # at once: the engine may be at a render
        self._open()
        try:
            async with self._engine.start(
                lambda shop: self._verbs.trained(shop, lesson.sets, lesson.space)
            ) as job:
                record = await job.result()
        except JobError:
            self._show(state)
            raise
        if self._state is None:
            return  # cancelled meanwhile
        if record is not None:
            words = _tr("The slider is instant for {} already, at a quality of {:.0%}.")
            question = words.format(lesson.name, record.quality)
            if not await self._dialogs.confirm(question, _tr("Train anew")):
                self._show(state)
                return
        await self._train(lesson, anew=record is not None)

    async def _train(self, lesson: Lesson, *, anew: bool = False) -> None:
        known = self._state if self._state and self._state.lesson == lesson else None
        self._show(replace(known or TrainingState(lesson, Stage.RUNNING), stage=Stage.RUNNING))
        try:
            async with self._engine.start_patient(
                lambda shop: self._verbs.train(shop, lesson.sets, lesson.space, anew)
            ) as self._job:
                async for step in self._job:
                    self._take(step)
                record = await self._job.result()
        except JobError as error:
            self._fail(lesson, error)
            return
        finally:
            self._job = None
        self._show(replace(self._now(lesson), stage=Stage.DONE))
        words = _tr("The slider is instant now for {}: quality {:.0%}.")
        self._front.tell(words.format(lesson.name, record.quality))
        await self._instant.renew()

    async def _cancel(self, lesson: Lesson) -> None:
        if self._job is not None:
            self._job.stop()
        self._show(None)
        async with self._engine.start(
            lambda shop: self._verbs.forget(shop, lesson.sets, lesson.space)
        ) as job:
            await job.result()
        self._instant.forget()

    def _take(self, step: Step) -> None:
        """Show a step; the decoder has just been written at one that brings a strip."""
        state = self._state
        match step:
            case Notice(text=text):
                self._front.tell(text)
            case Progress(label=label) if state is not None:
                self._show(replace(state, label=label))
            case DecoderStep(strip=strip) if state is not None:
                picture = state.strip if strip is None else to_qimage(strip)
                self._show(replace(state, step=step, strip=picture))
                if strip is not None:
                    self.start(self._instant.renew())

    def _fail(self, lesson: Lesson, error: JobError) -> None:
        self._show(replace(self._now(lesson), stage=Stage.FAILED))
        details = "" if error.expected else error.details
        again = partial(self._train_anew, lesson)
        message = Message(str(error), Severity.ERROR, details, _tr("Train anew"), again)
        self._front.say(message)

    def _train_anew(self, lesson: Lesson) -> None:
        self.start(self._train(lesson, anew=True))

    def _now(self, lesson: Lesson) -> TrainingState:
        return self._state or TrainingState(lesson, Stage.RUNNING)

    def _show(self, state: TrainingState | None) -> None:
        was, self._state = self._state, state
        for view in self._views:
            view.show_training(state)
        if (was and (was.lesson, was.stage)) != (state and (state.lesson, state.stage)):
            self._settings.setValue(_UNDER_WAY, written(state))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Training", text)
