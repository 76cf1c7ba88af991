"""``dfi-studio faces``: list the faces of a photograph, to choose one by its number."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli.terminal import Terminal
from dfi_studio.library.photos import read_photo


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photo", type=Path, metavar="PHOTO")


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """List the faces, the largest first."""
    from dfi_studio.pipeline.faces import find_faces

    faces = terminal.follow(find_faces(read_photo(arguments.photo).image))
    if not faces:
        terminal.say(f"No face was found in {arguments.photo}.")
    for number, face in enumerate(faces, 1):
        left, top, right, bottom = (round(each) for each in face.box)
        terminal.result(
            f"{number}  {right - left} x {bottom - top} px at {left},{top}"
            f"  leaning {face.degrees:+.0f} degrees  score {face.score:.2f}",
            {
                "face": number,
                "box": [left, top, right, bottom],
                "landmarks": [list(each) for each in face.landmarks],
                "degrees": face.degrees,
                "score": face.score,
            },
        )
