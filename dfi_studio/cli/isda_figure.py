"""The figure of ``isda sample``: its pictures, a sheet, and what was measured as a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path, PurePath
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from dfi_studio.cli.edit import rendering
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.class_direction import ClassDirection, ClassDistance, Sampling
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Render
from dfi_studio.library.augmented_set import AugmentedSet, Made
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.library.picture_sets import picture_set

if TYPE_CHECKING:
    from dfi_studio.pipeline.class_figure import Figure
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.set_features import Looking
    from dfi_studio.pipeline.workshop import Workshop

_KINDS = ("labelled", "random", "class")
_COLUMNS = ("direction", "row", "alpha", "followed", "nearest")


def make_figure(
    workshop: Workshop,
    ready: Delivery,
    made: AugmentedSet,
    terminal: Terminal,
    asked: tuple[Sampling, Recipe, Path],
    looking: Looking,
) -> None:
    """Render what is not there yet, measure all, and save the figure of one photo.

    Parameters
    ----------
    asked : Sampling, Recipe, Path
        The class; space and solver; the attribute file of the labelled direction.
    looking : Looking
        Who looks at the pictures of the class.

    Raises
    ------
    StudioError
        The class or the attribute file does not serve, or a result cannot be written.
    """
    from dfi_studio.pipeline.class_figure import figure_of, figure_recipes

    sampling, photo, subject = asked[0], ready.photo, ready.subject
    told = f"{photo.name}: "
    steps = figure_recipes(workshop, subject, *asked, looking=looking)
    recipes = terminal.follow(steps, prefix=told)
    label, renders = picture_set(sampling.pictures).name, []
    for at, (kind, recipe) in enumerate(recipes):
        number, alpha = at // len(_KINDS), recipe.directions[0].alpha
        attribute = recipe.directions[0].attribute
        piece = (
            Made.of(photo.name, label, attribute, alpha)
            if isinstance(attribute, ClassDirection)
            else Made.labelled(photo.name, label, number, alpha)
        )
        told = f"{photo.name}, {kind} {number + 1}: "
        renders.append((kind, _rendered(workshop, ready, made, terminal, (piece, recipe, told))))
        made.add(piece, recipe)
    measure = figure_of(workshop, subject, sampling, renders, looking=looking)
    save_figure(terminal.follow(measure, prefix=f"{photo.name}: "), photo.name, made, terminal)


def _rendered(
    workshop: Workshop,
    ready: Delivery,
    made: AugmentedSet,
    terminal: Terminal,
    asked: tuple[Made, Recipe, str],
) -> Render:
    """Return a render, from its file where that holds just what was rendered."""
    from dfi_studio.pipeline.frames import reduced, working_frame

    piece, recipe, told = asked
    subject, mark, path = ready.subject, EditMark(recipe, ready.photo.name), made.path(piece.name)
    if ready.original is None and made.holds(piece.name, ready.photo.name, recipe):
        frame = working_frame(subject.image, recipe.space.size)
        return Render(recipe, 0, 0.0, reduced(subject.image, frame), open_photo(path))
    steps = rendering(workshop, subject, recipe, masks=ready.subject_masks)
    finished = terminal.follow(steps, prefix=told)
    terminal.follow(ready.save(finished, path, mark), prefix=told)
    terminal.report(f"Saved {path}", {"event": "saved", "path": str(path)})
    return finished


def save_figure(figure: Figure, name: str, made: AugmentedSet, terminal: Terminal) -> None:
    """Save the sheet and the table of a photo's figure, and tell the means.

    Parameters
    ----------
    name : str
        Of the photo.

    Raises
    ------
    OutputError
        They cannot be written.
    """
    stem = PurePath(name).stem
    sheet, table = (made.folder / f"{stem}-figure.{end}" for end in ("png", "csv"))
    first = figure.rows[0]
    pictures = [[row[0].render.photo, *(cell.render.image for cell in row)] for row in figure.rows]
    captions = [[_told(figure.own), *(_told(cell.distance) for cell in row)] for row in figure.rows]
    image = contact_sheet(
        pictures,
        column_captions=("photo", *(cell.kind.value for cell in first)),
        picture_captions=captions,
    )
    save_photo(sheet, image, mark=EditMark(first[-1].render.recipe, name))
    with atomic(table) as temporary:
        temporary.write_text(_table(figure), encoding="utf-8")
    for path in (sheet, table):
        terminal.report(f"Saved {path}", {"event": "saved", "path": str(path)})
    for kind in (cell.kind for cell in first):
        measured = figure.of(kind)
        followed, nearest = (
            (fmean(each), pstdev(each))
            for each in ([d.followed for d in measured], [d.nearest for d in measured])
        )
        terminal.result(
            f"{kind:<10} followed {followed[0]:6.1%} (sd {followed[1]:.1%})   "
            f"distance to the class {nearest[0]:.3f} (sd {nearest[1]:.3f})",
            {
                "event": "measured",
                "direction": kind.value,
                "followed": followed,
                "nearest": nearest,
            },
        )
    terminal.result(
        f"{'photo':<10} {'':26}   distance to the class {figure.own.nearest:.3f}",
        {"event": "measured", "direction": "photo", "nearest": figure.own.nearest},
    )


def _told(distance: ClassDistance) -> str:
    followed = f"{distance.followed:.0%} followed\n" if distance.followed else "\n"
    return f"{followed}distance {distance.nearest:.3f}"


def _table(figure: Figure) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerow(["photo", "", 0, "", f"{figure.own.nearest:.6f}"])
    for number, row in enumerate(figure.rows):
        for cell in row:
            alpha, measured = cell.render.recipe.directions[0].alpha, cell.distance
            values = f"{alpha:.6g}", f"{measured.followed:.6f}", f"{measured.nearest:.6f}"
            writer.writerow([cell.kind.value, number, *values])
    return text.getvalue()
