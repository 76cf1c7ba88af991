"""``dfi-studio batch``: many photographs, each edited in many ways."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from dfi_studio.cli import asking, clustering, delivery, flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchReport, BatchStep, Made
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.steps import Notice, Step
from dfi_studio.library.batch_ledger import results_in
from dfi_studio.library.named_photos import named_photos
from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.library.result_names import BATCH_NAME, Template, example

SOME_FAILED = 3
"""Exit code: all was done but for some photos, which are listed."""

Result = TypeVar("Result")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "photos",
        nargs="+",
        type=Path,
        metavar="PHOTO",
        help="A photo, or a folder of photos and all below it.",
    )
    parser.add_argument(
        "--recipe",
        action="append",
        default=[],
        metavar="FILE",
        help="A project, or a recipe as JSON; its own alphas hold unless --alpha is given.",
    )
    parser.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="FILE",
        help="A learned attribute. It and --recipe may be given several times.",
    )
    asking.add_sets(parser)
    parser.add_argument(
        "--alpha",
        metavar="A[,A...]",
        help="How far to move, one result for each; default 1. Write --alpha=-1 for a negative "
        "first number.",
    )
    asking.add_settings(parser)
    delivery.add_delivery(parser)
    clustering.add_scheduler(parser)
    _add_output(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help=f"A folder, or names of {{stem}}, {{attribute}}, {{alpha}} and {{ext}}: in a folder "
        f"it is {BATCH_NAME}, which gives {example('OUT')}. The report goes there too.",
    )
    parser.add_argument(
        "--format",
        default="png",
        choices=[each[1:] for each in PICTURE_FORMATS],
        help="What {ext} is; default png.",
    )
    parser.add_argument(
        "--exists",
        type=Conflict,
        choices=list(Conflict),
        default=Conflict.UNIQUE,
        help="Where a name is taken: unique (default) takes the next free one, NAME-2; overwrite "
        "replaces the file; skip leaves the result out. Photos are never replaced.",
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int | None:
    """Do the batch, or what is left of it; return the exit code where it is not 0."""
    batch = batch_from(arguments)

    from dfi_studio.pipeline.batch import run_batch
    from dfi_studio.pipeline.cluster_edits import edits_on
    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    reached = _Reached()
    with clustering.opened(arguments, terminal) as cluster:
        doing = None if cluster is None else edits_on(cluster)
        try:
            steps = reached.noting(run_batch(workshop, batch, doing=doing))
            report = terminal.follow(steps)
        except KeyboardInterrupt:
            terminal.say(
                f"Stopped: {reached.count} of {len(batch)} results are over, and those made are "
                "kept; run the same command again to go on."
            )
            raise
    _tell(report, terminal)
    return SOME_FAILED if report.failures else None


def batch_from(arguments: argparse.Namespace) -> Batch:
    """Return the batch that the flags ask for.

    Raises
    ------
    UsageError
        It makes nothing, or the flags contradict each other.
    StudioError
        A recipe or a folder cannot be read.
    """
    alphas = None if arguments.alpha is None else flags.parse_alphas(arguments.alpha)
    variants = [
        Variant.of(recipe, alpha=alpha)
        for recipe, own in asking.recipes_from(arguments)
        for alpha in alphas or ((None,) if own else (1.0,))
    ]
    root = Template.of(arguments.output).root
    return Batch(
        tuple(dict.fromkeys(named_photos(arguments.photos, results_in(root)))),
        tuple(dict.fromkeys(variants)),
        arguments.output,
        arguments.format,
        arguments.exists,
        delivery.treatment_from(arguments),
    )


class _Reached:
    """How far a batch has come."""

    count = 0

    def noting(self, steps: Generator[Step, None, Result]) -> Generator[Step, None, Result]:
        """Yield what is said of the batch as a whole; the edits' own steps are too many."""
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            if isinstance(step, BatchStep):
                self.count = step.done
            if isinstance(step, BatchStep | Notice):
                yield step


def _tell(report: BatchReport, terminal: Terminal) -> None:
    counts = {each: report.count(each) for each in Made}
    words = {Made.DONE: "made", Made.KNOWN: "made before", Made.SKIPPED: "skipped"}
    words[Made.FAILED] = "failed"
    told = ", ".join(f"{counts[each]} {words[each]}" for each in Made if counts[each])
    terminal.report(
        f"{told}, in {report.seconds:.0f} s; the report is {report.page}",
        {
            "event": "batch",
            **{each.value: number for each, number in counts.items()},
            "seconds": round(report.seconds, 3),
            "report": str(report.page),
        },
    )
