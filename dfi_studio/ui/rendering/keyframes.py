"""Keyframes: one attribute solved at several strengths while there is nothing better to do.

While its slider moves, the picture is at once a blend of the two keyframes around it (see
`session.foresight`); the solve that counts follows when the slider rests. A keyframe is solved at
the working size in a few iterations, from what the others let foresee, and is never a result.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import NamedTuple

from dfi_studio.core.image import Image
from dfi_studio.session.document import Document
from dfi_studio.session.foresight import MOST_PIXELS, foreseen, with_alpha
from dfi_studio.session.result import Result
from dfi_studio.session.sweep import Key, Sweep
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.idle_renders import IdleRenders
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import RenderVerb

logger = logging.getLogger(__name__)

_RANK = 1  # after the drafts of the strip, before the indexing of a catalogue, which takes hours
ALPHAS = tuple(step / 2 for step in range(-4, 9))
"""The range of the slider; in between, a result changes evenly enough."""
ITERATIONS = 16
_MOST_BYTES = 128 << 20
_LEAST = 3
"""Fewer keyframes than these tell no more than the results do."""


class _Wanted(NamedTuple):
    """What is swept: the direction at `at` of a document."""

    document: Document
    at: int
    sweep: Sweep


class Keyframes(IdleRenders):
    """Makes and remembers the keyframes of the attribute that the hand is at.

    Parameters
    ----------
    engine : EngineClient
    render : callable
        The verb.
    renders : Renders
        Results; a keyframe is not made of what there is a result of.
    """

    def __init__(self, engine: EngineClient, render: RenderVerb, renders: Renders) -> None:
        super().__init__(engine, render, rank=_RANK)
        self._renders = renders
        self._wanted: _Wanted | None = None
        self._failed = False
        self._kept: Recent[Key, Result] = Recent(_MOST_BYTES, weigh=lambda each: each.nbytes)

    def want(self, document: Document, at: int) -> None:
        """Make the keyframes of a document's direction at `at`."""
        sweep = Sweep.of(document, at)
        if self._wanted is None or sweep != self._wanted.sweep:
            self._leave()
            self._failed = False
        self._wanted = None if sweep is None else _Wanted(document, at, sweep)
        self._changed.set()

    def known(self) -> tuple[Result, ...]:
        """Return all that the next picture can be foreseen by, results included."""
        return (*self._renders.all(), *self._kept.values())

    # -- one keyframe ---------------------------------------------------------------------------

    async def _make_next(self) -> bool:
        wanted, alpha = self._wanted, self._next()
        if wanted is None or alpha is None:
            return False
        document = _moved(wanted, alpha)
        found = foreseen(document, self.known())
        start = None if found is None else found.image
        try:
            render = await self._pull(document, document.recipe.at_most(ITERATIONS), start)
        except JobError as error:  # what is wrong with the document the render says itself
            self._failed = True
            if not error.expected:
                logger.error("%s\n%s", error, error.details)
            return False
        if render is not None:
            self._keep(wanted, alpha, document, render.image)
        return True

    def _forgive(self) -> None:
        self._failed = False

    def _next(self) -> float | None:
        """Return the strength that is solved next; None where there is nothing to do."""
        wanted = self._wanted
        if wanted is None or self._failed or not self._resting:
            return None
        present = wanted.document.recipe.directions[wanted.at].alpha
        near = sorted(ALPHAS, key=lambda each: abs(each - present))
        room = self._room(wanted.document)
        return next((each for each in near[:room] if not self._has(wanted, each)), None)

    def _has(self, wanted: _Wanted, alpha: float) -> bool:
        known = self._kept.get(wanted.sweep.key(alpha))
        return known is not None or self._renders.find(_moved(wanted, alpha)) is not None

    def _keep(self, wanted: _Wanted, alpha: float, document: Document, image: Image) -> None:
        subject = document.subject
        assert subject is not None
        self._kept.put(wanted.sweep.key(alpha), Result.passing(document, subject, image))

    def _room(self, document: Document) -> int:
        """Return how many keyframes there is room for; none where a blend would take too long."""
        result = self._renders.find(document)
        if result is None or result.image.shape[0] * result.image.shape[1] > MOST_PIXELS:
            return 0
        room = _MOST_BYTES // result.nbytes
        return room if room >= _LEAST else 0


def _moved(wanted: _Wanted, alpha: float) -> Document:
    document = wanted.document
    return replace(document, recipe=with_alpha(document.recipe, wanted.at, alpha))
