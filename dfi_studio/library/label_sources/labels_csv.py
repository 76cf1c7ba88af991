"""``labels.csv``: the first column holds file names, the others numbers or words."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.label_sources.table import Table, cells, read_text

FILE_NAMES = ("labels.csv", "list_attr_celeba.csv")
"""Its name, and the name of the table in the copies of CelebA that come as CSV."""


def read_labels_csv(path: Path) -> Table:
    """Read a table of labels.

    Raises
    ------
    PictureSetError
        The file cannot be read, or is not a table with one row a picture; says which line.
    """
    lines = cells(read_text(path), path)
    _, header = next(lines, (1, []))
    if len(header) < 2:
        raise PictureSetError(
            f"The labels {path} have no columns; their first line must name the file's column and "
            "at least one label, with commas between."
        )
    keys = [each.casefold() for each in header]
    if "" in keys or len(set(keys)) < len(keys):
        raise PictureSetError(
            f"The labels {path} have columns without a name of their own; give each column "
            "another name in the first line."
        )
    rows: dict[str, tuple[str, ...]] = {}
    for number, row in lines:
        if len(row) > len(header) and not any(row[len(header) :]):
            row = row[: len(header)]  # spreadsheets leave empty columns behind
        if len(row) != len(header):
            raise PictureSetError(
                f"Line {number} of {path} has {len(row)} columns where the first line has "
                f"{len(header)}; mend it."
            )
        name, *values = row
        if name in rows:
            raise PictureSetError(
                f"Line {number} of {path} names {name} a second time; remove one."
            )
        rows[name] = tuple(values)
    return Table(tuple(header[1:]), rows)
