"""Any photograph on the command line: the face that is edited, and how results go back into it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.framing import Framing
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.treatment import ExportOptions, Extent, Treatment

if TYPE_CHECKING:
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.workshop import Workshop


def add_delivery(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say which face is edited, and what is saved."""
    add_alignment(parser)
    add_export(parser)


def add_alignment(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say which face is edited, and how it is framed."""
    parser.add_argument(
        "--no-align",
        action="store_true",
        help="Edit the photo as a whole, as it is, even where a face is found.",
    )
    parser.add_argument(
        "--face",
        type=int,
        metavar="N",
        help="Which face to edit, 1 being the largest (default); see `dfi-studio faces`.",
    )
    parser.add_argument(
        "--framing",
        type=Framing,
        choices=list(Framing),
        help="photo (default): the sets are brought to the photo's face, each by its landmarks; "
        "set: the face is brought to the mean of the sets.",
    )
    parser.add_argument(
        "--match-colour",
        action="store_true",
        default=None,
        help="Give the edit the mean and spread of colour of the photo.",
    )


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say what is saved."""
    add_extent(parser)
    _add_beside(parser)


def add_extent(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how much of the photo is saved, and whether it is marked."""
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--full-size",
        action="store_true",
        help="Save the whole photo at its own size, with the edit in it: what is done by default "
        "where a face is aligned, or a mask given.",
    )
    size.add_argument(
        "--crop", action="store_true", help="Save only what was edited, at the working size."
    )
    parser.add_argument(
        "--no-mark", action="store_true", help="Do not write into the result that it was edited."
    )


def _add_beside(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--depth",
        type=int,
        choices=(8, 16),
        help="Bits a channel of PNG and TIFF; else the photo's.",
    )
    parser.add_argument(
        "--drop-gps", action="store_true", help="Leave out where the photo was taken."
    )
    parser.add_argument(
        "--pair", action="store_true", help="Save before and after side by side too: NAME-pair."
    )


def add_sheet(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a contact sheet of several alphas."""
    parser.add_argument(
        "--sheet", action="store_true", help="Save all alphas side by side too: NAME-sheet.png."
    )


def treatment_from(arguments: argparse.Namespace) -> Treatment:
    """Return what the flags say of how a photo goes in, and what comes out.

    Raises
    ------
    UsageError
        There is no such number of a face.
    """
    if arguments.face is not None and arguments.face < 1:
        raise UsageError(f"--face counts from 1, the largest face; {arguments.face} is none.")
    extent = Extent.WHOLE if arguments.full_size else Extent.USUAL
    return Treatment(
        not arguments.no_align,
        arguments.face,
        Extent.EDIT if arguments.crop else extent,
        arguments.pair,
        options_from(arguments),
    )


def options_from(arguments: argparse.Namespace) -> ExportOptions:
    """Return what the flags say of what goes out beside the pixels."""
    return ExportOptions(not arguments.no_mark, arguments.drop_gps, arguments.depth)


def prepared(
    workshop: Workshop,
    photo: Photo,
    masks: Sequence[MaskLayer],
    recipe: Recipe,
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> Delivery:
    """Make a photo ready as the flags ask; see `pipeline.delivery.prepared`."""
    from dfi_studio.pipeline.delivery import prepared as steps_of

    steps = steps_of(workshop, photo, masks, recipe, treatment_from(arguments))
    return terminal.follow(steps, prefix=f"{photo.name}: ")
