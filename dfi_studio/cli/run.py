"""``dfi-studio run``: render a project as the window would, to the same bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli import flags, masking
from dfi_studio.cli.edit import Goal, name_of, rendering, save_picture, saved
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import ProjectError, UsageError
from dfi_studio.core.photo import Photo
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.outputs import ResultName, destinations
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.photo_search import find_photos
from dfi_studio.session.project import Stored, open_project

_LACKS = {
    Missing.PHOTO: "no photo",
    Missing.ATTRIBUTE: "no attribute",
    Missing.SOURCE: "an attribute without source pictures",
    Missing.TARGET: "an attribute without target pictures",
    Missing.FILL: "missing pixels without pictures to fill them from",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "--snapshot", metavar="NAME", help="Render this snapshot instead of the present state."
    )
    flags.add_device(parser)
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="A file, a folder, or a name such as {stem}_{alpha}.png.",
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Render the project's document from its photo."""
    document = chosen(open_project(arguments.project), arguments)
    photo = document.subject
    assert photo is not None  # else it would be missing
    alpha, attribute = _told(document)
    original = photo.path or Path("pasted")
    (path,) = destinations(arguments.output, [ResultName(original, alpha, attribute)])

    from dfi_studio.pipeline.workshop import Workshop

    masks = document.subject_masks
    steps = rendering(Workshop(arguments.device), photo, document.recipe, masks=masks)
    if masks or document.marks:
        steps = masking.at_full_size(steps, photo, masks)
    goal = Goal(path, EditMark(document.recipe, original.name), save_picture)
    told = f"{original.name}: "
    saved(steps, goal, photo=photo, terminal=terminal, told=told, alpha=alpha)


def _told(document: Document) -> tuple[float, str]:
    """Return the strength and the attribute that stand for a document in a file's name."""
    recipe = document.recipe
    if recipe.moving:
        return recipe.moving[0].alpha, name_of(recipe.moving[0].attribute)
    if document.filling and recipe.fill is not None:
        return recipe.fill.alpha, "filled"
    return 0.0, ""


def chosen(stored: Stored, arguments: argparse.Namespace) -> Document:
    """Return the document to render, with its photo read.

    Raises
    ------
    UsageError
        There is no such snapshot.
    ProjectError
        The document is not complete, or its photo is not there.
    """
    state, project = stored.state, arguments.project
    document = state.document
    if arguments.snapshot is not None:
        by_name = {each.name: each.document for each in state.snapshots}
        if arguments.snapshot not in by_name:
            names = ", ".join(by_name) or "none"
            raise UsageError(
                f"{project} has no snapshot {arguments.snapshot}; it has these: {names}."
            )
        document = by_name[arguments.snapshot]
    if document.missing is not None:
        raise ProjectError(
            f"{project} cannot be rendered: it has {_LACKS[document.missing]}; complete it in the "
            "window."
        )
    return stored.filled(document, _read(stored, document.photo))


def _read(stored: Stored, photo: Photo | None) -> dict[Photo, Photo]:
    """Read the one photo that is needed; others of the history may be missing."""
    wanted = {each: places for each, places in stored.outside.items() if each == photo}
    found, absent = find_photos(wanted)
    for each in absent:
        what = "is not where it was" if each.changed is None else "has changed"
        raise ProjectError(
            f"The photo {each.photo.path} {what} since the project was saved; open the project in "
            "the window to find the photo again."
        )
    return found
