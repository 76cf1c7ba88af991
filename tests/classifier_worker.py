"""A process that trains classifiers until it is killed, with a checkpoint every few steps."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import itertools

import torch
from labelled import pixels

from dfi_studio.core.classifier import ClassifierPlan, Method, Outcome, Trial
from dfi_studio.core.steps import ClassifierStep
from dfi_studio.pipeline.labelled_pictures import LabelledPictures
from dfi_studio.pipeline.train_classifier import Keeping, train_classifiers
from dfi_studio.pipeline.workshop import Workshop

PLAN = ClassifierPlan(epochs=12, batch=8, rate=0.02, size=16)
TRIALS = (Trial(Method.ISDA, 0.5, 0), Trial(Method.EXPLICIT, 0.5, 0))


def pictures() -> LabelledPictures:
    """Return what is trained on."""
    return LabelledPictures(
        "colours", ("red", "green", "blue"), 16, pixels(24), pixels(6, seed=1), "k"
    )


def train(folder: Path, said: Path | None = None) -> tuple[Outcome, ...]:
    """Train, say after each step how many were taken, and return what came of it."""
    torch.set_num_threads(1)
    ticks = itertools.count()
    keeping = Keeping(folder, between=3, clock=lambda: next(ticks))
    steps = train_classifiers(
        Workshop("cpu", folder=folder / "cache"), pictures(), PLAN, TRIALS, keeping
    )
    taken = 0
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        if said is not None and isinstance(step, ClassifierStep):
            taken += 1
            said.write_text(str(taken))


if __name__ == "__main__":
    train(Path(sys.argv[1]), Path(sys.argv[2]))
