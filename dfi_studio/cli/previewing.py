"""Edits as a learned decoder guesses them, on the command line: the flags, and what is saved."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Render
from dfi_studio.library.decoders import describe_decoder
from dfi_studio.library.edit_mark import EditMark

if TYPE_CHECKING:
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.workshop import Workshop


def add_decoder(parser: argparse.ArgumentParser) -> None:
    """Add the flags that ask for guesses instead of solved pictures."""
    parser.add_argument(
        "--preview",
        action="store_true",
        help="Save what a learned decoder guesses, at once, instead of solving.",
    )
    parser.add_argument(
        "--decoder", type=Path, metavar="FILE", help="The decoder for --preview; see decoder train."
    )


def check(arguments: argparse.Namespace) -> None:
    """Check the flags before any work.

    Raises
    ------
    UsageError
        A preview is asked for without a decoder, or the other way round.
    DecoderFileError
        The file is no decoder.
    """
    if arguments.preview != (arguments.decoder is not None):
        raise UsageError("A preview needs a decoder: give --preview and --decoder FILE together.")
    if arguments.preview:
        describe_decoder(arguments.decoder)


def guessed(
    workshop: Workshop,
    ready: Delivery,
    recipe: Recipe,
    decoder: Path,
    outputs: Mapping[float, Path],
    terminal: Terminal,
) -> list[Render]:
    """Prepare a photo for a decoder, and save and return the guess at each alpha."""
    from dfi_studio.pipeline.preview_decoder import prepare

    name, told = ready.photo.name, f"{ready.photo.name}: "
    steps = prepare(workshop, ready.subject, recipe, decoder, masks=ready.subject_masks)
    preview = terminal.follow(steps, prefix=told)
    guesses = []
    for alpha, path in outputs.items():
        guess = preview.render(recipe.at(alpha))
        terminal.follow(ready.save(guess, path, EditMark(recipe.at(alpha), name)), prefix=told)
        terminal.report(
            f"Saved {path}, a preview",
            {"event": "saved", "path": str(path), "alpha": alpha, "preview": True},
        )
        guesses.append(guess)
    return guesses
