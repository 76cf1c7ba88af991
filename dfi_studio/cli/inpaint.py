"""``dfi-studio inpaint``: fill the missing pixels of a photograph."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli import delivery, flags, masking
from dfi_studio.cli.edit import Goal, rendering, saved
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import PhotoError
from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.mask import MaskRole
from dfi_studio.core.recipe import FeatureSpace, Recipe, Solver
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.result_names import ResultName, destinations


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    masking.add_mask(
        parser, help="What is missing; by default NAME-mask.png beside the photo, if it is there."
    )
    parser.add_argument(
        "--in",
        dest="pictures",
        required=True,
        metavar="SET",
        help="Pictures of the same kind, framed alike, to learn from what belongs there.",
    )
    flags.add_parameters(parser, Fill, "k", "alpha", "start", "tv", "feather")
    flags.add_scaling(parser)
    parser.add_argument(
        "--blend",
        type=Blend,
        choices=list(Blend),
        help="gradient (default): colours are moved until they meet the border; "
        "feather: the filling fades in.",
    )
    parser.add_argument(
        "--colours",
        type=Colours,
        choices=list(Colours),
        help="neighbours (default): brightness is solved for, and colours are the neighbours'; "
        "solved: colours are solved for too, as in the paper.",
    )
    flags.add_parameters(parser, Solver, "tv_beta", "iterations")
    flags.add_space(parser)
    flags.add_device(parser)
    delivery.add_delivery(parser)
    parser.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="A file, of the size of the photo."
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Fill the photo, and save it at its own size."""
    if not arguments.photo.is_file():
        raise PhotoError(f"There is no picture {arguments.photo}: check the name.")
    names = ("k", "alpha", "start", "tv", "feather", "scaling", "colours", "blend")
    fill = Fill(arguments.pictures, **flags.given(arguments, *names))
    space = flags.space_from(arguments, FeatureSpace())
    recipe = Recipe(
        space=space,
        solver=flags.solver_from(arguments, ("tv_beta", "iterations")),
        fill=fill,
        **flags.given(arguments, "framing"),
    )
    (path,) = destinations(arguments.output, [ResultName(arguments.photo, fill.alpha, "filled")])
    photo = masking.whole_photo(arguments.photo)
    file = masking.mask_file(arguments, arguments.photo)
    masks = (masking.layer_from(arguments, file, photo, MaskRole.FILL),)

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    ready = delivery.prepared(workshop, photo, masks, recipe, arguments, terminal)
    steps = rendering(workshop, ready.subject, recipe, masks=ready.subject_masks)
    goal, told = Goal(path, EditMark(recipe, photo.name), ready.save), f"{photo.name}: "
    saved(steps, goal, photo=ready.subject, terminal=terminal, told=told, alpha=fill.alpha)
