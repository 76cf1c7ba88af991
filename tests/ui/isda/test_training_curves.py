from __future__ import annotations

from dfi_studio.core.classifier import EpochFigures, Method, Outcome, Trial, trials
from dfi_studio.core.steps import ClassifierStep
from dfi_studio.ui.isda.training_curves import Curves, Figure, Points

ALL = trials((Method.CE, Method.ISDA), (0.25, 0.5), (0, 1))
EPOCHS = tuple(EpochFigures(at, 1 / at, 0.5 + at / 10, 0.1 * at, 0.3) for at in (1, 2))


def step(trial: Trial, at: int, **told: tuple[object, ...]) -> ClassifierStep:
    shown = 1, len(ALL), at, 8, 1, 0.7, None, 0.2, 0.3
    return ClassifierStep(trial, *shown, **told)  # type: ignore[arg-type]


def test_seeds_share_a_kind() -> None:
    assert Curves(ALL).kinds == ("ce", "isda, \u03bb\u2080 0.25", "isda, \u03bb\u2080 0.5")


def test_a_training_that_goes_on_shows_what_was_before() -> None:
    curves = Curves(ALL, epochs=4)
    curves.take(step(ALL[0], 5, epochs=EPOCHS))
    loss, accuracy = curves.of[ALL[0]][Figure.LOSS], curves.of[ALL[0]][Figure.ACCURACY]
    assert (loss.epochs, loss.values) == ([1, 2, 2.5], [1, 0.5, 0.7])
    assert (accuracy.epochs, accuracy.values) == ([1, 2], [60, 70])


def test_of_a_training_that_was_seen_the_end_is_added_once() -> None:
    curves = Curves(ALL, epochs=2)
    curves.take(step(ALL[0], 4))
    done = (Outcome(ALL[0], EPOCHS, 1.0),)
    for _ in range(2):
        curves.take(step(ALL[1], 1, finished=done))
    assert curves.of[ALL[0]][Figure.LOSS].values == [0.7]
    assert curves.of[ALL[0]][Figure.ACCURACY].epochs == [1, 2]


def test_long_curves_are_thinned() -> None:
    points = Points()
    for at in range(1, 100_001):
        points.add(at / 1000, 1.0)
    assert 250 < len(points.epochs) <= 1000
    assert points.epochs == sorted(points.epochs)
    assert points.epochs[-1] > 99
