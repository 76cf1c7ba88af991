"""The curves of a comparison as they grow: what the steps say, as points over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from dfi_studio.core.classifier import EpochFigures, Method, Outcome, Trial
from dfi_studio.core.steps import ClassifierStep

_MOST = 1000  # points of a curve: more than a plot is wide


class Figure(Enum):
    """What is drawn, each in a plot of its own."""

    LOSS = auto()
    ACCURACY = auto()
    STRENGTH = auto()
    SIGMA2 = auto()


@dataclass(slots=True)
class Points:
    """A curve; where there are many points, every other is left out."""

    epochs: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    apart: float = 0.0
    """Least distance between two points, in epochs."""

    def add(self, epoch: float, value: float) -> None:
        """Add a point, unless it is too near to the last."""
        if self.epochs and epoch - self.epochs[-1] <= self.apart:
            return
        self.epochs.append(epoch)
        self.values.append(value)
        if len(self.epochs) > _MOST:
            self.apart = 2 * max(self.apart, self.epochs[-1] / _MOST)
            del self.epochs[1::2], self.values[1::2]


Curve = dict[Figure, Points]


class Curves:
    """Those of all trainings of a comparison.

    Parameters
    ----------
    trials : sequence of Trial
        All of it.
    epochs : int
        Of each training.
    """

    def __init__(self, trials: Sequence[Trial] = (), epochs: int = 1) -> None:
        self.epochs = epochs
        self.kinds = tuple(dict.fromkeys(kind_of(each) for each in trials))
        """What is compared, in the order of its pens."""
        self.of: dict[Trial, Curve] = {}
        self._done = 0  # trainings whose end was taken in: a step tells all of them again

    def take(self, step: ClassifierStep) -> None:
        """Add what a step says."""
        self.take_outcomes(step.finished)
        curve = self.of.get(step.trial)
        if curve is None:
            self._take_epochs(step.trial, step.epochs)
            curve = self.of[step.trial]
        at = step.step / step.steps * self.epochs
        curve[Figure.LOSS].add(at, step.loss)
        curve[Figure.STRENGTH].add(at, step.strength)
        curve[Figure.SIGMA2].add(at, step.sigma2)
        self._take_accuracy(curve, step.epochs)

    def take_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Add what is known of the trainings that are done, in their order."""
        for outcome in outcomes[self._done :]:
            self._take_epochs(outcome.trial, outcome.epochs)
        self._done = max(self._done, len(outcomes))

    def _take_epochs(self, trial: Trial, epochs: Sequence[EpochFigures]) -> None:
        """Draw a training that was not seen while it went on; of one that was, more is known."""
        known = trial in self.of
        curve = self.of.setdefault(trial, {figure: Points() for figure in Figure})
        self._take_accuracy(curve, epochs)
        for each in () if known else epochs:
            curve[Figure.LOSS].add(each.epoch, each.loss)
            curve[Figure.STRENGTH].add(each.epoch, each.strength)
            curve[Figure.SIGMA2].add(each.epoch, each.sigma2)

    def _take_accuracy(self, curve: Curve, epochs: Sequence[EpochFigures]) -> None:
        points = curve[Figure.ACCURACY]
        for each in epochs:
            if each.accuracy is not None:
                points.add(each.epoch, 100 * each.accuracy)


def kind_of(trial: Trial) -> str:
    """Return what a training has in common with those of other seeds, in words."""
    plain = trial.method is Method.CE
    return trial.method if plain else f"{trial.method}, \u03bb\u2080 {trial.strength:g}"
