"""A query as a tree of conditions: its meaning for one picture, and its text.

A condition on a label that a picture lacks is false, and ``not`` is the complement: every
picture meets a query or its negation, never both. Knows neither how text is parsed nor SQL.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dfi_studio.library.catalog.values import Value, folded, name_key, says_yes, text_of

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "contains", "known", "unknown"})

_BARE = re.compile(r"""[^\s()<>=!,"']+""")

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATORS = tuple(_COMPARE)


@dataclass(frozen=True, slots=True)
class Compare:
    """A label compared with a value: numbers with numbers, words with words regardless of case.

    A word never compares with a number, so that ``age != 60`` leaves out an age in words.
    """

    name: str
    operator: str
    value: Value
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A label that equals one of several values."""

    name: str
    values: tuple[Value, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """A word with another one in it, regardless of case."""

    name: str
    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A label that a picture has at all."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A label that says yes; see `values.says_yes`."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever does not meet the part."""

    part: Query


@dataclass(frozen=True, slots=True)
class And:
    """What meets all parts; two or more."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What meets one part or more; two or more."""

    parts: tuple[Query, ...]


Condition = Compare | OneOf | Contains | Known | Flag
Query = Condition | Not | And | Or


def matches(query: Query, labels: Mapping[str, Value]) -> bool:
    """Return whether a picture with these labels meets a query."""
    return _holds(query, {name_key(name): value for name, value in labels.items()})


def conditions(query: Query) -> Iterator[Condition]:
    """Yield the conditions of a query, from left to right."""
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case _:
            yield query


def text(query: Query) -> str:
    """Write a query so that it parses to an equal one."""
    match query:
        case Or(parts):
            return " or ".join(_within(part, Or) for part in parts)
        case And(parts):
            return " and ".join(_within(part, Or, And) for part in parts)
        case Not(Known(name)):
            return f"{quoted(name)} is unknown"
        case Not(part):
            return f"not {_within(part, Or, And)}"
        case Compare(name, sign, value):
            return f"{quoted(name)} {sign} {quoted(text_of(value))}"
        case OneOf(name, values):
            return f"{quoted(name)} in ({', '.join(quoted(text_of(each)) for each in values)})"
        case Contains(name, part):
            return f"{quoted(name)} contains {quoted(part)}"
        case Known(name):
            return f"{quoted(name)} is known"
        case Flag(name):
            return quoted(name)


def chips(query: Query | None) -> list[str]:
    """Return the parts of a query that can be taken away one by one, as texts.

    ``" and ".join`` of what remains is a query again.
    """
    if query is None:
        return []
    parts = query.parts if isinstance(query, And) else (query,)
    return [_within(part, Or) for part in parts]


def quoted(word: str) -> str:
    """Return a name or a word as a query holds it, in quotes where it must be."""
    if _BARE.fullmatch(word) and word.casefold() not in KEYWORDS:
        return word
    return '"' + word.replace('"', '""') + '"'


def _within(part: Query, *kinds: type) -> str:
    """Write a part, in parentheses where its kind binds no closer than what is around it."""
    return f"({text(part)})" if isinstance(part, kinds) else text(part)


def _holds(query: Query, labels: Mapping[str, Value]) -> bool:
    match query:
        case And(parts):
            return all(_holds(part, labels) for part in parts)
        case Or(parts):
            return any(_holds(part, labels) for part in parts)
        case Not(part):
            return not _holds(part, labels)
        case _:
            return _met(query, labels.get(name_key(query.name)))


def _met(condition: Condition, value: Value | None) -> bool:
    match condition:
        case Compare(_, sign, wanted):
            return _comparable(value, wanted) and _COMPARE[sign](_side(value), _side(wanted))
        case OneOf(_, values):
            return any(_comparable(value, each) and _side(value) == _side(each) for each in values)
        case Contains(_, part):
            return isinstance(value, str) and folded(part) in folded(value)
        case Known():
            return value is not None
        case Flag():
            return says_yes(value)


def _comparable(value: Value | None, wanted: Value) -> bool:
    return value is not None and isinstance(value, str) == isinstance(wanted, str)


def _side(value: Value | None) -> Value | None:
    return folded(value) if isinstance(value, str) else value
