"""CelebA's ``list_attr_celeba.txt``: a count, the names, and for each picture 1 or -1 a name."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.label_sources.table import Table, read_text

FILE_NAMES = ("list_attr_celeba.txt", "CelebAMask-HQ-attribute-anno.txt")


def read_celeba(path: Path) -> Table:
    """Read CelebA's table.

    Raises
    ------
    PictureSetError
        The file cannot be read, or is not in CelebA's format; says which line.
    """
    lines = read_text(path).splitlines()
    if len(lines) < 2 or not lines[0].strip().isdigit():
        raise PictureSetError(
            f"The labels {path} do not begin as CelebA's do, with a count and a line of names; "
            "copy the file again from where it came."
        )
    columns = tuple(lines[1].split())
    rows = {}
    for number, line in enumerate(lines[2:], start=3):
        name, *values = line.split() or [""]
        if not name:
            continue
        if len(values) != len(columns):
            raise PictureSetError(
                f"Line {number} of {path} has {len(values)} values where there are "
                f"{len(columns)} names; copy the file again from where it came."
            )
        rows[name] = tuple(values)
    return Table(columns, rows)
