"""In how many labels pictures of the catalogue differ, for all of them at once.

Words differ when they are not equal, regardless of case; numbers when they are further apart than
one standard deviation of their label; a word always differs from a number. A label that either
picture lacks is not counted, but a picture without any labels differs in all: nothing says that it
agrees. The same meaning as `labels.LabelTable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dfi_studio.library.catalog.labelling import Column
from dfi_studio.library.catalog.values import folded

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_NO_WORD = -1


@dataclass(frozen=True, slots=True)
class _Label:
    """One label: numbers, NaN where there is none, and words as codes, `_NO_WORD` for none."""

    numbers: npt.NDArray[np.float64]
    words: IntArray
    spread: float

    def known(self) -> BoolArray:
        known: BoolArray = ~np.isnan(self.numbers) | (self.words != _NO_WORD)
        return known

    def differing(self, own: int) -> BoolArray:
        """Return who has another value than one picture, which has one."""
        word, number = self.words[own], self.numbers[own]
        far: BoolArray = np.abs(self.numbers - number) > self.spread  # false where either is NaN
        if word != _NO_WORD:
            far = self.words != word
        others: BoolArray = self.known() & (far | (self.words != word))
        return others


class Agreement:
    """The labels of N pictures, ready to be compared.

    Parameters
    ----------
    columns : mapping of str to Column
        Of `Catalog.labels_of`, each (N,).
    count : int
        N, should there be no label at all.
    """

    def __init__(self, columns: Mapping[str, Column], count: int) -> None:
        self._labels = [_label(column) for column in columns.values()]
        self._labelled = np.zeros(count, np.bool_)
        for label in self._labels:
            self._labelled |= label.known()

    def differing(self, own: int) -> IntArray | None:
        """Count the labels in which each picture differs from the one at an index, (N,).

        Returns
        -------
        IntArray, (N,), or None
            None where that one has no labels.
        """
        mine = [label for label in self._labels if label.known()[own]]
        if not mine:
            return None
        counts = np.zeros(len(self._labelled), np.int64)
        for label in mine:
            counts += label.differing(own)
        counts[~self._labelled] = len(mine)
        return counts


def _label(column: Column) -> _Label:
    codes: dict[str | None, int] = {None: _NO_WORD}
    words = [
        codes.setdefault(None if word is None else folded(word), len(codes) - 1)
        for word in column.words
    ]
    known = column.numbers[~np.isnan(column.numbers)]
    spread = float(known.std()) if len(known) else 0.0
    return _Label(column.numbers, np.array(words, np.int64).reshape(len(words)), spread)
