"""Labels in the catalogue as they are read: by column, by picture, and summed up."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.catalog.file import CatalogFile, Ids, as_json
from dfi_studio.library.catalog.values import Origin, Value
from dfi_studio.library.json_values import as_text, as_whole

MOST_WORDS = 20
"""How many of a label's words a summary tells."""


class LabelKind(StrEnum):
    """What the values of a label are."""

    NUMBERS = "numbers"
    WORDS = "words"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """What is known of a label over all pictures that can be used.

    Attributes
    ----------
    kind : LabelKind
    count : int
        How many pictures have it.
    low, high : float
        Of the numbers; NaN where there are none.
    words : tuple of (str, int)
        The most frequent words, with how many pictures have each.
    """

    kind: LabelKind
    count: int
    low: float
    high: float
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One label of many pictures, (N,).

    Attributes
    ----------
    numbers : ndarray of float64, (N,)
        NaN where the picture has no number.
    words : ndarray of object, (N,)
        None where the picture has no word.
    """

    numbers: npt.NDArray[np.float64]
    words: npt.NDArray[np.object_]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which pictures have the label at all."""
        has_word = np.array([each is not None for each in self.words], np.bool_)
        return has_word | ~np.isnan(self.numbers)


@dataclass(frozen=True, slots=True)
class Undo:
    """What pictures were labelled before a change.

    Attributes
    ----------
    values : mapping of int to Value or None
        By picture; None where it had no value of that origin.
    """

    name: str
    origin: Origin
    values: Mapping[int, Value | None] = field(repr=False)


def columns_of(catalog: CatalogFile, ids: Ids) -> dict[str, Column]:
    """See `Catalog.labels_of`."""
    labels = catalog.rows("SELECT id, name FROM label ORDER BY id")
    chosen = "".join(f", v{number}" for number, _ in labels)
    rows = catalog.rows(
        f"SELECT id{chosen} FROM shown WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [as_json(ids)],
    )
    if not rows or not labels:
        return {}
    numbers, *columns = zip(*rows, strict=True)
    known = np.array(numbers, np.int64)
    wanted = np.asarray(ids, np.int64)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    there = known[places] == wanted
    found = {
        name: _column(values, places, there)
        for (_, name), values in zip(labels, columns, strict=True)
    }
    return {name: column for name, column in found.items() if column.known.any()}


def _column(
    values: Sequence[Any], places: npt.NDArray[np.int64], there: npt.NDArray[np.bool_]
) -> Column:
    """Return the values at places as a column, with nothing where there is no picture."""
    is_word = [isinstance(each, str) for each in values]
    numbers = np.array(
        [
            math.nan if word or each is None else each
            for each, word in zip(values, is_word, strict=True)
        ],
        np.float64,
    )
    words = np.full(len(values), None, np.object_)
    if any(is_word):
        words[:] = [each if word else None for each, word in zip(values, is_word, strict=True)]
    found = words[places]
    found[~there] = None
    return Column(np.where(there, numbers[places], np.nan), found)


def labels_by_picture(catalog: CatalogFile, ids: Ids) -> dict[int, dict[str, Value]]:
    """Return the labels that hold, by picture and name; of broken pictures too."""
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for picture, name, value in catalog.rows(
        "SELECT v.picture_id, l.name, v.value FROM value v JOIN label l ON l.id = v.label_id"
        " WHERE v.picture_id IN (SELECT value FROM json_each(?))"
        " ORDER BY v.picture_id, v.label_id, v.origin DESC",
        [as_json(ids)],
    ):
        found[picture][name] = value if isinstance(value, str) else float(value)
    return found


def summaries(catalog: CatalogFile) -> dict[str, LabelSummary]:
    """See `Catalog.label_names`. Each is kept until the label or the pictures change."""
    found = {}
    made: list[tuple[str, str, int]] = []
    for number, name, key, text, known_state in catalog.rows(
        "SELECT id, name, key, summary, summary_state FROM label ORDER BY key"
    ):
        state = catalog.state(key)
        summary = _unpacked(text) if state == known_state else None
        if summary is None:
            summary = _summary(catalog, f"v{number}")
            made.append((_packed(summary), state, number))
        if summary.count:
            found[name] = summary
    if made:
        with suppress(CatalogError), catalog.writing_unseen() as connection:
            connection.executemany(
                "UPDATE label SET summary = ?, summary_state = ? WHERE id = ?", made
            )
    return found


def _summary(catalog: CatalogFile, column: str) -> LabelSummary:
    ((numbers, low, high),) = catalog.rows(
        f"SELECT count(*), min({column}), max({column}) FROM shown WHERE {column} < ''"
    )
    words = catalog.rows(
        f"SELECT {column}, count(*) FROM shown WHERE {column} >= ''"
        f" GROUP BY {column} COLLATE NOCASE ORDER BY 2 DESC, 1"
    )
    kind = LabelKind.MIXED if numbers and words else LabelKind.NUMBERS
    return LabelSummary(
        kind=LabelKind.WORDS if words and not numbers else kind,
        count=numbers + sum(count for _, count in words),
        low=math.nan if low is None else float(low),
        high=math.nan if high is None else float(high),
        words=tuple((word, count) for word, count in words[:MOST_WORDS]),
    )


def _packed(summary: LabelSummary) -> str:
    return json.dumps([summary.kind, summary.count, summary.low, summary.high, summary.words])


def _unpacked(text: str) -> LabelSummary | None:
    """Return what `_packed` wrote; None for anything else, so that it is found anew."""
    try:
        kind, count, low, high, words = json.loads(text)
        told = tuple((as_text(word), as_whole(number)) for word, number in words)
        return LabelSummary(LabelKind(kind), as_whole(count), float(low), float(high), told)
    except (ValueError, TypeError, RecursionError):
        return None
