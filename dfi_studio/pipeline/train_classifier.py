"""Labelled pictures -> classifiers, trained with and without augmentation, and a table of them.

The verb may be left, or killed, at any step and called again: each training goes on from its latest
checkpoint and ends with the same weights, to the bit on one and the same CPU. Of several processes
that train together the first alone writes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import psutil
import torch
from torch import nn

from dfi_studio.core.classifier import (
    ClassifierPlan,
    EpochFigures,
    Method,
    Outcome,
    Precision,
    Spread,
    Trial,
)
from dfi_studio.core.errors import ClassifierFileError, UsageError
from dfi_studio.core.steps import ClassifierStep, Notice, Step
from dfi_studio.engine.classifier_training import ClassifierTraining, Figures
from dfi_studio.engine.classifiers import classifier
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.engine.processes import ALONE, Processes
from dfi_studio.library.classifiers import SUFFIX, ClassifierRecord
from dfi_studio.library.comparisons import save_comparison
from dfi_studio.pipeline.classifier_files import (
    describe_classifier,
    read_record,
    write_classifier,
)
from dfi_studio.pipeline.labelled_pictures import LabelledPictures
from dfi_studio.pipeline.training_state import forget_state, read_state, write_state
from dfi_studio.pipeline.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where trainings are kept, and how often.

    Attributes
    ----------
    folder : Path
        Of the classifiers and the tables; it exists.
    resume : bool
        Go on from what lies there, and take what is finished as it is.
    between : float
        Seconds between two checkpoints.
    clock : callable
        Gives the time in seconds.
    """

    folder: Path
    resume: bool = True
    between: float = 30.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)


def train_classifiers(
    workshop: Workshop,
    pictures: LabelledPictures,
    plan: ClassifierPlan,
    trials: Sequence[Trial],
    keeping: Keeping,
    *,
    processes: Processes = ALONE,
) -> Generator[Step, None, tuple[Outcome, ...]]:
    """Train classifiers one after the other, and write them and the tables of all.

    Yields a `ClassifierStep` a step. Stop pulling to pause: what was reached is written.

    Raises
    ------
    UsageError
        There is no such network, it does not end in a linear layer, a batch is too small, or a
        training did not converge.
    ClassifierFileError
        What lies in the folder is damaged, or of other trainings.
    OutputError
        The disk is full, or the files cannot be written.
    DeviceError
        The memory of the device does not suffice.
    """
    pictures = pictures.to(workshop.device)
    outcomes: list[Outcome] = []
    for number, trial in enumerate(trials, 1):
        run = _Run(workshop, pictures, plan, trial, keeping, processes)
        outcomes.append((yield from run.outcome(number, len(trials), tuple(outcomes))))
        if processes.rank == 0:
            save_comparison(keeping.folder, outcomes)
    return tuple(outcomes)


class _Run:
    """A training under way, and its files."""

    def __init__(
        self,
        workshop: Workshop,
        pictures: LabelledPictures,
        plan: ClassifierPlan,
        trial: Trial,
        keeping: Keeping,
        processes: Processes,
    ) -> None:
        self._workshop, self._pictures, self._trial = workshop, pictures, trial
        self._keeping, self._writes = keeping, processes.rank == 0
        self._path = keeping.folder / f"{trial.name}{SUFFIX}"
        mixed = _mixed(plan, workshop.device)
        self._plan = replace(plan, precision=Precision.MIXED if mixed else Precision.FULL)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(trial.seed)
            network = classifier(plan.network, len(pictures.classes), pictures.size)
        _check_memory(network.head, plan, trial)
        self._training = ClassifierTraining(
            network.to(workshop.device),
            pictures.trained,
            pictures.held_out,
            plan,
            trial,
            processes=processes,
            mixed=mixed,
        )
        self._epochs: list[EpochFigures] = []
        self._sums = [0.0, 0.0]  # of the loss and of sigma^2, over the steps of an epoch
        self._seconds = 0.0
        self._written = self._last = keeping.clock()

    def outcome(
        self, number: int, count: int, finished: tuple[Outcome, ...]
    ) -> Generator[Step, None, Outcome]:
        """Train, from the start or from where it was left, and write what comes of it."""
        training = self._training
        if self._keeping.resume:
            known = yield from self._go_on()
            if known is not None:
                return known
        try:
            for figures in self._measured():
                self._account(figures)
                yield replace(self._told(figures, number, count), finished=finished)
                if self._keeping.clock() - self._written >= self._keeping.between:
                    self._write()
        except GeneratorExit:  # left by the user: nothing is lost
            if training.done:
                self._write()
            raise
        if self._writes:
            write_classifier(self._path, training.network, self._record())
            forget_state(self._path)
        return self._record().outcome

    def _measured(self) -> Generator[Figures, None, None]:
        steps = self._training.run()
        while True:
            with self._workshop.enough_memory():
                figures = next(steps, None)
            if figures is None:
                return
            yield figures

    def _go_on(self) -> Generator[Step, None, Outcome | None]:
        """Take up what lies in the folder; return the outcome where nothing is left to do."""
        name = self._trial.name
        if self._path.exists():
            record = describe_classifier(self._path)
            self._check(record)
            yield Notice(f"{name} is finished already.")
            return record.outcome
        found = read_state(self._path, ClassifierFileError)
        if found is None:
            return None
        state, description = found
        record = read_record(description, self._path)
        self._check(record)
        try:
            self._training.resume(state, record.steps)
        except (KeyError, RuntimeError) as error:
            raise ClassifierFileError(
                f"The unfinished training of {self._path} is damaged; train anew."
            ) from error
        self._epochs, self._sums = list(record.epochs), list(record.sums)
        self._seconds = record.seconds
        yield Notice(f"Going on with {name} after {record.steps} steps.")
        return None

    def _check(self, found: ClassifierRecord) -> None:
        other = found.differs(self._record())
        if other:
            raise ClassifierFileError(
                f"The training in {self._path} is of {other} than what is asked for; train anew, "
                "or choose another folder."
            )

    def _account(self, figures: Figures) -> None:
        if not math.isfinite(figures.loss):
            raise UsageError(
                f"The training {self._trial.name} does not converge: its loss is not a number "
                f"after {figures.step} steps; choose a smaller learning rate or lambda."
            )
        now = self._keeping.clock()
        self._seconds += now - self._last
        self._last = now
        self._sums[0] += figures.loss
        self._sums[1] += figures.sigma2
        an_epoch = self._training.batches.an_epoch
        if figures.step % an_epoch == 0:
            loss, sigma2 = (each / an_epoch for each in self._sums)
            epoch = figures.step // an_epoch
            self._epochs.append(
                EpochFigures(epoch, loss, figures.accuracy, figures.strength, sigma2)
            )
            self._sums = [0.0, 0.0]

    def _write(self) -> None:
        """Write the state to go on from."""
        if self._writes:
            write_state(self._path, self._training.state(), self._record().to_json())
        self._written = self._keeping.clock()

    def _record(self) -> ClassifierRecord:
        batches, settings = self._training.batches, asdict(self._plan)
        network = settings.pop("network")
        settings.pop("size")  # the pictures' own holds
        return ClassifierRecord(
            network=network,
            size=self._pictures.size,
            classes=self._pictures.classes,
            mean=tuple(batches.mean.tolist()),
            deviation=tuple(batches.deviation.tolist()),
            trial=self._trial,
            plan=settings,
            pictures=self._pictures.name,
            key=self._pictures.key,
            steps=self._training.done,
            seconds=round(self._seconds, 1),
            sums=tuple(self._sums),
            epochs=tuple(self._epochs),
        )

    def _told(self, figures: Figures, number: int, count: int) -> ClassifierStep:
        training = self._training
        return ClassifierStep(
            self._trial,
            number,
            count,
            figures.step,
            training.steps,
            (figures.step - 1) // training.batches.an_epoch + 1,
            figures.loss,
            figures.accuracy,
            figures.strength,
            figures.sigma2,
            tuple(self._epochs),
        )


def _check_memory(head: nn.Linear, plan: ClassifierPlan, trial: Trial) -> None:
    """Refuse covariances that are larger than this machine's memory, before it is asked for."""
    full = trial.method is not Method.CE and plan.spread is Spread.FULL
    needed, free = head.out_features * head.in_features**2 * 4, psutil.virtual_memory().available
    if full and needed > free:
        raise UsageError(
            f"The covariances of {head.out_features} classes need {needed / 1e9:.1f} GB, but "
            f"{free / 1e9:.1f} GB are free; choose a diagonal or a low-rank covariance."
        )


def _mixed(plan: ClassifierPlan, device: torch.device) -> bool:
    """Return whether to convolve in bfloat16: asked for, or on a GPU that has it."""
    if plan.precision is Precision.AUTO:
        return device.type == "cuda" and fast_dtype(device) is torch.bfloat16
    return plan.precision is Precision.MIXED
