"""``dfi-studio neighbours``: the pictures of a set that are most like a photo."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli import flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.library.photos import read_photo
from dfi_studio.library.picture_sets import picture_set


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("--in", dest="pictures", required=True, metavar="SET")
    flags.add_parameters(parser, Contrast, "k")
    flags.add_space(parser)
    flags.add_device(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """List the neighbours, nearest first: labels that differ, cosine distance, path."""
    photo = read_photo(arguments.photo)
    pictures = picture_set(arguments.pictures)
    k = Contrast("", "", **flags.given(arguments, "k")).k

    from dfi_studio.pipeline.neighbours import neighbours
    from dfi_studio.pipeline.workshop import Workshop

    space = flags.space_from(arguments, FeatureSpace())
    workshop = Workshop(arguments.device)
    for each in terminal.follow(neighbours(workshop, photo, pictures, k=k, space=space)):
        terminal.result(
            f"{each.differing:3d}  {each.distance:.4f}  {each.path}",
            {"path": str(each.path), "differing": each.differing, "distance": each.distance},
        )
