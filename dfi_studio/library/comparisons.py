"""Trainings compared: a table of means and deviations over seeds, and all figures as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

from dfi_studio.core.classifier import Method, Outcome
from dfi_studio.library.outputs import atomic

RESULTS, CURVES, TABLE = "results.csv", "curves.csv", "table.csv"
"""Files of a comparison: a row a training, a row an epoch, a row a method and lambda."""


@dataclass(frozen=True, slots=True)
class Row:
    """A method and a lambda, over seeds.

    Attributes
    ----------
    method : Method
    strength : float
        lambda_0.
    seeds : int
        How many.
    accuracy, loss, sigma2, seconds : tuple of float
        Mean and sample deviation at the end of training; NaN where it is not known.
    """

    method: Method
    strength: float
    seeds: int
    accuracy: tuple[float, float]
    loss: tuple[float, float]
    sigma2: tuple[float, float]
    seconds: tuple[float, float]


def table(outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    """Return a row for each method and lambda, in the order in which they first come."""
    kinds: dict[tuple[Method, float], list[Outcome]] = {}
    for each in outcomes:
        kinds.setdefault((each.trial.method, each.trial.strength), []).append(each)
    return tuple(
        Row(
            method,
            strength,
            len(found),
            _mean(math.nan if each.last.accuracy is None else each.last.accuracy for each in found),
            _mean(each.last.loss for each in found),
            _mean(each.last.sigma2 for each in found),
            _mean(each.seconds for each in found),
        )
        for (method, strength), found in kinds.items()
    )


def table_text(rows: Sequence[Row]) -> str:
    """Return a table for a terminal."""
    lines = [f"{'method':<9} lambda  seeds  {'accuracy, %':<14} {'loss':<17} sigma^2  seconds"]
    for row in rows:
        method, strength, seeds, accuracy, loss, sigma2, seconds = row_texts(row)
        lines.append(
            f"{method:<9} {strength:>6}  {seeds:>5}  {accuracy:<14} {loss:<17} "
            f"{sigma2:>7}  {seconds:>7}"
        )
    return "\n".join(lines)


def row_texts(row: Row) -> tuple[str, ...]:
    """Return method, lambda, seeds, accuracy in percent, loss, sigma^2 and seconds in words."""
    return (
        row.method,
        "-" if row.method is Method.CE else f"{row.strength:g}",
        f"{row.seeds}",
        _measured(*(100 * each for each in row.accuracy), decimals=2),
        _measured(*row.loss, decimals=4),
        f"{row.sigma2[0]:.3f}",
        f"{row.seconds[0]:.1f}",
    )


def _measured(mean: float, deviation: float, *, decimals: int) -> str:
    """Return a mean and, of several, their deviation."""
    if math.isnan(mean):
        return "-"
    spread = "" if math.isnan(deviation) else f" ± {deviation:.{decimals}f}"
    return f"{mean:.{decimals}f}{spread}"


def save_comparison(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the tables of a comparison to a folder, each whole or not at all.

    Raises
    ------
    OutputError
        One cannot be written.
    """
    trial = ("method", "lambda", "seed")
    figures = ("loss", "accuracy", "lambda_t", "sigma2")
    _save(
        folder / RESULTS,
        (*trial, "epochs", *figures, "seconds"),
        ((*_trial(each), *_figures(each, -1), each.seconds) for each in outcomes),
    )
    _save(
        folder / CURVES,
        (*trial, "epoch", *figures),
        (
            (*_trial(each), *_figures(each, at))
            for each in outcomes
            for at in range(len(each.epochs))
        ),
    )
    measured = ("accuracy", "loss", "sigma2", "seconds")
    _save(
        folder / TABLE,
        ("method", "lambda", "seeds", *(f"{name}{of}" for name in measured for of in ("", "_sd"))),
        (
            (
                row.method,
                row.strength,
                row.seeds,
                *(_known(value) for name in measured for value in getattr(row, name)),
            )
            for row in table(outcomes)
        ),
    )


def _trial(outcome: Outcome) -> tuple[object, ...]:
    return outcome.trial.method, outcome.trial.strength, outcome.trial.seed


def _figures(outcome: Outcome, at: int) -> tuple[object, ...]:
    row = outcome.epochs[at]
    accuracy = "" if row.accuracy is None else row.accuracy
    return row.epoch, row.loss, accuracy, row.strength, row.sigma2


def _mean(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    return fmean(found), stdev(found) if len(found) > 1 else math.nan


def _known(value: float) -> float | str:
    return "" if math.isnan(value) else value


def _save(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(rows)
    with atomic(path) as temporary:
        temporary.write_text(text.getvalue(), encoding="utf-8", newline="")
