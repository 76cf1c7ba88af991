"""``dfi-studio run``: render a project as the window would, to the same bytes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli import delivery, flags
from dfi_studio.cli.edit import Goal, rendering, saved
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.batch import attribute_name
from dfi_studio.core.errors import ProjectError, UsageError
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.solved import Solved
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.portrait_masks import masks_in
from dfi_studio.library.result_names import ResultName, destinations
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.photo_search import find_photos
from dfi_studio.session.project import Stored, open_project

if TYPE_CHECKING:
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.workshop import Workshop

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
    delivery.add_export(parser)
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
    photo, subject = document.photo, document.subject
    assert photo is not None  # else it would be missing
    assert subject is not None
    alpha, attribute = _told(document)
    name = photo.path or Path("pasted")
    (path,) = destinations(arguments.output, [ResultName(name, alpha, attribute)])

    from dfi_studio.pipeline.workshop import Workshop

    workshop, told = Workshop(arguments.device), f"{name.name}: "
    ready, own = ready_from(workshop, document, arguments, terminal), document.layers[-1]
    steps = rendering(workshop, ready.subject, own.recipe, masks=ready.subject_masks)
    goal = Goal(path, EditMark(document.recipe, name.name), ready.save)
    saved(steps, goal, photo=ready.subject, terminal=terminal, told=told, alpha=alpha)


def ready_from(
    workshop: Workshop, document: Document, arguments: argparse.Namespace, terminal: Terminal
) -> Delivery:
    """Return what is rendered of a document, and what goes around it: its other faces are solved.

    Raises
    ------
    StudioError
        The photo's file, a set or the network does not serve.
    """
    from dfi_studio.pipeline.delivery import Delivery, opened_original

    photo, subject = document.photo, document.subject
    assert photo is not None  # `chosen` has seen to it
    assert subject is not None
    told, (*others, own), original = f"{photo.name}: ", document.layers, None
    if (document.in_place or arguments.full_size) and not arguments.crop:
        original = terminal.follow(opened_original(photo, document.crop))
    return Delivery(
        subject,
        own.subject_masks,
        _portrait(workshop, own, terminal, told),
        original,
        delivery.options_from(arguments),
        paired=arguments.pair,
        before=tuple(_solved(workshop, each, terminal, told) for each in others),
    )


def _portrait(
    workshop: Workshop, document: Document, terminal: Terminal, told: str
) -> Portrait | None:
    """Cut the face out that a document edits; None where it edits the photo as it is."""
    from dfi_studio.pipeline.align import cut_out

    photo, face = document.subject, document.subject_face
    if photo is None or face is None:
        return None
    steps = cut_out(workshop, photo, face, document.recipe, document.subject_masks)
    return terminal.follow(steps, prefix=told)


def _solved(workshop: Workshop, document: Document, terminal: Terminal, told: str) -> Solved:
    """Render one face of several."""
    portrait, photo = _portrait(workshop, document, terminal, told), document.subject
    assert photo is not None  # it is that of the others
    masks = document.subject_masks
    seen = photo if portrait is None else portrait.photo
    within = masks if portrait is None else masks_in(portrait, masks)
    steps = rendering(workshop, seen, document.recipe, masks=within)
    made = terminal.follow(steps, prefix=told)
    return Solved(portrait, document.recipe, masks, made.filled, made.edited)


def _told(document: Document) -> tuple[float, str]:
    """Return the strength and the attribute that stand for a document in a file's name."""
    recipe = document.recipe
    if recipe.moving:
        return recipe.moving[0].alpha, attribute_name(recipe.moving[0].attribute)
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
