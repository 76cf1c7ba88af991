"""Ready-made attributes as pairs of queries, on whatever labels there are.

Names differ from data set to data set (``Eyeglasses``, ``glasses(mask)``, ``No Eyewear``); each
rule knows the names it goes by and whether one means its opposite. What comes out is text, to be
edited like any query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.library.catalog.query import And, Compare, Flag, Known, Not, OneOf, Query, text
from dfi_studio.library.catalog.values import folded

_YOUNG_AGE, _OLD_AGE = 35.0, 55.0
_UNSURE, _SURE = 0.2, 0.8
_YOUNG_WORDS = ("young", "younger", "youth", "youthful", "child", "baby")
_OLD_WORDS = ("old", "older", "senior", "elderly", "aged")


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """An attribute as two queries.

    Attributes
    ----------
    name : str
        What it does to a picture.
    source, target : str
        Queries for the pictures without it, and with it.
    label : str
        The label that both ask for.
    """

    name: str
    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that a yes-or-no attribute goes by, in the form of `_plain`."""

    name: str
    same: tuple[str, ...]
    opposite: tuple[str, ...] = ()


_YES_OR_NO = (
    _Known("smile", ("smile", "smiling"), ("frowning", "not smiling")),
    _Known("mouth open", ("mouth open", "mouth slightly open", "open mouth"), ("mouth closed",)),
    _Known(
        "glasses",
        ("glasses", "eyeglasses", "eyewear", "spectacles"),
        ("no eyewear", "no glasses", "no eyeglasses"),
    ),
    _Known("beard", ("beard", "full beard", "facial hair"), ("no beard", "clean shaven")),
    _Known("moustache", ("moustache", "mustache"), ("no moustache", "no mustache")),
)
_YOUNG = _Known("younger", ("young", "youth"), ("old", "senior", "elderly"))
_AGES = ("age", "age in years", "years")


def attribute_rules(labels: Mapping[str, LabelSummary]) -> list[AttributeRule]:
    """Return the ready-made attributes that some labels can tell apart.

    Parameters
    ----------
    labels : mapping of str to LabelSummary
        Of `Catalog.label_names`. A label that people gave is preferred to an estimated one.
    """
    found = []
    younger = _by_age(labels) or _yes_or_no(_YOUNG, labels)
    if younger is not None:
        older = AttributeRule("older", younger.target, younger.source, younger.label)
        found += [older, younger]
    for known in _YES_OR_NO:
        rule = _yes_or_no(known, labels)
        if rule is not None:
            found.append(rule)
    return found


def _by_age(labels: Mapping[str, LabelSummary]) -> AttributeRule | None:
    """Return the rule for younger from an age in years or in words."""
    for name in _named(labels, _AGES):
        summary = labels[name]
        words = [word for word, _ in summary.words]
        young = tuple(word for word in words if folded(word) in _YOUNG_WORDS)
        old = tuple(word for word in words if folded(word) in _OLD_WORDS)
        if summary.low < summary.high:
            below, above = _ages(summary.low, summary.high)
            return _rule("younger", name, Compare(name, ">=", above), Compare(name, "<=", below))
        if young and old:
            return _rule("younger", name, _one_of(name, old), _one_of(name, young))
    return None


def _ages(low: float, high: float) -> tuple[float, float]:
    """Return up to where people are young and from where old; in a narrow range, its thirds."""
    if low < _YOUNG_AGE and high > _OLD_AGE:
        return _YOUNG_AGE, _OLD_AGE
    third = (high - low) / 3
    return float(round(low + third, 1)), float(round(high - third, 1))


def _yes_or_no(known: _Known, labels: Mapping[str, LabelSummary]) -> AttributeRule | None:
    for names, turned in ((known.same, False), (known.opposite, True)):
        for name in _named(labels, names):
            no, yes = _no_and_yes(name)
            return _rule(known.name, name, *((yes, no) if turned else (no, yes)))
    return None


def _no_and_yes(name: str) -> tuple[Query, Query]:
    """Return the two queries; a picture that the label says nothing of meets neither."""
    if "prob" in name.casefold():
        return Compare(name, "<=", _UNSURE), Compare(name, ">=", _SURE)
    return And((Known(name), Not(Flag(name)))), Flag(name)


def _one_of(name: str, words: tuple[str, ...]) -> Query:
    return Compare(name, "=", words[0]) if len(words) == 1 else OneOf(name, words)


def _rule(name: str, label: str, source: Query, target: Query) -> AttributeRule:
    return AttributeRule(name, text(source), text(target), label)


def _named(labels: Iterable[str], names: tuple[str, ...]) -> list[str]:
    """Return the labels that go by one of some names, the given before the estimated ones."""
    matching = [label for label in labels if _plain(label) in names]
    return sorted(
        matching, key=lambda label: ("est" in label.casefold(), names.index(_plain(label)))
    )


def _plain(label: str) -> str:
    """Return a label as it is compared: ``est_age`` is age, ``glasses(mask)`` glasses."""
    words = re.sub(r"\(.*?\)", " ", label.casefold())
    words = re.sub(r"[_\W]+", " ", words)
    kept = [word for word in words.split() if word not in ("est", "estimated", "prob")]
    return " ".join(kept)
