"""``dfi-studio sample``: the sample project without a window, as frames and a contact sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli import flags
from dfi_studio.cli.edit import edited, plan
from dfi_studio.cli.terminal import Terminal
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.photos import read_photo, save_photo
from dfi_studio.library.sample_project import sample_project

_ALPHAS = (0.0, 0.5, 1.0, 1.5, 2.0)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "-o", "--output", default="sample-output", metavar="DIR", help="Default sample-output."
    )
    flags.add_device(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Age the sample portrait: a frame for each alpha, and a sheet of them all."""
    path, recipe = sample_project()
    outputs = plan([path], _ALPHAS, recipe, f"{arguments.output}/{{stem}}_{{alpha:.1f}}.png")[path]

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    photo = read_photo(path)
    frames = [render.image for render in edited(workshop, photo, recipe, outputs, terminal)]
    captions = ["the picture" if alpha == 0 else f"older, alpha {alpha:g}" for alpha in _ALPHAS]
    sheet = contact_sheet([frames], column_captions=captions)
    saved = Path(arguments.output) / "contact-sheet.png"
    save_photo(saved, sheet, mark=EditMark(recipe, path.name))
    terminal.report(f"Saved {saved}", {"event": "saved", "path": str(saved)})
