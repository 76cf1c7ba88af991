"""The command line's front: reads the arguments, runs the command, turns errors into sentences.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but for some photos of a batch; 130 interrupted,
as shells have it. Nothing here, nor in a command's `configure`, imports torch: ``--help`` answers
at once.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence

from dfi_studio import __version__
from dfi_studio.cli import (
    batch,
    catalog,
    decoder,
    edit,
    faces,
    info,
    inpaint,
    isda,
    learn,
    neighbours,
    run,
    sample,
    sequence,
    weights,
)
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import StudioError, UsageError

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_COMMANDS = {
    "edit": (edit, "Move photographs along an attribute, and save what comes out."),
    "sequence": (sequence, "Make a film of a photograph that moves along an attribute."),
    "batch": (batch, "Edit many photographs in many ways, with a report; go on where it ended."),
    "inpaint": (inpaint, "Fill the missing pixels of a photograph from pictures like it."),
    "run": (run, "Render a project that the window saved, to the same bytes."),
    "learn": (learn, "Make an attribute file from two sets of pictures."),
    "faces": (faces, "List the faces of a photograph, to choose one with --face."),
    "decoder": (decoder, "Train a network that shows edits at once, for a set of pictures."),
    "isda": (
        isda,
        "Implicit semantic augmentation: train with it, see what a class varies in.",
    ),
    "neighbours": (neighbours, "List the pictures of a set that are most like a photo."),
    "catalog": (catalog, "Keep folders of pictures with their labels, and ask for some."),
    "weights": (weights, "See, fetch or add the networks."),
    "info": (info, "Print what a bug report needs."),
    "sample": (sample, "Run the sample project without a window."),
}

_EPILOG = """\
SET is a folder of pictures, or a text file of paths, one a line; 'SET?QUERY' is what meets a
query in it, such as 'faces?age >= 60 and not glasses', and 'catalog:NAME?QUERY' the same in a
folder of the catalogue, * being all of them.
Without a command the window opens; `dfi-studio FILE` opens it with a photo, a project or an
attribute file, `dfi-studio open --sample` with the sample project.
Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but for some photos of a batch, 130 interrupted
(the last frame is kept)."""


def main(argv: Sequence[str]) -> int:
    """Run a command and return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    if isinstance(sys.stdout, io.TextIOWrapper):  # names of files are bytes, not always text
        sys.stdout.reconfigure(errors="surrogateescape")
    arguments = make_parser().parse_args(argv)
    terminal = Terminal(as_json=arguments.json)
    command, _ = _COMMANDS[arguments.command]
    try:
        code: int | None = command.run(arguments, terminal)
    except UsageError as error:
        return _fail(terminal, error, WRONG_USE)
    except StudioError as error:
        return _fail(terminal, error, FAILED)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code or DONE


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="dfi-studio",
        description="Change what is in a photograph by moving it through a network's features.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"DFI Studio {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (command, summary) in _COMMANDS.items():
        own = commands.add_parser(name, help=summary, description=summary)
        own.add_argument("--json", action="store_true", help="Print JSON, one object a line.")
        command.configure(own)
    commands.add_parser("open", help="Open the window, with a photo, a project or the sample.")
    return parser


def _fail(terminal: Terminal, error: StudioError, code: int) -> int:
    if terminal.as_json:
        terminal.emit({"event": "error", "text": str(error)})
    sys.stderr.write(f"{error}\n")
    return code
