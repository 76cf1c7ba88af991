"""``dfi-studio sequence``: a film of a photograph that moves along an attribute."""

from __future__ import annotations

import argparse
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dfi_studio.cli import asking, delivery, filming, flags, masking
from dfi_studio.cli.edit import opened
from dfi_studio.cli.run import chosen, ready_from
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.batch import attribute_name
from dfi_studio.core.errors import PhotoError, UsageError
from dfi_studio.core.mask import MaskRole
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep, Preview, Step
from dfi_studio.library.folders import expanded
from dfi_studio.library.movies.saving import MOVIE_FORMATS, NUMBERED, movie_format
from dfi_studio.library.outputs import check_folder, check_replaceable
from dfi_studio.library.result_names import ResultName, Template, refuse_clashes
from dfi_studio.session.project import SUFFIX, open_project

if TYPE_CHECKING:
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.film_pictures import FilmPictures
    from dfi_studio.pipeline.workshop import Workshop

Result = TypeVar("Result")

_OF_PHOTOS = (
    *("source", "target", "attribute", "mask", "face", "size", "layers", "backbone", "k"),
    *("scaling", "tv", "tv_beta", "iterations", "smooth", "feather"),
)
_NUMBERED_NAME = "{stem}_{frame:05}.{ext}"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "photos",
        nargs="+",
        type=Path,
        metavar="PHOTO",
        help=f"A photo, or a project ({SUFFIX}), whose own film is made unless flags say else.",
    )
    asking.add_sets(parser)
    parser.add_argument("--attribute", metavar="FILE", help="A learned attribute, instead of sets.")
    filming.add_sequence(parser)
    asking.add_settings(parser)
    masking.add_mask(parser, help="Where to edit, or what to protect.")
    parser.add_argument(
        "--role",
        type=MaskRole,
        choices=[MaskRole.EDIT, MaskRole.PROTECT],
        default=MaskRole.EDIT,
        help="What the mask says: edit only there (default), or protect what is there.",
    )
    flags.add_parameters(parser, Recipe, "feather")
    delivery.add_alignment(parser)
    delivery.add_extent(parser)
    # What only a single picture has.
    parser.set_defaults(pair=False, depth=None, drop_gps=False, snapshot=None)
    filming.add_movie(parser)
    delivery.add_sheet(parser)
    _add_output(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help=f"A file that ends with one of {' '.join(MOVIE_FORMATS)}; or a folder, for numbered "
        "pictures; or names of {stem}, {attribute}, {alpha} (the last one) and {ext}, and with "
        "{frame:05} for numbered pictures.",
    )
    parser.add_argument(
        "--format",
        default=None,
        choices=list(dict.fromkeys(each[1:] for each in (*MOVIE_FORMATS, *NUMBERED))),
        help="What {ext} is: mp4 by default, png of numbered pictures.",
    )


@dataclass(frozen=True, slots=True)
class _Shot:
    """A film to be made.

    Attributes
    ----------
    subject : Path
        A photo, or a project.
    paths : tuple of Path
        One film, or one a frame that is seen.
    """

    subject: Path
    recipe: Recipe
    sequence: Sequence
    paths: tuple[Path, ...]
    numbered: bool


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Make a film of every photo, or what is left of it."""
    options = filming.movie_from(arguments)
    shots = [_shot(each, arguments) for each in arguments.photos]
    _check_places(shots)

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    for shot in shots:
        ready = _ready(workshop, shot, arguments, terminal)
        pictures = _solved(workshop, shot, ready, options, terminal)
        _save(pictures, shot, options, terminal)
        if arguments.sheet:
            _save_sheet(pictures, shot, terminal)


def _shot(subject: Path, arguments: argparse.Namespace) -> _Shot:
    """Return what is made of a photo or a project, having checked all that can be before work."""
    own, photo = None, subject
    if not subject.is_file():
        raise PhotoError(f"There is no picture {subject}: check the name.")
    if subject.suffix.lower() == SUFFIX:
        _check_project(arguments)
        document = open_project(subject).state.document
        recipe, own = document.recipe, document.sequence
        if document.photo is not None and document.photo.path is not None:
            photo = document.photo.path
    else:
        recipe = asking.recipe_from(arguments)
    sequence = filming.sequence_from(arguments, recipe, own)
    moving = sequence.at(recipe, 1.0).moving
    name = ResultName(
        photo,
        moving[0].alpha if moving else 0.0,
        attribute_name(moving[0].attribute) if moving else "",
    )
    paths, numbered = _places(arguments, name, sequence.length)
    return _Shot(subject, recipe, sequence, paths, numbered)


def _check_project(arguments: argparse.Namespace) -> None:
    """Refuse flags that say anew what a project says itself."""
    for name in (*_OF_PHOTOS, "no_align", "match_colour"):
        if getattr(arguments, name) not in (None, False):
            raise UsageError(
                f"A project says itself what is edited and how; leave out --{name}, or change it "
                "in the window.".replace("_", "-")
            )


def _places(
    arguments: argparse.Namespace, name: ResultName, length: int
) -> tuple[tuple[Path, ...], bool]:
    """Return where a film goes, and whether as numbered pictures."""
    out: str = arguments.output
    if "{" not in out and not out.endswith(("/", os.sep)) and not expanded(out).is_dir():
        path = expanded(out)
        if path.suffix:
            movie_format(path)
            return (path,), False
    numbered = "{frame" in out or "{" not in out
    extension = arguments.format or ("png" if numbered else "mp4")
    template = Template.of(out, default=_NUMBERED_NAME)
    frames = range(1, length + 1) if numbered else (1,)
    paths = tuple(
        template.path(ResultName(name.photo, name.alpha, name.attribute, extension, each))
        for each in frames
    )
    if not numbered:
        movie_format(paths[0])
    elif paths[0].suffix.lower() not in NUMBERED:
        raise UsageError(
            f"Numbered pictures end with one of {' '.join(NUMBERED)}, not {paths[0].suffix}."
        )
    return paths, numbered


def _check_places(shots: list[_Shot]) -> None:
    paths = [path for shot in shots for path in shot.paths]
    refuse_clashes(paths, [ResultName(shot.subject, 0.0) for shot in shots for _ in shot.paths])
    for path in paths:
        check_replaceable(path)
    for shot in shots:
        for folder in dict.fromkeys(path.parent for path in shot.paths):
            check_folder(folder, make=shot.numbered)


def _ready(
    workshop: Workshop, shot: _Shot, arguments: argparse.Namespace, terminal: Terminal
) -> Delivery:
    """Make the photo ready that a film is made of."""
    if shot.subject.suffix.lower() != SUFFIX:
        photo, masks = opened(shot.subject, arguments)
        return delivery.prepared(workshop, photo, masks, shot.recipe, arguments, terminal)
    arguments.project = shot.subject
    document = chosen(open_project(shot.subject), arguments)
    return ready_from(workshop, document, arguments, terminal)


def _solved(
    workshop: Workshop, shot: _Shot, ready: Delivery, options: MovieOptions, terminal: Terminal
) -> FilmPictures:
    """Solve the frames of a film; interrupted, say how to go on, and let the interrupt pass."""
    from dfi_studio.pipeline.film_pictures import FilmPictures
    from dfi_studio.pipeline.sequence import film

    reached = _Reached()
    steps = film(workshop, ready.subject, shot.recipe, shot.sequence, masks=ready.subject_masks)
    try:
        made = terminal.follow(reached.noting(steps), prefix=f"{ready.photo.name}: ")
    except KeyboardInterrupt:
        terminal.say(
            f"Stopped: {reached.count} of {reached.total} frames are kept; run the same command "
            "again to go on."
        )
        raise
    return FilmPictures(made, ready, options)


class _Reached:
    """Counts the frames that are kept while a film is solved."""

    def __init__(self) -> None:
        self.count, self.total = 0, 0

    def noting(self, steps: Generator[Step, None, Result]) -> Generator[Step, None, Result]:
        """Pass the steps on but for every iterate: there are many short solves."""
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            except KeyboardInterrupt:
                steps.close()
                raise
            if isinstance(step, FrameStep):
                self.count, self.total = step.number + 1, step.count
            if not isinstance(step, Preview):
                yield step


def _save(pictures: FilmPictures, shot: _Shot, options: MovieOptions, terminal: Terminal) -> None:
    from dfi_studio.library.movies.numbered import write_numbered
    from dfi_studio.library.movies.saving import save_movie

    movie, prefix = pictures.movie(), f"{pictures.ready.photo.name}: "
    if shot.numbered:
        terminal.follow(write_numbered(shot.paths, movie, options), prefix=prefix)
        where = shot.paths[0].parent
    else:
        (where,) = shot.paths
        terminal.follow(save_movie(where, movie, options), prefix=prefix)
    seconds = float(movie.duration)
    terminal.report(
        f"Saved {where}: {movie.count} frames, {seconds:g} s",
        {"event": "saved", "path": str(where), "frames": movie.count, "seconds": seconds},
    )


def _save_sheet(pictures: FilmPictures, shot: _Shot, terminal: Terminal) -> None:
    from dfi_studio.library.photos import save_photo

    sheet = shot.paths[0].with_name(f"{Path(pictures.ready.photo.name).stem}-sheet.png")
    save_photo(sheet, pictures.sheet(), mark=pictures.movie().mark)
    terminal.report(f"Saved {sheet}", {"event": "saved", "path": str(sheet)})
