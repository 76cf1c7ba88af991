"""Pictures sorted into classes by their labels: what a classifier is to tell apart.

A class is a word that a label says, a number, or a group of numbers; of several labels, what they
say together. Pictures that lack a label, or lie below the first group, are in no class.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from dfi_studio.core.errors import PictureSetError, UsageError
from dfi_studio.library.catalog.values import Value, folded, name_key, text_of
from dfi_studio.library.label_sources.image_folder import LABEL
from dfi_studio.library.picture_sets import set_labels

LEAST = 2
"""Fewest pictures of a class: one has no covariance."""

_MOST_CLASSES = 10_000
_NAMED = 4  # labels or classes in a sentence


@dataclass(frozen=True, slots=True)
class PictureClasses:
    """Pictures with their classes.

    Attributes
    ----------
    name : str
        Of the set, for people.
    classes : tuple of str
        Their names, in order; numbers by size, words by the alphabet.
    paths : tuple of Path, (N,)
    labels : tuple of int, (N,)
        The class of each.
    unlabelled : int
        How many pictures of the set are in no class.
    """

    name: str
    classes: tuple[str, ...]
    paths: tuple[Path, ...] = field(repr=False)
    labels: tuple[int, ...] = field(repr=False)
    unlabelled: int = 0


def picture_classes(
    text: str, names: Sequence[str] = (), groups: Sequence[float] = ()
) -> PictureClasses:
    """Sort the pictures of a set into classes.

    Parameters
    ----------
    text : str
        See `picture_sets.picture_set`, which also tells what is raised.
    names : sequence of str
        The labels to go by; none for the folders that the pictures lie in.
    groups : sequence of float
        Where groups of the labels that are numbers begin, ascending: 16, 30 are the groups from
        16 up to 30, and from 30 on. None for each number a class.

    Raises
    ------
    UsageError
        The groups do not ascend, or no label is a number.
    PictureSetError
        The set has no such label, all pictures are of one class, or a class has one picture.
    """
    if any(not low < high for low, high in pairwise(groups)):
        told = ",".join(f"{each:g}" for each in groups)
        raise UsageError(f"The groups {told} do not ascend; write them like 16,30,45,60.")
    pictures, labels = set_labels(text)
    wanted = tuple(names) or (LABEL,)
    for name in wanted:
        _check_known(name, labels, pictures.name)
    keys = {path: _key(known, wanted, groups) for path, known in labels.items()}
    if groups and not any(isinstance(part, _Group) for key in keys.values() for part in key or ()):
        raise UsageError(f"{wanted[0]} is not a number, so it has no groups.")
    counts = Counter(key for key in keys.values() if key is not None)
    kinds = sorted(counts, key=lambda key: [_rank(part) for part in key])
    number = {key: at for at, key in enumerate(kinds)}
    classes = tuple(" ".join(map(_told, key)) for key in kinds)
    check_classes(pictures.name, classes, [counts[key] for key in kinds])
    found = [(path, number[key]) for path in pictures.paths if (key := keys[path]) is not None]
    return PictureClasses(
        pictures.name,
        classes,
        tuple(path for path, _ in found),
        tuple(label for _, label in found),
        len(pictures.paths) - len(found),
    )


def check_classes(name: str, classes: Sequence[str], counts: Sequence[int]) -> None:
    """Refuse classes that nothing can be learned from.

    Parameters
    ----------
    name : str
        Of the set.
    counts : sequence of int
        How many pictures each class has.

    Raises
    ------
    PictureSetError
        There are fewer than two classes or very many, or one has fewer than two pictures.
    """
    if len(classes) < 2:
        raise PictureSetError(
            f"All pictures of {name} are of one class, {classes[0]}; a classifier needs two."
            if classes
            else f"No picture of {name} is in a class; check the label and its groups."
        )
    if len(classes) > _MOST_CLASSES:
        raise PictureSetError(f"{name} has {len(classes)} classes; put numbers into groups.")
    few = [each for each, count in zip(classes, counts, strict=True) if count < LEAST]
    if few:
        count = counts[list(classes).index(few[0])]
        others = f" and so do {len(few) - 1} more" if len(few) > 1 else ""
        raise PictureSetError(
            f"The class {few[0]} of {name} has {'one picture' if count else 'no picture'}{others}, "
            f"but a class needs at least {LEAST}; leave it out with a query, or make larger groups."
        )


@dataclass(frozen=True, slots=True, order=True)
class _Group:
    """Numbers from one border up to, but without, the next."""

    low: float
    high: float


_Part = Value | _Group


def _key(
    known: Mapping[str, Value], names: Sequence[str], groups: Sequence[float]
) -> tuple[_Part, ...] | None:
    """Return what labels say of a picture together; None where one says nothing."""
    folded_names = {name_key(name): value for name, value in known.items()}
    parts: list[_Part] = []
    for name in names:
        value = folded_names.get(name_key(name))
        if value is None:
            return None
        if isinstance(value, str) or not groups:
            parts.append(folded(value) if isinstance(value, str) else value)
            continue
        at = bisect_right(groups, value)
        if at == 0:
            return None
        parts.append(_Group(groups[at - 1], groups[at] if at < len(groups) else math.inf))
    return tuple(parts)


def _rank(part: _Part) -> tuple[int, float, str]:
    match part:
        case _Group():
            return 0, part.low, ""
        case str():
            return 2, 0.0, part
    return 1, part, ""


def _told(part: _Part) -> str:
    if not isinstance(part, _Group):
        return text_of(part)
    if math.isinf(part.high):
        return f"{part.low:g}+"
    whole = part.low % 1 == part.high % 1 == 0
    return f"{part.low:g}-{part.high - 1 if whole else part.high:g}"


def _check_known(name: str, labels: Mapping[Path, Mapping[str, Value]], place: str) -> None:
    there = dict.fromkeys(each for known in labels.values() for each in known)
    if name_key(name) in map(name_key, there):
        return
    shown = ", ".join(list(there)[:_NAMED]) + (" ..." if len(there) > _NAMED else "")
    asked = "folders of classes" if name == LABEL else f"label {name}"
    raise PictureSetError(
        f"The pictures of {place} have no {asked}; "
        + (f"they have {shown}: name one as the label." if there else "they have no labels at all.")
    )
