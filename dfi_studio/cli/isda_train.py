"""``dfi-studio isda train``: classifiers with and without augmentation, and a table of them."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from dfi_studio.cli import flags
from dfi_studio.cli.terminal import Silence, Terminal
from dfi_studio.core.classifier import (
    ClassifierPlan,
    Method,
    Outcome,
    Precision,
    Schedule,
    Spread,
    Trial,
    trials,
)
from dfi_studio.core.comparison import (
    FETCHED,
    METHODS,
    STRENGTHS,
    Comparison,
    Repeats,
    listed_names,
    listed_numbers,
)
from dfi_studio.core.errors import UsageError
from dfi_studio.library.comparisons import TABLE, Row, table, table_text
from dfi_studio.library.outputs import check_folder

_PARAMETERS = (
    "size", "epochs", "batch", "rate", "momentum", "decay", "draws", "rank", "held_out",
)  # fmt: skip
_CHOICES = {"schedule": Schedule, "covariance": Spread, "precision": Precision}
_SUMMARY = "Train classifiers with ISDA and without, and compare them."


def add_train(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the action's arguments."""
    parser = actions.add_parser("train", help=_SUMMARY, description=_SUMMARY)
    _add_pictures(parser)
    _add_trials(parser)
    parser.add_argument(
        "--network",
        metavar="NAME",
        help="small (default), for 32 to 64 pixels on a CPU, or one of torchvision's ResNets.",
    )
    flags.add_parameters(parser, ClassifierPlan, *_PARAMETERS)
    for name, kind in _CHOICES.items():
        default = next(iter(kind))
        parser.add_argument(
            f"--{name}", type=kind, choices=list(kind), help=f"Default {default.value}."
        )
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="Go on from where earlier trainings in the same folder were stopped.",
    )
    flags.add_device(parser)


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pictures",
        metavar="SET",
        help="Labelled pictures: as SET elsewhere, a folder with a folder for each class, or "
        "cifar:10 or cifar:100, which are fetched.",
    )
    parser.add_argument(
        "--label",
        default="",
        metavar="NAME,...",
        help="The label to tell apart, several for what they say together; default the folders.",
    )
    parser.add_argument(
        "--groups",
        default="",
        metavar="N,...",
        help="Where groups of a label that is a number begin, such as 16,30,45,60.",
    )


def _add_trials(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--method",
        default=",".join(METHODS),
        metavar="NAME,...",
        help=f"Any of {', '.join(Method)}; default {','.join(METHODS)}.",
    )
    parser.add_argument(
        "--lambda",
        dest="strengths",
        default=STRENGTHS,
        metavar="X,...",
        help="lambda_0, each in a training of its own: 0.25 to 1 for a full covariance, 1 to 10 "
        f"for a diagonal one; default {STRENGTHS}.",
    )
    flags.add_parameters(parser, Repeats, "seeds", "first", called={"first": "seed"})


def run_train(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Train, and print the table."""
    asked = _asked(arguments)
    output: Path = arguments.output
    check_folder(output, make=True)

    from dfi_studio.pipeline.compare_classifiers import compared_pictures
    from dfi_studio.pipeline.joining import is_first, joined, own_device
    from dfi_studio.pipeline.train_classifier import Keeping, train_classifiers
    from dfi_studio.pipeline.workshop import Workshop

    told = terminal if is_first() else Silence()
    workshop = Workshop(own_device(arguments.device))
    keeping = Keeping(output, resume=arguments.resume)
    with joined(workshop.device) as processes:
        pictures = told.follow(compared_pictures(asked))
        plan, wanted = asked.plan, asked.trials
        steps = train_classifiers(workshop, pictures, plan, wanted, keeping, processes=processes)
        outcomes = told.follow(steps)
    _tell(outcomes, output, told)


def _asked(arguments: argparse.Namespace) -> Comparison:
    given = arguments.size is not None or arguments.held_out is not None
    if arguments.pictures in FETCHED and (arguments.label or arguments.groups or given):
        raise UsageError(
            f"{arguments.pictures} comes with its classes, its size and its test pictures; "
            "leave out --label, --groups, --size and --held-out."
        )
    groups = listed_numbers(arguments.groups, "--groups") if arguments.groups else ()
    trained, plan = _trials(arguments), _plan(arguments)
    return Comparison(arguments.pictures, listed_names(arguments.label), groups, trained, plan)


def _trials(arguments: argparse.Namespace) -> tuple[Trial, ...]:
    try:
        methods = tuple(Method(name.strip()) for name in arguments.method.split(","))
    except ValueError as error:
        raise UsageError(
            f"{arguments.method} is not a list of methods; choose among {', '.join(Method)}."
        ) from error
    repeats = Repeats(**flags.given(arguments, "seeds", "first"))
    return trials(methods, listed_numbers(arguments.strengths, "--lambda"), repeats.numbers)


def _plan(arguments: argparse.Namespace) -> ClassifierPlan:
    given = flags.given(arguments, "network", *_PARAMETERS, "schedule", "precision")
    if arguments.covariance is not None:
        given["spread"] = arguments.covariance
    return ClassifierPlan(**given)


def _tell(outcomes: tuple[Outcome, ...], folder: Path, terminal: Terminal) -> None:
    rows = table(outcomes)
    if terminal.as_json:
        for row in rows:
            terminal.emit({"event": "result", **_values(row)})
    else:
        terminal.result(table_text(rows), {})
    terminal.report(
        f"Saved {folder / TABLE}, the curves, and {len(outcomes)} classifiers.",
        {"event": "saved", "path": str(folder / TABLE), "classifiers": len(outcomes)},
    )


def _values(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"method": row.method, "lambda": row.strength, "seeds": row.seeds}
    for name in ("accuracy", "loss", "sigma2", "seconds"):
        for suffix, value in zip(("", "_sd"), getattr(row, name), strict=True):
            found[f"{name}{suffix}"] = None if math.isnan(value) else value
    return found
