"""The figure of ``isda sample``: a sheet, and what was measured as a table."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.class_direction import ClassDistance
from dfi_studio.library.augmented_set import AugmentedSet
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import save_photo

if TYPE_CHECKING:
    from dfi_studio.pipeline.class_figure import Figure

_COLUMNS = ("direction", "row", "alpha", "followed", "nearest")


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
