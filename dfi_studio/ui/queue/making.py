"""What an item of each kind asks of the engine, and what of it goes into the log.

Knows no engine: whoever runs the queue pulls the work.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchReport, BatchStep, Made, Outcome
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.photo import Photo
from dfi_studio.core.steps import Notice, Step
from dfi_studio.core.treatment import Extent
from dfi_studio.core.wanted import Wanted
from dfi_studio.session.document import Document
from dfi_studio.session.film_names import film_paths, paths_at
from dfi_studio.session.orders import Order, Still
from dfi_studio.session.queue import Claim, Event, Item, What
from dfi_studio.session.queue_store import stamp
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.session.still_names import claimed, written_before
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.queue.keeper import QueueKeeper
from dfi_studio.ui.queue.verbs import QueueVerbs
from dfi_studio.ui.rendering.job import Work

Pull = Callable[[Work[Any]], Awaitable[Any]]
"""Runs a verb when nothing else is wanted, and returns its result."""


class Making:
    """Makes one item.

    Parameters
    ----------
    keeper : QueueKeeper
        Takes down what happens.
    """

    def __init__(self, item: Item, keeper: QueueKeeper, verbs: QueueVerbs) -> None:
        self._item, self._keeper, self._verbs = item, keeper, verbs
        self._told: set[Outcome] = set()

    async def make(self, order: Order, pull: Pull) -> str:
        """Make what is ordered.

        Returns
        -------
        str
            A sentence, where some of it failed and the rest is done; else empty.

        Raises
        ------
        StudioError, JobError
            It failed.
        """
        match order.make:
            case Still() as still:
                await self._still(order.document, still, pull)
                return ""
            case FilmOrder() as film:
                await self._film(order.document, film, pull)
                return ""
            case Batch() as batch:
                return await self._batch(batch, pull)

    def take(self, step: Step) -> None:
        """Take down what a step tells of."""
        match step:
            case Notice(text=text):
                self._note(What.NOTICE, text)
            case BatchStep(outcome=outcome):
                self._take_outcome(outcome)
            case _:
                pass

    # -- a picture ------------------------------------------------------------------------------

    async def _still(self, document: Document, still: Still, pull: Pull) -> None:
        if self._was_written():
            return
        claim = await elsewhere(claimed, still, document)
        if claim is None:
            self._skip()
            return
        await self._claim(claim)
        extent = still.treatment.extent
        work = partial(
            self._verbs.deliver,
            photo=_photo(document),
            wanted=_wanted(document),
            path=claim.path,
            crop=document.crop,
            whole=extent is Extent.WHOLE or (extent is Extent.USUAL and document.in_place),
            options=still.treatment.export,
        )
        path: Path = await pull(work)
        self._note(What.WROTE, str(path))

    # -- a film ---------------------------------------------------------------------------------

    async def _film(self, document: Document, order: FilmOrder, pull: Pull) -> None:
        """Make a film; of one that was begun before, what is solved is found again."""
        before = self._item.claim
        if before is not None and order.kind.numbered:
            paths = paths_at(before.path, order, document)
        elif self._was_written():
            return
        else:
            found = await elsewhere(film_paths, order, document)
            if found is None:
                self._skip()
                return
            paths = found
        where = paths[0].parent if order.kind.numbered else paths[0]
        await self._claim(Claim(where, stamp(where)))
        await pull(
            partial(
                self._verbs.film,
                photo=_photo(document),
                wanted=_wanted(document),
                sequence=film_of(document),
                paths=paths,
                order=order,
                crop=document.crop,
                whole=document.in_place,
            )
        )
        self._note(What.WROTE, str(where))

    # -- what is written once -------------------------------------------------------------------

    def _was_written(self) -> bool:
        """Say whether an earlier run wrote the file, and take that down."""
        before = self._item.claim
        if before is None or not written_before(before):
            return False
        self._note(What.NOTICE, _tr("It had been written before the interruption."))
        self._note(What.WROTE, str(before.path))
        return True

    def _skip(self) -> None:
        self._note(What.NOTICE, _tr("A file has its name already; it was skipped."))

    async def _claim(self, claim: Claim) -> None:
        self._keeper.do(lambda queue: queue.claim(self._item.key, claim))
        await self._keeper.settle()

    # -- a batch --------------------------------------------------------------------------------

    async def _batch(self, batch: Batch, pull: Pull) -> str:
        report: BatchReport = await pull(partial(self._verbs.batch, batch=batch))
        for outcome in report.outcomes:  # steps may be passed over; the report has them all
            self._take_outcome(outcome)
        self._note(What.WROTE, str(report.page))
        count = len(report.failures)
        if not count:
            return ""
        words = _tr("{} of {} results failed; the report says why.")
        return words.format(count, report.total)

    def _take_outcome(self, outcome: Outcome) -> None:
        if outcome in self._told:
            return
        self._told.add(outcome)
        what = f"{outcome.photo.name}  {outcome.name} {outcome.alpha:+.2f}"
        match outcome.made:
            case Made.DONE | Made.KNOWN:
                self._note(What.WROTE, str(outcome.path))
            case Made.SKIPPED:
                self._note(What.NOTICE, _tr("Skipped {}: its name is taken").format(what))
            case Made.FAILED:
                self._note(What.NOTICE, f"{what}: {outcome.reason}")

    def _note(self, what: What, text: str) -> None:
        event = Event(what, time.time(), text)
        self._keeper.do(lambda queue: queue.note(self._item.key, event))


def parts_of(order: Order) -> int:
    """Return how many parts an item is counted in; 0 where it is one."""
    match order.make:
        case Batch() as batch:
            return len(batch)
        case FilmOrder():
            document = order.document
            return len(film_of(document).recipes(document.recipe))
        case Still():
            return 0


def _photo(document: Document) -> Photo:
    assert document.photo is not None  # what lacks one is not queued
    return document.photo


def _wanted(document: Document) -> list[Wanted]:
    layers = document.still.layers
    return [Wanted(each.subject_face, each.recipe, each.subject_masks) for each in layers]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
