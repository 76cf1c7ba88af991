"""Labels of pictures, from a ``labels.csv`` beside them, and in how many two pictures differ.

The first column holds file names, the others numbers or words. Knows no pictures.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import PictureSetError

FILE_NAME = "labels.csv"

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_NO_WORD = -1
_NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Labels:
    """What one ``labels.csv`` says.

    Attributes
    ----------
    columns : tuple of str
        Names of the labels.
    rows : mapping of str to tuple of str
        By file name, the text of each label in the order of `columns`; empty where there is none.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]] = field(repr=False)

    def of(self, name: str) -> dict[str, str]:
        """Return the labels that a file has, by column; none for a file that is not named."""
        values = self.rows.get(name, ())
        return {column: value for column, value in zip(self.columns, values, strict=False) if value}


def read_labels(folder: Path) -> Labels | None:
    """Read the labels of the pictures in a folder; None where it has none.

    Where the folder is called ``images``, labels beside it count as well.

    Raises
    ------
    PictureSetError
        The file cannot be read, or is not a table with one row a picture.
    """
    beside = [folder / FILE_NAME]
    if folder.name == "images":
        beside.append(folder.parent / FILE_NAME)
    for path in beside:
        if path.is_file():
            return _read(path)
    return None


def labels_for(paths: Iterable[Path]) -> LabelTable:
    """Collect the labels of pictures; each folder's file is read once.

    Parameters
    ----------
    paths : iterable of Path
        Photos and candidates together. A link counts as the picture that it leads to.

    Raises
    ------
    PictureSetError
        See `read_labels`.
    """
    folders: dict[Path, Labels | None] = {}
    found: dict[Path, dict[str, str]] = {}
    resolved = _Resolved()
    for path in paths:
        place = resolved.of(path)
        if place.parent not in folders:
            folders[place.parent] = read_labels(place.parent)
        labels = folders[place.parent]
        if labels is not None and (known := labels.of(place.name)):
            found[place] = known
    return LabelTable(found, resolved)


class LabelTable:
    """The labels of many pictures, ready to be compared.

    A column holds words unless every value in it is a finite number. Words differ when they are
    not equal; numbers differ when they are further apart than one standard deviation of their
    column over the whole table. A label that either picture lacks is not counted.

    Parameters
    ----------
    labels : mapping of Path to mapping of str to str
        By resolved path, the labels that a picture has.
    resolved : _Resolved, optional
        What has resolved the paths before, so that it need not be done again.
    """

    def __init__(
        self, labels: Mapping[Path, Mapping[str, str]], resolved: _Resolved | None = None
    ) -> None:
        self._resolved = resolved or _Resolved()
        self._rows = {path: row for row, path in enumerate(labels)}
        columns = dict.fromkeys(name for known in labels.values() for name in known)
        numbers, words = [], []
        for column in columns:
            texts = [known.get(column, "") for known in labels.values()]
            values = _numbers(texts)
            if values is None:
                words.append(_codes(texts))
            else:
                numbers.append(values)
        self._words: IntArray = np.array(words, np.int64).reshape(len(words), len(labels))
        self._numbers: FloatArray = np.array(numbers).reshape(len(numbers), len(labels))
        self._spreads = np.array([float(np.nanstd(each)) for each in numbers])

    def __len__(self) -> int:
        """Return how many pictures have labels."""
        return len(self._rows)

    def disagreements(self, photo: Path, candidates: Sequence[Path]) -> IntArray | None:
        """Count the labels in which each candidate differs from a photo.

        Parameters
        ----------
        photo : Path
        candidates : sequence of Path, (N,)
            One without any labels differs in all that the photo has: nothing says that it agrees.

        Returns
        -------
        IntArray, (N,), or None
            None where the photo has no labels.
        """
        own = self._row(photo)
        if own is None:
            return None
        found = [self._row(each) for each in candidates]
        rows = np.array([_NO_ROW if row is None else row for row in found], np.int64)
        known = rows != _NO_ROW
        counts = np.full(len(candidates), self._known(own), np.int64)
        counts[known] = self._count(own, rows[known])
        return counts

    def _row(self, path: Path) -> int | None:
        return self._rows.get(self._resolved.of(path))

    def _known(self, own: int) -> int:
        """How many labels a picture has."""
        words = int((self._words[:, own] != _NO_WORD).sum())
        return words + int((~np.isnan(self._numbers[:, own])).sum())

    def _count(self, own: int, rows: IntArray) -> IntArray:
        """One column at a time: the whole table at once would be copied several times."""
        counts = np.zeros(len(rows), np.int64)
        for codes in self._words:
            if codes[own] != _NO_WORD:
                theirs = codes[rows]
                counts += (theirs != codes[own]) & (theirs != _NO_WORD)
        for values, spread in zip(self._numbers, self._spreads, strict=True):
            counts += np.abs(values[rows] - values[own]) > spread  # false where either is NaN
        return counts


class _Resolved:
    """Resolves each path once, and each folder once: a hundred thousand files share a few."""

    def __init__(self) -> None:
        self._folders: dict[Path, Path] = {}
        self._files: dict[Path, Path] = {}

    def of(self, path: Path) -> Path:
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = self._resolve(path)
        return found

    def _resolve(self, path: Path) -> Path:
        if path.is_symlink():
            return path.resolve()
        folder = path.parent
        if folder not in self._folders:
            self._folders[folder] = folder.resolve()
        return self._folders[folder] / path.name


def _numbers(texts: Sequence[str]) -> FloatArray | None:
    """Return a column as numbers, NaN where a value is missing; None where it holds words."""
    try:
        values = np.array([float(text) if text else math.nan for text in texts])
    except ValueError:
        return None
    written = np.fromiter(map(bool, texts), np.bool_, len(texts))
    return values if np.isfinite(values[written]).all() else None


def _codes(texts: Sequence[str]) -> IntArray:
    """Return a column of words as one number a word, `_NO_WORD` where a value is missing."""
    words = {"": _NO_WORD}
    return np.array([words.setdefault(text, len(words)) for text in texts], np.int64)


def _read(path: Path) -> Labels:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _parsed(stream, path)
    except OSError as error:
        raise PictureSetError(
            f"The labels {path} cannot be read ({error.strerror}); check their permissions."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PictureSetError(
            f"The labels {path} are not a table ({error}); save them as CSV in UTF-8."
        ) from error


def _parsed(stream: TextIO, path: Path) -> Labels:
    reader = csv.reader(stream, strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    if len(header) < 2:
        raise PictureSetError(
            f"The labels {path} have no columns; their first line must name the file's column and "
            "at least one label, with commas between."
        )
    if "" in header or len(set(header)) < len(header):
        raise PictureSetError(f"The labels {path} have columns without a name of their own.")
    rows: dict[str, tuple[str, ...]] = {}
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            raise PictureSetError(
                f"Line {reader.line_num} of {path} has {len(cells)} columns where the first line "
                f"has {len(header)}; mend it."
            )
        name, *values = (cell.strip() for cell in cells)
        if name in rows:
            raise PictureSetError(
                f"Line {reader.line_num} of {path} names {name} a second time; remove one."
            )
        rows[name] = tuple(values)
    return Labels(tuple(header[1:]), rows)
