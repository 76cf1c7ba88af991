"""``dfi-studio edit``: move photographs along an attribute and save what comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.cli import asking, delivery, flags, masking, previewing
from dfi_studio.cli.asking import recipe_from as recipe_from
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.batch import attribute_name as name_of
from dfi_studio.core.errors import PhotoError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Preview, Render, Step
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.exports import save_sheet
from dfi_studio.library.photos import read_photo, save_photo
from dfi_studio.library.result_names import ResultName, destinations

if TYPE_CHECKING:
    from dfi_studio.pipeline.workshop import Workshop


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    asking.add_sets(parser)
    parser.add_argument("--attribute", metavar="FILE", help="A learned attribute, instead of sets.")
    parser.add_argument(
        "--alpha",
        type=str,
        default="1",
        metavar="A[,A...]",
        help="How far to move, one result for each: 0 is the photo, 1 the difference of the sets; "
        "default 1. Write --alpha=-1 for a negative first number.",
    )
    asking.add_settings(parser)
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
    delivery.add_delivery(parser)
    delivery.add_sheet(parser)
    previewing.add_decoder(parser)
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
    previewing.check(arguments)
    jobs = plan(arguments.photos, alphas, recipe, arguments.output)

    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    for photo_path, outputs in jobs.items():
        photo, masks = opened(photo_path, arguments)
        ready = delivery.prepared(workshop, photo, masks, recipe, arguments, terminal)
        if arguments.preview:
            frames = previewing.guessed(
                workshop, ready, recipe, arguments.decoder, outputs, terminal
            )
        else:
            frames = list(
                edited(
                    workshop,
                    ready.subject,
                    recipe,
                    outputs,
                    terminal,
                    masks=ready.subject_masks,
                    save=ready.save,
                )
            )
        if arguments.sheet:
            first = next(iter(outputs.values()))
            sheet = first.with_name(f"{photo_path.stem}-sheet.png")
            captions = [f"{each:g}" for each in outputs]
            images = [each.image for each in frames]
            save_sheet(sheet, images, captions, mark=EditMark(recipe, photo.name))
            terminal.report(f"Saved {sheet}", {"event": "saved", "path": str(sheet)})


Outputs = Mapping[float, Path]
"""Where the result at each alpha goes."""

Save = Callable[[Render, Path, EditMark], Generator[Step, None, None]]
"""How a finished render becomes a file."""


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
    save: Save | None = None,
) -> Iterator[Render]:
    """Render a photo at each alpha, each from the one before, and save what comes out."""
    start: Image | None = None
    for alpha, path in outputs.items():
        told = f"{photo.name} at {alpha:g}: "
        moved = recipe.at(alpha)
        steps = rendering(workshop, photo, moved, start=start, masks=masks)
        goal = Goal(path, EditMark(moved, photo.name), save or save_picture)
        finished = saved(steps, goal, photo=photo, terminal=terminal, told=told, alpha=alpha)
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
    """Return the pipeline's own rendering, which takes torch to import."""
    from dfi_studio.pipeline.render import render

    return render(workshop, photo, recipe, start=start, masks=masks)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a result goes, what it says of itself, and how it is saved."""

    path: Path
    mark: EditMark
    save: Save


def saved(
    steps: Generator[Step, None, Render],
    goal: Goal,
    *,
    photo: Photo,
    terminal: Terminal,
    told: str,
    alpha: float,
) -> Render:
    """Follow a rendering and save what comes out.

    Interrupted by the user, it keeps the frame that was reached and lets the interrupt pass.

    Parameters
    ----------
    photo : Photo
        What is rendered.
    """
    try:
        finished = terminal.follow(steps, prefix=told)
    except KeyboardInterrupt:
        latest = terminal.latest
        if latest is not None:
            reached = _reached(goal.mark.recipe, photo, latest)
            terminal.follow(goal.save(reached, goal.path, goal.mark), prefix=told)
            terminal.say(f"Stopped: the frame that was reached is in {goal.path}.")
        raise
    terminal.follow(goal.save(finished, goal.path, goal.mark), prefix=told)
    terminal.report(
        f"Saved {goal.path}",
        {"event": "saved", "path": str(goal.path), "alpha": alpha, "objective": finished.objective},
    )
    return finished


def save_picture(finished: Render, path: Path, mark: EditMark) -> Generator[Step, None, None]:
    """Save what was rendered, at the working size."""
    save_photo(path, finished.image, mark=mark)
    yield from ()


def _reached(recipe: Recipe, photo: Photo, latest: Preview) -> Render:
    """Return the render that a preview comes to."""
    from dfi_studio.pipeline.frames import reduced

    image = latest.image
    before = reduced(photo.image, image.shape[:2])
    filled = image if recipe.fill is not None else None
    edited = None if recipe.fill is not None and not recipe.moving else image
    return Render(recipe, latest.iteration, latest.objective, before, image, filled, edited)
