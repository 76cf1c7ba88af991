"""Any photograph on the command line: the face that is edited, and how results go back into it."""

from __future__ import annotations

import argparse
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, chosen_face
from dfi_studio.core.framing import Framing
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.attributes import attribute_landmarks
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.exports import (
    ExportOptions,
    before_and_after,
    pair_path,
    save_original,
    save_pair,
)
from dfi_studio.library.originals import Original
from dfi_studio.library.photos import save_photo
from dfi_studio.library.portrait_masks import masks_in

if TYPE_CHECKING:
    from dfi_studio.pipeline.workshop import Workshop


def add_delivery(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say which face is edited, and what is saved."""
    _add_alignment(parser)
    add_export(parser)


def _add_alignment(parser: argparse.ArgumentParser) -> None:
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
        default=Framing.PHOTO,
        help="photo (default): the sets are brought to the photo's face, each by its landmarks; "
        "set: the face is brought to the mean of the sets.",
    )
    parser.add_argument(
        "--match-colour",
        action="store_true",
        help="Give the edit the mean and spread of colour of the photo.",
    )


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say what is saved."""
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
        "--depth",
        type=int,
        choices=(8, 16),
        help="Bits a channel of PNG and TIFF; else the photo's.",
    )
    parser.add_argument(
        "--drop-gps", action="store_true", help="Leave out where the photo was taken."
    )
    parser.add_argument(
        "--no-mark", action="store_true", help="Do not write into the result that it was edited."
    )
    parser.add_argument(
        "--pair", action="store_true", help="Save before and after side by side too: NAME-pair."
    )


def add_sheet(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a contact sheet of several alphas."""
    parser.add_argument(
        "--sheet", action="store_true", help="Save all alphas side by side too: NAME-sheet.png."
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A photo made ready: what is rendered of it, and where the result goes into.

    Attributes
    ----------
    photo : Photo
        The whole photo.
    masks : tuple of MaskLayer
        At its size.
    before : tuple of Solved
        What was solved of it before, for other faces.
    portrait : Portrait or None
        None where the photo is rendered as it is.
    original : Original or None
        None where only what was rendered is saved, at the working size.
    """

    photo: Photo
    masks: tuple[MaskLayer, ...]
    portrait: Portrait | None
    original: Original | None
    options: ExportOptions
    paired: bool = False
    before: tuple[Solved, ...] = ()

    @property
    def subject(self) -> Photo:
        """What is rendered."""
        return self.photo if self.portrait is None else self.portrait.photo

    @property
    def subject_masks(self) -> tuple[MaskLayer, ...]:
        """The masks of what is rendered."""
        return self.masks if self.portrait is None else masks_in(self.portrait, self.masks)

    def save(self, finished: Render, path: Path, mark: EditMark) -> Generator[Step, None, None]:
        """Save a finished render.

        Raises
        ------
        StudioError
            The result cannot be written, or the photo's file has changed.
        """
        from dfi_studio.pipeline.export import exported

        if self.original is None:
            save_photo(path, finished.image, mark=mark if self.options.marked else None)
            if self.paired:
                save_pair(pair_path(path), finished.photo, finished.image, mark=mark)
            return
        solved = Solved(
            self.portrait, finished.recipe, self.masks, finished.filled, finished.edited
        )
        result = yield from exported(self.photo, [*self.before, solved], onto=self.original)
        save_original(path, result, mark=mark, options=self.options)
        if self.paired:
            save_pair(pair_path(path), *before_and_after(self.original, result), mark=mark)


def prepared(
    workshop: Workshop,
    photo: Photo,
    masks: Sequence[MaskLayer],
    recipe: Recipe,
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> Delivery:
    """Find the face that is to be edited, cut it out, and read what the result goes into.

    A photo without a face, one that is framed like its sets, and one with a hole that reaches out
    of its face's frame are edited as they are.

    Raises
    ------
    StudioError
        There is no such face, or a set, the network or the photo does not serve.
    """
    portrait = None
    if not arguments.no_align:
        portrait = terminal.follow(
            _portrait(workshop, photo, masks, recipe, arguments), prefix=f"{photo.name}: "
        )
    whole = arguments.full_size or portrait is not None or bool(masks)
    original = None
    if whole and not arguments.crop:
        original = opened_original(photo, None, terminal)
    return Delivery(
        photo,
        tuple(masks),
        portrait,
        original,
        options_from(arguments),
        arguments.pair,
    )


def opened_original(photo: Photo, crop: Crop | None, terminal: Terminal) -> Original:
    """Read what results go into, and say where its kind of colours cannot be kept.

    Raises
    ------
    PhotoError
        The file cannot be read, or is another by now.
    """
    from dfi_studio.pipeline.export import own_values

    original = own_values(photo, crop)
    if original.converted:
        terminal.say(f"{photo.name} is saved in 8-bit sRGB: its own kind of colours is not kept.")
    return original


def options_from(arguments: argparse.Namespace) -> ExportOptions:
    """Return what the flags say of what goes out beside the pixels."""
    return ExportOptions(not arguments.no_mark, arguments.drop_gps, arguments.depth)


def _portrait(
    workshop: Workshop,
    photo: Photo,
    masks: Sequence[MaskLayer],
    recipe: Recipe,
    arguments: argparse.Namespace,
) -> Generator[Step, None, Portrait | None]:
    from dfi_studio.pipeline.align import cut_out, files_of, paths_of
    from dfi_studio.pipeline.faces import find_faces

    workshop.backbone(recipe.space)  # what is missing is told before any work
    unknown = [path for path in files_of(recipe) if attribute_landmarks(path) is None]
    if unknown and arguments.face is not None:
        raise UsageError(
            f"{unknown[0]} does not say where faces are in its pictures; leave out --face, or "
            "learn it again."
        )
    if unknown or not (paths_of(recipe) or files_of(recipe)):
        return None
    faces = yield from find_faces(photo.image)
    face: Face | None = chosen_face(faces, arguments.face)
    if face is None:
        return None
    return (yield from cut_out(workshop, photo, face, recipe, masks))
