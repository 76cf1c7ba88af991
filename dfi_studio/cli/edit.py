"""``dfi-studio edit``: move photographs along an attribute and save what comes out."""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli import flags, masking
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import PhotoError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import (
    Attribute,
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Solver,
)
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.outputs import ResultName, destinations
from dfi_studio.library.photos import read_photo, save_photo

if TYPE_CHECKING:
    from dfi_studio.pipeline.workshop import Workshop


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    parser.add_argument("--source", metavar="SET", help="Pictures to move away from.")
    parser.add_argument("--target", metavar="SET", help="Pictures to move towards.")
    parser.add_argument("--attribute", metavar="FILE", help="A learned attribute, instead of sets.")
    parser.add_argument(
        "--alpha",
        type=str,
        default="1",
        metavar="A[,A...]",
        help="How far to move, one result for each: 0 is the photo, 1 the difference of the sets; "
        "default 1. Write --alpha=-1 for a negative first number.",
    )
    flags.add_parameters(parser, Contrast, "k")
    flags.add_scaling(parser)
    flags.add_parameters(parser, Solver, "tv", "tv_beta", "iterations")
    flags.add_smooth(parser)
    flags.add_space(parser)
    flags.add_device(parser)
    masking.add_mask(
        parser, help="Where to edit, or what to protect; the result then has the photo's size."
    )
    parser.add_argument(
        "--role",
        type=MaskRole,
        choices=[MaskRole.EDIT, MaskRole.PROTECT],
        default=MaskRole.EDIT,
        help="What the mask says: edit only there (default), or protect what is there.",
    )
    flags.add_parameters(parser, Recipe, "feather")
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="A file for one result, else a folder or names such as {stem}_{alpha}.png.",
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Edit every photo at every alpha."""
    alphas = flags.parse_alphas(arguments.alpha)
    recipe = recipe_from(arguments)
    jobs = plan(arguments.photos, alphas, recipe, arguments.output)

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    for photo_path, outputs in jobs.items():
        photo, masks = opened(photo_path, arguments)
        for _ in edited(workshop, photo, recipe, outputs, terminal, masks=masks):
            pass


Outputs = Mapping[float, Path]
"""Where the result at each alpha goes."""


def plan(
    photos: Sequence[Path], alphas: Sequence[float], recipe: Recipe, out: str
) -> Mapping[Path, Outputs]:
    """Return where each photo's results go, having checked all that can be before any work.

    Raises
    ------
    PhotoError, UsageError, OutputError
        A photo is missing, an alpha is out of range, or the results have no place to go.
    """
    for photo in photos:
        if not photo.is_file():
            raise PhotoError(f"There is no picture {photo}: check the name.")
    attribute = name_of(recipe.directions[0].attribute)
    keys = [(photo, recipe.at(alpha).directions[0].alpha) for photo in photos for alpha in alphas]
    paths = destinations(out, [ResultName(photo, alpha, attribute) for photo, alpha in keys])
    jobs: dict[Path, dict[float, Path]] = {photo: {} for photo in photos}
    for (photo, alpha), path in zip(keys, paths, strict=True):
        jobs[photo][alpha] = path
    return jobs


def opened(path: Path, arguments: argparse.Namespace) -> tuple[Photo, tuple[MaskLayer, ...]]:
    """Read a photo, and the mask that was named for it.

    Raises
    ------
    PhotoError, MaskError
        One of them cannot be read, or they are not of one size.
    """
    if arguments.mask is None:
        return read_photo(path), ()
    photo = masking.whole_photo(path)
    return photo, (masking.layer_from(arguments, arguments.mask, photo, arguments.role),)


def edited(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    outputs: Outputs,
    terminal: Terminal,
    *,
    masks: Sequence[MaskLayer] = (),
) -> Iterator[Render]:
    """Render a photo at each alpha, each from the one before, and save what comes out."""
    start: Image | None = None
    for alpha, path in outputs.items():
        told = f"{photo.name} at {alpha:g}: "
        steps = rendering(workshop, photo, recipe.at(alpha), start=start, masks=masks)
        mark = EditMark(recipe.at(alpha), photo.name)
        finished = saved(steps, path, mark=mark, terminal=terminal, told=told, alpha=alpha)
        yield finished
        start = finished.image


def rendering(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    *,
    start: Image | None = None,
    masks: Sequence[MaskLayer] = (),
) -> Generator[Step, None, Render]:
    """Return the pipeline's own rendering, which takes torch to import.

    With masks the picture that comes out has the size of the photo.
    """
    from dfi_studio.pipeline.render import render

    steps = render(workshop, photo, recipe, start=start, masks=masks)
    return masking.at_full_size(steps, photo, masks) if masks else steps


def saved(
    steps: Generator[Step, None, Render],
    path: Path,
    *,
    mark: EditMark,
    terminal: Terminal,
    told: str,
    alpha: float,
) -> Render:
    """Follow a rendering and save what comes out.

    Interrupted by the user, it keeps the frame that was reached and lets the interrupt pass.
    """
    try:
        finished = terminal.follow(steps, prefix=told)
    except KeyboardInterrupt:
        if terminal.latest is not None:
            save_photo(path, terminal.latest.image, mark=mark)
            terminal.say(f"Stopped: the frame that was reached is in {path}.")
        raise
    save_photo(path, finished.image, mark=mark)
    terminal.report(
        f"Saved {path}",
        {"event": "saved", "path": str(path), "alpha": alpha, "objective": finished.objective},
    )
    return finished


def recipe_from(arguments: argparse.Namespace) -> Recipe:
    """Return the recipe that the flags ask for, at alpha 1.

    Raises
    ------
    UsageError
        Neither two sets nor an attribute file were given, or both.
    """
    sets = [arguments.source, arguments.target]
    if arguments.attribute and not any(sets):
        record = load_attribute(Path(arguments.attribute).expanduser())
        chosen: Attribute = SavedAttribute(arguments.attribute)
        default = record.space
    elif all(sets) and not arguments.attribute:
        chosen = Contrast(*sets, **flags.given(arguments, "k", "scaling"))
        default = FeatureSpace()
    else:
        raise UsageError("Give either --source and --target, or --attribute.")
    space = flags.space_from(arguments, default)
    return Recipe(
        (Direction(chosen),),
        space,
        flags.solver_from(arguments),
        **flags.given(arguments, "feather"),
    )


def name_of(attribute: Attribute) -> str:
    """Return what a file name may call an attribute."""
    match attribute:
        case SavedAttribute(path):
            return Path(path).stem
        case Contrast(source, target):
            return f"{Path(source).stem}-to-{Path(target).stem}"
