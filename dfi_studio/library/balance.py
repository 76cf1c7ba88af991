"""How two sets of pictures differ in their labels, and subsets of them that do not.

Pure arrays. A difference that is not the wanted one goes into the attribute as well: glasses on
the target alone make an attribute that puts glasses on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dfi_studio.library.catalog.labelling import Column
from dfi_studio.library.catalog.values import folded, name_key

IntArray = npt.NDArray[np.int64]
Columns = Mapping[str, Column]
"""Labels of N pictures by name, as `Catalog.labels_of` gives them."""

_MOST_WORDS = 4
_BINS = 8


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One label, or one word of a label, in both sets.

    Attributes
    ----------
    label : str
    word : str
        The word whose share this is; empty for a number, and for a label that says yes or no.
    is_share : bool
        Whether `source` and `target` are shares (0..1) rather than means.
    source, target : float
        Over the pictures that have the label.
    effect : float
        The difference in units that compare: Cohen's d of means, Cohen's h of shares; positive
        where the target has more. 0.2 is small, 0.8 is large.
    source_known, target_known : int
        How many pictures have the label.
    """

    label: str
    word: str
    is_share: bool
    source: float
    target: float
    effect: float
    source_known: int
    target_known: int

    @property
    def difference(self) -> float:
        """Target less source, in the label's own unit."""
        return self.target - self.source


def balance(source: Columns, target: Columns, *, wanted: Collection[str] = ()) -> list[BalanceRow]:
    """Compare two sets, label by label, the most unequal first.

    Parameters
    ----------
    source, target : Columns
    wanted : collection of str
        Labels in which the sets are meant to differ; they are left out.

    Returns
    -------
    list of BalanceRow
        Labels that one of the sets lacks altogether are not compared.
    """
    unwanted = {name_key(name) for name in wanted}
    rows: list[BalanceRow] = []
    for name in source:
        if name in target and name_key(name) not in unwanted:
            rows.extend(_numbers(name, source[name], target[name]))
            rows.extend(_words(name, source[name], target[name]))
    return sorted(rows, key=lambda row: -abs(row.effect))


def match(source: Columns, target: Columns, labels: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Choose from both sets so that labels are distributed alike, keeping as many as possible.

    Pictures are sorted into strata of equal words, equal yes or no, and numbers of one eighth of
    both sets; of each stratum both sets keep as many as the smaller one has, the first of them.
    A label that a picture lacks is a stratum of its own.

    Parameters
    ----------
    source, target : Columns, of N and M pictures
    labels : sequence of str
        Those to be alike in; names that neither set has do nothing.

    Returns
    -------
    source, target : IntArray
        Places in each set, ascending; equally many.
    """
    counts = _length(source), _length(target)
    codes = [_codes(source.get(name), target.get(name), counts) for name in labels]
    keys = [
        list(zip(*(part[side] for part in codes), strict=True)) if codes else [()] * counts[side]
        for side in (0, 1)
    ]
    strata = [_strata(each) for each in keys]
    chosen: tuple[list[int], list[int]] = ([], [])
    for key, ours in strata[0].items():
        theirs = strata[1].get(key, [])
        kept = min(len(ours), len(theirs))
        chosen[0].extend(ours[:kept])
        chosen[1].extend(theirs[:kept])
    return np.array(sorted(chosen[0]), np.int64), np.array(sorted(chosen[1]), np.int64)


def _numbers(name: str, source: Column, target: Column) -> list[BalanceRow]:
    ours, theirs = (each.numbers[~np.isnan(each.numbers)] for each in (source, target))
    if not len(ours) or not len(theirs):
        return []
    if _is_flag(np.concatenate([ours, theirs])):
        return [_share(name, "", ours > 0, theirs > 0)]
    means = float(ours.mean()), float(theirs.mean())
    spread = math.sqrt((float(ours.var()) + float(theirs.var())) / 2)
    gap = means[1] - means[0]
    effect = gap / spread if spread else math.copysign(math.inf, gap) if gap else 0.0
    return [BalanceRow(name, "", False, *means, effect, len(ours), len(theirs))]


def _words(name: str, source: Column, target: Column) -> list[BalanceRow]:
    ours, theirs = ([folded(w) for w in each.words if w is not None] for each in (source, target))
    if not ours or not theirs:
        return []
    words = sorted({*ours, *theirs})
    spelt = {folded(w): w for each in (source, target) for w in each.words if w is not None}
    rows = [
        _share(name, spelt[word], np.array(ours) == word, np.array(theirs) == word)
        for word in words
    ]
    rows.sort(key=lambda row: -abs(row.effect))
    return rows[:1] if len(words) <= 2 else rows[:_MOST_WORDS]


def _share(
    name: str, word: str, ours: npt.NDArray[np.bool_], theirs: npt.NDArray[np.bool_]
) -> BalanceRow:
    shares = float(ours.mean()), float(theirs.mean())
    angles = [2 * math.asin(math.sqrt(share)) for share in shares]
    return BalanceRow(name, word, True, *shares, angles[1] - angles[0], len(ours), len(theirs))


def _is_flag(numbers: npt.NDArray[np.float64]) -> bool:
    """Return whether numbers say yes or no: 0 and 1, or -1 and 1."""
    found = set(np.unique(numbers).tolist())
    return found <= {0.0, 1.0} or found <= {-1.0, 1.0}


def _codes(
    source: Column | None, target: Column | None, counts: tuple[int, int]
) -> tuple[list[str], list[str]]:
    """Return the stratum of every picture in one label."""
    columns = [
        each or Column(np.full(count, np.nan), np.full(count, None, np.object_))
        for each, count in zip((source, target), counts, strict=True)
    ]
    numbers = np.concatenate([each.numbers for each in columns])
    known = numbers[~np.isnan(numbers)]
    edges = np.unique(known)[1:]
    if len(edges) >= _BINS:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, numbers, side="right")
    words = np.concatenate([each.words for each in columns])
    codes = [
        folded(word) if word is not None else "" if math.isnan(number) else f"#{place}"
        for word, number, place in zip(words, numbers, bins, strict=True)
    ]
    return codes[: counts[0]], codes[counts[0] :]


def _strata(keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[key].append(place)
    return found


def _length(columns: Columns) -> int:
    return next((len(each.numbers) for each in columns.values()), 0)
