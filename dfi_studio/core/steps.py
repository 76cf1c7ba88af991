"""What a computation says while it runs, and at its end.

Every verb of the pipeline is a generator of `Step`s that returns its result. Whoever pulls it may
stop at any step: the computation ends there, and nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dfi_studio.core.batch_steps import BatchStep
from dfi_studio.core.classifier import EpochFigures, Outcome, Trial
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Progress:
    """A part of the work that can be counted."""

    label: str
    done: int
    total: int
    """0 where the total is not known."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know though the work goes on, such as a skipped file."""

    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One iterate of the reverse mapping."""

    iteration: int
    iterations: int
    """The most iterations there will be."""
    objective: float
    layers: Mapping[str, float]
    """The match term of each layer, weighted as in the objective."""
    tv: float
    """The total-variation term, weighted as in the objective."""
    image: Image = field(repr=False, compare=False)
    memory: int = 0
    """Bytes in use: of the GPU where there is one, else of the whole program."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a coarser scale made of the photo: seen before the first iterate of its own size."""

    size: int
    """The smallest side of that scale, in pixels."""
    image: Image = field(repr=False, compare=False)
    """At the working size."""


@dataclass(frozen=True, slots=True)
class DecoderStep:
    """One step of training a decoder."""

    steps: int
    """How many were taken so far, those before an interruption included."""
    seconds: float
    """Time spent training, those before an interruption included."""
    done: float
    """Share of the training that is done, 0..1."""
    loss: float
    """What is minimised, averaged over the latest steps."""
    quality: float | None
    """Share of the way to the wanted features that previews go, at the latest check: 1 would be
    all of it, 0 none; solved pictures reach about 0.6. None before the first check."""
    strip: Image | None = field(default=None, repr=False, compare=False)
    """Rows of a photo and its previews at -1, 1 and 2 along a direction of the set; only at a
    check, when the decoder has just been written."""


@dataclass(frozen=True, slots=True)
class ClassifierStep:
    """One step of training a classifier."""

    trial: Trial
    """Which training of a comparison."""
    number: int
    """Which one that is, from 1."""
    count: int
    """How many trainings there are."""
    step: int
    """How many steps of this training were taken so far, those before an interruption included."""
    steps: int
    """How many it has."""
    epoch: int
    """The epoch that the step belongs to, from 1."""
    loss: float
    """Of the step's batch."""
    accuracy: float | None
    """Share 0..1 of the held-out pictures that are told rightly, at the end of an epoch; else
    None."""
    strength: float
    """lambda."""
    sigma2: float
    """Variance of the difference of two logits that the augmentation gives."""
    epochs: tuple[EpochFigures, ...] = ()
    """The epochs of this training that are done. All, and what follows too: whoever looks sees only
    some of the steps."""
    finished: tuple[Outcome, ...] = ()
    """The trainings of the comparison that are done."""


@dataclass(frozen=True, slots=True)
class FrameStep:
    """A frame of a film is solved and kept, or was found to be kept already."""

    number: int
    """Which of the distinct frames, from 0."""
    count: int
    """How many there are."""
    recipe: Recipe
    path: Path
    """The picture, in 8 bits: how it looks at the working size."""
    found: bool
    """Whether it was there from an earlier run."""


Step = Progress | Notice | Preview | Draft | DecoderStep | ClassifierStep | BatchStep | FrameStep


@dataclass(frozen=True, slots=True)
class Render:
    """The finished picture of a recipe."""

    recipe: Recipe
    iterations: int
    objective: float
    photo: Image = field(repr=False, compare=False)
    """The photo at the working size: what the picture is to be compared with."""
    image: Image = field(repr=False, compare=False)
    filled: Image | None = field(default=None, repr=False, compare=False)
    """The photo with its missing pixels filled, before any edit; None where none were missing."""
    edited: Image | None = field(default=None, repr=False, compare=False)
    """What the directions made of the photo, before masks faded it; None where they had no part."""
