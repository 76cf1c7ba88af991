"""``dfi-studio isda sample``: photos moved along the directions in which a class varies."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli import clustering, delivery, flags, masking
from dfi_studio.cli.edit import opened
from dfi_studio.cli.isda_figure import make_figure
from dfi_studio.cli.isda_pictures import Sampler
from dfi_studio.cli.isda_pieces import Piece, draws, principal
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.errors import PhotoError, UsageError
from dfi_studio.core.mask import MaskRole
from dfi_studio.core.recipe import FeatureSpace, Recipe, Solver
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.augmented_set import AugmentedSet
from dfi_studio.library.folders import expanded

if TYPE_CHECKING:
    from dfi_studio.pipeline.set_features import Looking

_FIGURE_DRAWS = 3


def add_sample(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the action's arguments."""
    parser = actions.add_parser(
        "sample",
        help="See what a class varies in: photos moved along directions drawn from it.",
        description="Move photos along directions drawn from N(0, lambda Sigma), Sigma being the "
        "covariance of a class in feature space: an augmented set, with labels and recipes. "
        "What is there already is not made again.",
    )
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    parser.add_argument(
        "--class", dest="pictures", required=True, metavar="SET", help="The pictures of the class."
    )
    called = {"strength": "lambda", "count": "n"}
    names = ("strength", "count", "seed", "most")
    flags.add_parameters(parser, Sampling, *names, called=called)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--principal",
        type=int,
        metavar="K",
        help="Instead of draws, the K directions in which the class varies most, each both ways.",
    )
    instead.add_argument(
        "--figure",
        type=Path,
        metavar="FILE",
        help="Compare the draws with an attribute that people labelled, and with random "
        f"directions, all of equal length, on one sheet; {_FIGURE_DRAWS} draws by default.",
    )
    parser.add_argument(
        "--deviations",
        type=float,
        default=3.0,
        metavar="X",
        help="How far to go along principal directions, in standard deviations; default 3.",
    )
    _add_rendering(parser)
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="A folder.")


def _add_rendering(parser: argparse.ArgumentParser) -> None:
    flags.add_parameters(parser, Solver, "tv", "tv_beta", "iterations")
    flags.add_smooth(parser)
    flags.add_space(parser)
    flags.add_device(parser)
    clustering.add_scheduler(parser)
    masking.add_mask(parser, help="Where to edit; the result then has the photo's size.")
    parser.set_defaults(role=MaskRole.EDIT)
    flags.add_parameters(parser, Recipe, "feather")
    delivery.add_delivery(parser)


def run_sample(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Sample a class around every photo."""
    sampling = Sampling(
        arguments.pictures, **flags.given(arguments, "strength", "count", "seed", "most")
    )
    if arguments.figure is not None and arguments.count is None:
        sampling = replace(sampling, count=_FIGURE_DRAWS)
    base = _base(arguments)
    pieces = _pieces(arguments, sampling, base)
    for path in arguments.photos:
        if not path.is_file():
            raise PhotoError(f"There is no picture {path}: check the name.")
    made = AugmentedSet(expanded(arguments.output))

    from dfi_studio.pipeline.cluster_features import features_on
    from dfi_studio.pipeline.set_features import SetReader

    with clustering.opened(arguments, terminal) as cluster:
        looking = SetReader.batches if cluster is None else features_on(cluster)
        _make(arguments, terminal, made, (sampling, base, pieces), looking)


def _make(
    arguments: argparse.Namespace,
    terminal: Terminal,
    made: AugmentedSet,
    wanted: tuple[Sampling, Recipe, list[Piece]],
    looking: Looking,
) -> None:
    """Make the pictures of every photo, and keep account of those that are done."""
    from dfi_studio.pipeline.workshop import Workshop

    sampling, base, pieces = wanted
    workshop = Workshop(arguments.device)
    try:
        for path in arguments.photos:
            photo, masks = opened(path, arguments)
            ready = delivery.prepared(workshop, photo, masks, pieces[0].recipe, arguments, terminal)
            if arguments.figure is not None:
                asked = sampling, base, arguments.figure.expanduser()
                make_figure(workshop, ready, made, terminal, asked, looking)
            else:
                Sampler(workshop, ready, made, terminal, looking).make(pieces)
    except KeyboardInterrupt:
        terminal.say(f"Stopped: what is done is in {made.folder}; the same command goes on.")
        raise
    finally:
        made.save()


def _base(arguments: argparse.Namespace) -> Recipe:
    """Return the recipe that the flags ask for, without directions."""
    default = FeatureSpace()
    if arguments.figure is not None:
        default = load_attribute(arguments.figure.expanduser()).space
    return Recipe(
        (),
        flags.space_from(arguments, default),
        flags.solver_from(arguments),
        **flags.given(arguments, "feather", "framing", "match_colour"),
    )


def _pieces(arguments: argparse.Namespace, sampling: Sampling, base: Recipe) -> list[Piece]:
    if arguments.principal is None:
        return draws(sampling, base)
    if arguments.principal < 1:
        raise UsageError(f"--principal is {arguments.principal}, but must be 1 or more.")
    if not 0 < arguments.deviations <= 100:
        raise UsageError(f"--deviations is {arguments.deviations:g}, but must lie in 0 to 100.")
    return principal(sampling, base, arguments.principal, arguments.deviations)
