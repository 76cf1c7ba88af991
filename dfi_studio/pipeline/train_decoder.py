"""A set of pictures -> a learned decoder, better by the minute and usable from the first.

The verb may be left at any step and called again: every half minute, and whenever it is left, it
writes the decoder as it is and the state to go on from. A training whose length is counted in
steps makes the same decoder however often it was interrupted; one that is given minutes makes as
many steps as they hold.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import torch

from dfi_studio.core.errors import DecoderFileError, PhotoError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import DecoderStep, Notice, Step
from dfi_studio.engine.decoder import Decoder, Widths
from dfi_studio.engine.decoder_training import DecoderTraining, StepLoss
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.json_values import as_number, as_whole, parsed
from dfi_studio.library.picture_sets import PictureSet
from dfi_studio.pipeline.decoder_check import Check, check_pictures, checked
from dfi_studio.pipeline.decoder_files import widths_of, write_decoder
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.practice import Practice
from dfi_studio.pipeline.training_pictures import TrainingPictures
from dfi_studio.pipeline.training_state import forget_state, read_state, write_state
from dfi_studio.pipeline.workshop import Workshop

_PIXELS = 80_000  # of a step: one takes about a second on two cores
_EARLY = ((96, 0.5), (128, 0.5))
_LATE = ((96, 0.15), (128, 0.35), (200, 0.4), (256, 0.1))
_EARLY_SHARE = 0.3  # of the training, at small sizes: many pictures a minute
_PRACTISED = 192  # pictures that the directions are found from
_SMOOTHED = 0.95


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train.

    Attributes
    ----------
    minutes : float
        How long, interruptions left out; more than 0.
    steps : int
        Counts steps instead, where it is more than 0.
    seed : int
        Of everything that is left to chance.
    sizes : tuple of int
        The sizes to train at instead of the usual 96 to 256 pixels, each as often; for tests.
    widths : Widths or None
        Of the network; None for the usual ones.
    between : float
        Seconds between two checkpoints.
    clock : callable
        Gives the time in seconds.
    """

    minutes: float = 20.0
    steps: int = 0
    seed: int = 0
    sizes: tuple[int, ...] = ()
    widths: Widths | None = None
    between: float = 30.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        """Refuse a training without length."""
        if not 0 < self.minutes < 10_000:  # NaN fails too
            raise UsageError("Train for more than 0 minutes, and for less than a week.")

    def size(self, chance: torch.Generator, done: float) -> int:
        """Return the size, in pixels, of the pictures of a step."""
        usual = _EARLY if done < _EARLY_SHARE else _LATE
        sizes = tuple((size, 1.0) for size in self.sizes) or usual
        weights = torch.tensor([weight for _, weight in sizes])
        return sizes[int(torch.multinomial(weights, 1, generator=chance))][0]


def train_decoder(
    workshop: Workshop,
    pictures: PictureSet,
    space: FeatureSpace,
    path: Path,
    *,
    plan: TrainingPlan | None = None,
    resume: bool = True,
) -> Generator[Step, None, DecoderRecord]:
    """Train a decoder on a set of pictures, and write it.

    Yields the progress of preparation, then a `DecoderStep` a step. Stop pulling to pause: what was
    reached is written, and the next call goes on from there.

    Parameters
    ----------
    pictures : PictureSet
    space : FeatureSpace
        The network and the layers to decode from, the finest first; its size has no part.
    path : Path
        Where the decoder goes, in a folder that exists.
    plan : TrainingPlan or None
        None for twenty minutes.
    resume : bool
        Go on from an unfinished training that lies beside `path`, if there is one of this set.

    Raises
    ------
    PictureSetError
        Fewer than two of the pictures can be read.
    OutputError
        The disk is full, or the file cannot be written.
    DecoderFileError
        The unfinished training is damaged, or of another set or network.
    """
    plan = plan or TrainingPlan()
    run = _Run(workshop, pictures, space, path, plan)
    if resume:
        yield from run.go_on()
    try:
        while run.done < 1:
            yield from run.step()
        record = yield from run.checkpoint()
    except GeneratorExit:  # left by the user: nothing is lost
        if run.begun:
            run.write()
        raise
    forget_state(path)
    return record


class _Run:
    """A training under way, and its files."""

    def __init__(
        self,
        workshop: Workshop,
        pictures: PictureSet,
        space: FeatureSpace,
        path: Path,
        plan: TrainingPlan,
    ) -> None:
        self._workshop, self._set, self._space = workshop, pictures, space
        self._path, self._plan = path, plan
        backbone = workshop.backbone(space)
        widths = backbone.architecture.shapes()
        channels = {layer: widths[f"{layer}.bias"][0] for layer in space.layers}
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            decoder = Decoder(channels, plan.widths)
        self._training = DecoderTraining(backbone, decoder, seed=plan.seed)
        self._skipped: list[PhotoError] = []
        self._pictures = TrainingPictures(pictures.paths, seed=plan.seed, skipped=self._skipped)
        self._practice = Practice(workshop, space, self._pictures.first(_PRACTISED))
        self._key = fingerprint(
            (backbone.identity, space.layers, plan.seed, plan.sizes, decoder.widths), [pictures]
        )
        self._check: Check | None = None
        self._seconds, self._loss = 0.0, float("nan")
        self._quality: float | None = None
        self._written, self._began = plan.clock(), plan.clock()
        self._last = self._began

    @property
    def begun(self) -> bool:
        """Whether a step was taken."""
        return self._training.steps > 0

    @property
    def done(self) -> float:
        """Share of the training that is done, 0..1."""
        if self._plan.steps:
            return min(1.0, self._training.steps / self._plan.steps)
        return min(1.0, self._seconds / (60 * self._plan.minutes))

    def _record(self) -> DecoderRecord:
        return DecoderRecord(
            backbone=self._space.backbone,
            backbone_identity=self._workshop.backbone(self._space).identity,
            channels=self._training.decoder.channels,
            widths=widths_of(self._training.decoder),
            pictures=self._set.name,
            count=len(self._set.paths),
            steps=self._training.steps,
            seconds=round(self._seconds, 1),
            seed=self._plan.seed,
            quality=round(self._quality or 0.0, 4),
        )

    def go_on(self) -> Generator[Step, None, None]:
        """Take up an unfinished training, if there is one."""
        found = read_state(self._path)
        if found is None:
            return
        state, description = found
        values = parsed(description)
        if values.get("key") != self._key:
            raise DecoderFileError(
                f"The unfinished training of {self._path} is of another set of pictures, network "
                "or seed; train anew, or name another file."
            )
        try:
            self._training.resume(state, as_whole(values["steps"], least=0))
            self._seconds = as_number(values["seconds"])
            self._pictures.drawn = as_whole(values["drawn"], least=0)
        except (KeyError, RuntimeError, ValueError, TypeError) as error:
            raise DecoderFileError(
                f"The unfinished training of {self._path} is damaged; train anew."
            ) from error
        yield Notice(f"Going on after {self._training.steps} steps.")

    def step(self) -> Generator[Step, None, None]:
        """Take a step, and a checkpoint where it is time for one."""
        chance = torch.Generator().manual_seed(self._plan.seed * 7_919 + self._training.steps)
        size = self._plan.size(chance, self.done)
        directions = yield from self._practice.directions(size)
        count = max(1, round(_PIXELS / size**2))
        with self._workshop.enough_memory():
            pictures = self._pictures.draw(count, size, self._workshop.device)
            self._account(self._training.step(pictures, directions, self.done))
        while self._skipped:
            yield Notice(f"{self._skipped.pop()} It is left out.")
        if self._plan.clock() - self._written >= self._plan.between:
            yield from self.checkpoint()
        else:
            yield self._told()

    def checkpoint(self) -> Generator[Step, None, DecoderRecord]:
        """See how good the decoder is, write it and its training, and tell."""
        if self._check is None:
            self._check = yield from check_pictures(
                self._workshop, self._space, self._practice, self._pictures.first(_PRACTISED)
            )
        decoder = self._training.result()
        self._quality, strip = checked(decoder, self._check)
        self._seconds += self._passed()
        record = self.write()
        yield self._told(strip)
        return record

    def write(self) -> DecoderRecord:
        """Write the decoder as it is, and the state to go on from."""
        record = self._record()
        values = {
            "key": self._key,
            "steps": self._training.steps,
            "seconds": self._seconds,
            "drawn": self._pictures.drawn,
        }
        write_decoder(self._path, self._training.result(), record)
        write_state(self._path, self._training.state(), json.dumps(values))
        self._written = self._plan.clock()
        return record

    def _account(self, loss: StepLoss) -> None:
        known = self._loss == self._loss  # NaN before the first step
        self._loss = _SMOOTHED * self._loss + (1 - _SMOOTHED) * loss.total if known else loss.total
        self._seconds += self._passed()

    def _passed(self) -> float:
        """Return the seconds since this was last asked."""
        now = self._plan.clock()
        passed, self._last = now - self._last, now
        return passed

    def _told(self, strip: Image | None = None) -> DecoderStep:
        return DecoderStep(
            self._training.steps, self._seconds, self.done, self._loss, self._quality, strip
        )
