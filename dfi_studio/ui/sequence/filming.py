"""The flow that solves a film in the engine's spare time, and how far it is.

It gives way to everything else: whoever edits meanwhile is served at once. Frames are kept as they
come, so a stop loses none, and the next try goes on behind the last.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from typing import Protocol

from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep, Notice, Preview, Progress, Step
from dfi_studio.library.film_folder import Film
from dfi_studio.session.document import Document
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.sequence.verbs import FilmVerb

_RANK = 2  # before the queue and trainings: somebody looks at the timeline
_MEASURED = 12
"""How many of the latest frames tell how long the next ones take."""


@dataclass(frozen=True, slots=True)
class Shooting:
    """How far a film is.

    Attributes
    ----------
    recipes : tuple of Recipe
        The distinct frames, in the order in which they are solved.
    done : int
        How many of them are kept.
    label : str
        What is being done before the first frame; empty while frames are solved.
    part : float
        How much of the frame in hand is done, 0..1.
    seconds_left : float or None
        Measured; None while there is nothing to go by.
    """

    recipes: tuple[Recipe, ...]
    done: int = 0
    label: str = ""
    part: float = 0.0
    seconds_left: float | None = None

    @property
    def share(self) -> float | None:
        """How much of it is done, 0..1; None where that is not known yet."""
        if self.label and not self.done:
            return None
        return min((self.done + self.part) / len(self.recipes), 1.0)

    @property
    def working(self) -> Recipe | None:
        """The recipe of the frame that is being solved."""
        there = not self.label and self.done < len(self.recipes)
        return self.recipes[self.done] if there else None


class Shows(Protocol):
    """Where is shown how far a film is."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Filming:
    """Solves one film at a time.

    Parameters
    ----------
    film : callable
        The verb.

    Attributes
    ----------
    shooting : Shooting or None
        How far the film in hand is; None while there is none.
    pace : float or None
        Seconds that a frame took lately.
    """

    def __init__(
        self, engine: EngineClient, film: FilmVerb, present: Present, *, front: Shows
    ) -> None:
        self._engine, self._film, self._present, self._front = engine, film, present, front
        self._job: Job[Film] | None = None
        self._took: list[float] = []
        self._begun = 0.0
        self._watchers: list[Callable[[FrameStep | None], None]] = []
        self.shooting: Shooting | None = None

    @property
    def pace(self) -> float | None:
        """Seconds that a frame took lately; None where none was solved."""
        return median(self._took) if self._took else None

    def watch(self, watcher: Callable[[FrameStep | None], None]) -> None:
        """Call `watcher(frame)` whenever it is farther, with the frame that was kept, if any."""
        self._watchers.append(watcher)

    def stop(self) -> None:
        """Leave it where it is; the frames that are there stay."""
        if self._job is not None:
            self._job.stop()

    async def solve(self, document: Document) -> Film:
        """Solve the film of a document, or go on with it.

        Raises
        ------
        JobStoppedError
            It was stopped.
        JobError
            It failed.
        """
        sequence = film_of(document)
        self.shooting = Shooting(sequence.recipes(document.recipe), label=" ")
        self._tell(None)
        try:
            solved = await self._present.framed(document.still)
            return await self._pull(solved, sequence)
        finally:
            self._job = self.shooting = None
            self._tell(None)

    async def _pull(self, document: Document, sequence: Sequence) -> Film:
        subject, masks = document.subject, document.subject_masks
        assert subject is not None  # a document that is complete has one
        recipe = document.recipe
        async with self._engine.start_patient(
            lambda shop: self._film(shop, subject, recipe, sequence, masks), rank=_RANK
        ) as self._job:
            self._begun = time.monotonic()
            rests = 0
            async for step in self._job:
                if self._job.rests_taken != rests:  # a frame with a pause in it tells no pace
                    rests, self._begun = self._job.rests_taken, 0.0
                self._take(step)
            return await self._job.result()

    def _take(self, step: Step) -> None:
        """Take note of a step."""
        now = self.shooting
        if now is None:
            return
        match step:
            case Notice(text=text):
                self._front.say(Message(text))
                return
            case FrameStep(number=number, found=found):
                if not found:
                    self._measure()
                self._begun = time.monotonic()
                left = len(now.recipes) - number - 1
                seconds = None if self.pace is None else self.pace * left
                now = replace(now, done=number + 1, label="", part=0.0, seconds_left=seconds)
            case Preview(iteration=done, iterations=most):
                now = replace(now, label="", part=done / most if most else 0.0)
            case Progress(label=label) if not now.done:
                now = replace(now, label=label)
        self.shooting = now
        self._tell(step if isinstance(step, FrameStep) else None)

    def _measure(self) -> None:
        if self._begun:
            self._took = [*self._took, time.monotonic() - self._begun][-_MEASURED:]

    def _tell(self, frame: FrameStep | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(frame)
