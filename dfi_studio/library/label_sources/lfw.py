"""LFW's ``lfw_attributes.txt``: for each person and number of picture a score an attribute."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.label_sources.table import Table, read_text

FILE_NAMES = ("lfw_attributes.txt",)

_PERSON, _NUMBER = "person", "imagenum"


def read_lfw(path: Path) -> Table:
    """Read LFW's table; a score above 0 means that the attribute is there.

    Raises
    ------
    PictureSetError
        The file cannot be read, or is not in LFW's format; says which line.
    """
    columns: list[str] = []
    rows = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        found = [cell.strip() for cell in line.split("\t")]
        if line.startswith("#"):
            if found[1:3] == [_PERSON, _NUMBER]:
                columns = found[3:]
        elif line.strip():
            if not columns:
                raise PictureSetError(
                    f"The labels {path} have no line that names the attributes; copy the file "
                    "again from where it came."
                )
            if len(found) != len(columns) + 2 or not found[1].isdigit():
                raise PictureSetError(
                    f"Line {number} of {path} does not hold a person, a number and "
                    f"{len(columns)} scores; copy the file again from where it came."
                )
            rows[f"{found[0].replace(' ', '_')}_{int(found[1]):04d}.jpg"] = tuple(found[2:])
    return Table(tuple(columns), rows)
