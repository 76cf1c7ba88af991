"""The labels of pictures that are in no catalogue, and in how many labels two pictures differ.

Knows no pictures, and no format: `label_sources` reads the tables.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.catalog.values import name_key, text_of
from dfi_studio.library.label_sources.sources import read_sources

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_NO_WORD = -1
_NO_ROW = -1


def labels_for(paths: Iterable[Path]) -> LabelTable:
    """Collect the labels of pictures from the tables beside them and from their names.

    Each table is read once.

    Parameters
    ----------
    paths : iterable of Path
        Photos and candidates together. A link counts as the picture that it leads to.

    Raises
    ------
    PictureSetError
        A table cannot be read, or is not one; see `label_sources`.
    """
    resolved = _Resolved()
    by_folder: dict[Path, list[str]] = defaultdict(list)
    for path in paths:
        place = resolved.of(path)
        by_folder[place.parent].append(place.name)
    found: dict[Path, dict[str, str]] = {}
    for folder, names in by_folder.items():
        labelling = read_sources(folder, names)
        if labelling.problems:
            raise PictureSetError(labelling.problems[0])
        for name in names:
            known = labelling.of(name)
            if known:
                found[folder / name] = {
                    name_key(label): text_of(value) for label, value in known.items()
                }
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
