"""Text tables as people save them: any usual encoding, any usual separator.

Knows text, lines and cells; does not know what they mean.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.bounded import read_bounded

_SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
csv.field_size_limit(1 << 20)
MOST_BYTES = 100_000_000
"""Of a table: four times CelebA's, which has 200,000 pictures with 40 labels each."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table file says, as texts.

    Attributes
    ----------
    columns : tuple of str
        Names of the labels.
    rows : mapping of str to tuple of str
        By file name, the text of each label in the order of `columns`; empty where there is none.
    """

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]] = field(repr=False)

    def of(self, name: str) -> dict[str, str]:
        """Return the labels that a file has, by column; none for a file that is not named."""
        values = self.rows.get(name, ())
        return {column: value for column, value in zip(self.columns, values, strict=False) if value}


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, UTF-16, or else Windows-1252, of which Latin-1 is a part.

    Raises
    ------
    PictureSetError
        The file cannot be read, or holds no text.
    """
    try:
        content = read_bounded(path, most=MOST_BYTES)
    except OSError as error:
        raise PictureSetError(
            f"The labels {path} cannot be read ({error.strerror}); check its permissions."
        ) from error
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise PictureSetError(f"The labels {path} are not text; save them as CSV in UTF-8.")


def cells(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not empty: its number from 1, and its cells without outer spaces.

    The separator is the one of comma, semicolon, tab and bar that the first line has most of. In
    a table with semicolons a comma between digits is a decimal point, as where such tables are
    made.

    Raises
    ------
    PictureSetError
        The text is no table.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda each: _count(first, each))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for found in reader:
            row = [cell.strip() for cell in found]
            if any(row):
                yield reader.line_num, [_pointed(each) for each in row] if separator == ";" else row
    except csv.Error as error:
        raise PictureSetError(
            f"Line {reader.line_num} of {path} is not a line of a table ({error}); mend it, or "
            "save the file as CSV in UTF-8."
        ) from error


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    if b"\0" in content[:200]:  # no letter of a European language fills both bytes
        return ("utf-16-le",) if content[1:2] == b"\0" else ("utf-16-be",)
    return "utf-8", "cp1252", "latin-1"


def _count(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator)))
    except csv.Error:
        return 0


def _pointed(cell: str) -> str:
    whole, comma, fraction = cell.partition(",")
    digits = whole.removeprefix("-")
    if (
        comma
        and digits.isascii()
        and digits.isdigit()
        and fraction.isascii()
        and fraction.isdigit()
    ):
        return f"{whole}.{fraction}"
    return cell
