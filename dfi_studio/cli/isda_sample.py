"""``dfi-studio isda sample``: photos moved along the directions in which a class varies."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dfi_studio.cli import delivery, flags, masking
from dfi_studio.cli.edit import opened, rendering
from dfi_studio.cli.isda_figure import save_figure
from dfi_studio.cli.isda_pieces import Piece, draws, principal
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.errors import PhotoError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskRole
from dfi_studio.core.recipe import FeatureSpace, Recipe, Solver
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.augmented_set import AugmentedSet
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.folders import expanded
from dfi_studio.library.photos import open_photo, save_photo

if TYPE_CHECKING:
    from dfi_studio.cli.delivery import Delivery
    from dfi_studio.pipeline.workshop import Workshop

_COLUMNS = 4
_MOST_SHOWN = 48
"""Draws on a sheet; the first of more."""
_FIGURE_DRAWS = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the action's arguments."""
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
    masking.add_mask(parser, help="Where to edit; the result then has the photo's size.")
    parser.set_defaults(role=MaskRole.EDIT)
    flags.add_parameters(parser, Recipe, "feather")
    delivery.add_delivery(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
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

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    try:
        for path in arguments.photos:
            photo, masks = opened(path, arguments)
            ready = delivery.prepared(workshop, photo, masks, pieces[0].recipe, arguments, terminal)
            if arguments.figure is not None:
                _compare(workshop, ready, made, terminal, (sampling, base, arguments.figure))
            else:
                _Sampler(workshop, ready, made, terminal).make(pieces)
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
        **flags.given(arguments, "feather"),
    )


def _pieces(arguments: argparse.Namespace, sampling: Sampling, base: Recipe) -> list[Piece]:
    if arguments.principal is None:
        return draws(sampling, base)
    if arguments.principal < 1:
        raise UsageError(f"--principal is {arguments.principal}, but must be 1 or more.")
    if not 0 < arguments.deviations <= 100:
        raise UsageError(f"--deviations is {arguments.deviations:g}, but must lie in 0 to 100.")
    return principal(sampling, base, arguments.principal, arguments.deviations)


def _compare(
    workshop: Workshop,
    ready: Delivery,
    made: AugmentedSet,
    terminal: Terminal,
    asked: tuple[Sampling, Recipe, Path],
) -> None:
    """Make the figure of one photo."""
    from dfi_studio.pipeline.class_figure import class_figure

    steps = class_figure(workshop, ready.subject, *asked, ready.subject_masks)
    figure = terminal.follow(steps, prefix=f"{ready.photo.name}: ")
    save_figure(figure, ready.photo.name, made, terminal)


class _Sampler:
    """Makes the pictures of one photo."""

    def __init__(
        self, workshop: Workshop, ready: Delivery, made: AugmentedSet, terminal: Terminal
    ) -> None:
        self._workshop, self._ready, self._made = workshop, ready, made
        self._terminal = terminal
        self._shown: list[tuple[Piece, Image]] = []

    def make(self, pieces: Sequence[Piece]) -> None:
        """Make what is not there yet, and a sheet of all."""
        from dfi_studio.pipeline.class_budget import together
        from dfi_studio.pipeline.class_directions import class_directions
        from dfi_studio.pipeline.frames import working_frame

        subject, space = self._ready.subject, pieces[0].recipe.space
        frame = working_frame(subject.image, space.size)
        missing = [each for each in pieces if not self._is_there(each)]
        size = together(frame)
        blocks = {id(missing[at]): missing[at : at + size] for at in range(0, len(missing), size)}
        try:
            for piece in pieces:
                if id(piece) in blocks:  # of a whole block, one look at the class
                    asked = [each.direction for each in blocks[id(piece)]]
                    steps = class_directions(self._workshop, asked, space, frame, near=subject)
                    self._terminal.follow(steps, prefix=f"{subject.name}: ")
                self._make(piece)
        finally:
            if self._shown:
                self._save_sheet()

    def _make(self, piece: Piece) -> None:
        photo, path = self._ready.photo, self._made.path(piece.made_of(self._ready.photo).name)
        if self._is_there(piece):
            image = open_photo(path)
        else:
            told = f"{photo.name}, {piece.said}: "
            finished = self._terminal.follow(
                rendering(
                    self._workshop,
                    self._ready.subject,
                    piece.recipe,
                    masks=self._ready.subject_masks,
                ),
                prefix=told,
            )
            mark = EditMark(piece.recipe, photo.name)
            self._terminal.follow(self._ready.save(finished, path, mark), prefix=told)
            values = {"event": "saved", "path": str(path), **piece.values}
            self._terminal.report(f"Saved {path}", values)
            image = finished.image
        self._made.add(piece.made_of(photo), piece.recipe)
        if len(self._shown) < _MOST_SHOWN:
            self._shown.append((piece, image))

    def _is_there(self, piece: Piece) -> bool:
        photo = self._ready.photo
        return self._made.holds(piece.made_of(photo).name, EditMark(piece.recipe, photo.name))

    def _save_sheet(self) -> None:
        photo, first = self._ready.photo, self._shown[0][0]
        from dfi_studio.pipeline.frames import reduced, working_frame

        subject = self._ready.subject.image
        frame = working_frame(subject, first.recipe.space.size)
        pictures = [reduced(subject, frame), *(image for _, image in self._shown)]
        captions = [photo.name, *(piece.said for piece, _ in self._shown)]
        starts = range(0, len(pictures), _COLUMNS)
        sheet = contact_sheet(
            [pictures[at : at + _COLUMNS] for at in starts],
            picture_captions=[captions[at : at + _COLUMNS] for at in starts],
        )
        path = self._made.folder / f"{PurePath(photo.name).stem}-sheet.png"
        save_photo(path, sheet, mark=EditMark(first.recipe, photo.name))
        self._terminal.report(f"Saved {path}", {"event": "saved", "path": str(path)})
