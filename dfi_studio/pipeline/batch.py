"""Many photographs, each edited in every way that a batch asks for.

Every result is solved from its photo, and from no other result: it has the bytes that
``dfi-studio edit`` gives for the same settings and that one alpha, whatever else the batch holds,
in whatever order and on however many machines it is done. What is known of a photo (its face, its
features, its neighbours) is found once for all that is made of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dfi_studio.core.batch import Batch, Item
from dfi_studio.core.batch_steps import BatchReport, BatchStep, Made, Outcome
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import Step
from dfi_studio.library.batch_ledger import Entry, Ledger, open_ledger
from dfi_studio.library.batch_page import page_path, write_page
from dfi_studio.library.exports import pair_path
from dfi_studio.library.outputs import check_folder, picture_format
from dfi_studio.library.picture_sets import file_digest
from dfi_studio.library.result_names import (
    ResultName,
    Template,
    free_name,
    refuse_clashes,
)
from dfi_studio.pipeline.align import files_of, paths_of
from dfi_studio.pipeline.batch_photo import Finished, Job, PhotoTask, edited
from dfi_studio.pipeline.workshop import Workshop

Doing = Callable[[Iterator[PhotoTask]], Iterable[Step | Finished]]
"""Does tasks, in any order, and tells what becomes of each of their jobs."""


def run_batch(
    workshop: Workshop, batch: Batch, *, doing: Doing | None = None
) -> Generator[Step, None, BatchReport]:
    """Make what is missing of a batch, list what fails, and write a report as a page.

    Yields a `BatchStep` for every item, and between them what the edits themselves yield. Whoever
    stops pulling keeps what is done; the same batch, run again, goes on where it ended, even after
    the machine was lost: it makes nothing twice, and tries again what failed.

    Parameters
    ----------
    doing : callable or None
        Who does the work (see `cluster_edits`); None does one photo after the other, here.

    Raises
    ------
    UsageError
        The names of the results cannot be made.
    OutputError
        The results cannot be written, or another run is writing there.
    WeightsError, AttributeFileError, PictureSetError
        What the recipes need is not there.
    """
    names = _checked_names(batch)
    _check_recipes(workshop, batch)
    check_folder(names.root, make=True)
    began = time.perf_counter()
    with open_ledger(names.root) as ledger:
        run = _Run(batch, names, ledger)
        try:
            yield from run.steps(doing or _here(workshop))
        finally:
            report = run.report(time.perf_counter() - began)
            write_page(report, batch)
    return report


def _here(workshop: Workshop) -> Doing:
    def do(tasks: Iterator[PhotoTask]) -> Iterator[Step | Finished]:
        for task in tasks:
            yield from edited(workshop, task)

    return do


@dataclass(slots=True)
class _Run:
    """One run of a batch: which items are over, and which are under way."""

    batch: Batch
    names: Template
    ledger: Ledger
    outcomes: dict[Item, Outcome] = field(default_factory=dict)
    _over: list[Outcome] = field(default_factory=list)  # not told yet
    _under_way: dict[str, tuple[Item, Path]] = field(default_factory=dict)
    _claimed: set[Path] = field(default_factory=set)

    def steps(self, doing: Doing) -> Generator[Step, None, None]:
        """Do what is to be done."""
        told = 0
        for each in doing(self._tasks()):
            if isinstance(each, Finished):
                self._end(each)
            else:
                yield each
            for outcome in self._untold():
                told += 1
                yield BatchStep(told, len(self.batch), outcome)
        for outcome in self._untold():
            told += 1
            yield BatchStep(told, len(self.batch), outcome)

    def report(self, seconds: float) -> BatchReport:
        """Return what was done so far, in the order of the batch."""
        found = tuple(self.outcomes[each] for each in self.batch if each in self.outcomes)
        page = page_path(self.ledger.folder, self.batch)
        return BatchReport(found, seconds, len(self.batch), page)

    def _tasks(self) -> Iterator[PhotoTask]:
        """Yield what is to be made of each photo; what is there or cannot be is over at once."""
        for photo in self.batch.photos:
            items = self.batch.items_of(photo)
            try:
                digest = file_digest(photo)
            except StudioError as error:
                for item in items:
                    self._tell(item, Made.FAILED, reason=str(error))
                continue
            jobs = [self._job(item, self.batch.identity(item, digest)) for item in items]
            wanted = tuple(each for each in jobs if each is not None)
            if wanted:
                yield PhotoTask(photo, self.batch.treatment, wanted)

    def _job(self, item: Item, identity: str) -> Job | None:
        """Return the job of an item; None where nothing is to be done."""
        made = self.ledger.made(identity)
        if made is not None:
            self._tell(item, Made.KNOWN, made.path, made.seconds)
            return None
        path = self._path(item, identity)
        if self.batch.conflict is Conflict.SKIP and path.exists():
            self._tell(item, Made.SKIPPED, path)
            return None
        self._claimed.add(path)
        self._under_way[identity] = item, path
        return Job(identity, item.variant, self.ledger.staged(identity, path.suffix))

    def _path(self, item: Item, identity: str) -> Path:
        path = self.names.path(_result_name(self.batch, item)).absolute()
        if self.batch.conflict is not Conflict.UNIQUE:
            return path
        before = self.ledger.entries.get(identity)
        if before is not None and not before.path.exists():
            return before.path  # it was made, and is gone
        return self._free(path)

    def _free(self, path: Path) -> Path:
        beside = (pair_path,) if self.batch.treatment.paired else ()
        return free_name(path, self._claimed, beside=beside)

    def _end(self, finished: Finished) -> None:
        """Write down what was made, and only then put it in its place."""
        item, path = self._under_way.pop(finished.identity)
        if finished.reason:
            self._tell(item, Made.FAILED, None, finished.seconds, finished.reason)
            return
        check_folder(path.parent, make=True)
        if self.batch.conflict is Conflict.UNIQUE and os.path.lexists(path):
            path = self._free(path)  # meanwhile another program has taken the name
        self.ledger.write(Entry(finished.identity, path, finished.digest, finished.seconds))
        self.ledger.put_in_place(finished.identity)
        self._tell(item, Made.DONE, path, finished.seconds)

    def _tell(
        self,
        item: Item,
        made: Made,
        path: Path | None = None,
        seconds: float = 0.0,
        reason: str = "",
    ) -> None:
        variant = item.variant
        outcome = Outcome(item.photo, variant.name, variant.alpha, made, path, seconds, reason)
        self.outcomes[item] = outcome
        self._over.append(outcome)

    def _untold(self) -> Iterator[Outcome]:
        while self._over:
            yield self._over.pop(0)


def _result_name(batch: Batch, item: Item) -> ResultName:
    variant = item.variant
    return ResultName(item.photo, variant.alpha, variant.name, batch.extension)


def _checked_names(batch: Batch) -> Template:
    """Return the template of the names, having seen that it serves all items."""
    template = Template.of(batch.out)
    results = [_result_name(batch, item) for item in batch]
    paths = [template.path(each) for each in results]
    for path in paths:
        picture_format(path)
    if batch.conflict is not Conflict.UNIQUE:
        refuse_clashes(paths, results)
    return template


def _check_recipes(workshop: Workshop, batch: Batch) -> None:
    """Raise now what would else be told of every photo."""
    for variant in batch.variants:
        workshop.backbone(variant.recipe.space)
        files_of(variant.recipe)
        paths_of(variant.recipe)
