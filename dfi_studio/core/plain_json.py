"""JSON from files that may say anything, and values of which none is of another kind than declared.

Knows what JSON can do beyond being wrong: it can be nested without end, and hold numbers that JSON
does not have. Reading it raises `ValueError` or `TypeError` only, with a reason for a sentence.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from functools import cache
from reprlib import Repr
from typing import Any, NoReturn, get_args, get_type_hints

_LONGEST = 120
_MOST_LISTS = 1_500_000
"""Each takes some 60 bytes, and a microsecond: the faces of 200,000 pictures are fewer."""
_brief = Repr()
_brief.maxstring = _brief.maxother = _brief.maxlong = 60


def loaded(content: bytes | str) -> Any:
    """Return what JSON text says.

    Raises
    ------
    ValueError
        It is no JSON, nested beyond reason, or holds numbers that JSON does not have, or more
        lists than anything that we write.
    """
    text = content if isinstance(content, str) else content.decode("latin-1")
    if text.count("[") + text.count("{") > _MOST_LISTS:
        raise ValueError(f"it holds more than {_MOST_LISTS:,} lists")
    try:
        return json.loads(content, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested beyond reason") from error


def brief(value: object) -> str:
    """Return a value as a sentence can quote it: a few words of it, however much it holds."""
    told = _brief.repr(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."


def is_text(value: object) -> bool:
    """Say whether a value is a text that can be written down.

    Half of a surrogate pair is none, but for those that stand for the bytes of a file's name.
    """
    if not isinstance(value, str):
        return False
    try:
        value.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def check_kinds(value: Any) -> None:
    """Refuse a dataclass with a field that is not of the kind that it is declared to be.

    Raises
    ------
    TypeError
        It has one, here or in a dataclass that it holds.
    """
    owner: Any = type(value)
    for name, kinds in _kinds(owner).items():
        found = getattr(value, name)
        for each in found if isinstance(found, tuple) else (found,):
            if is_dataclass(each):
                check_kinds(each)
            elif not _is_one_of(kinds, each):
                raise TypeError(f"{name} is {brief(each)}")


def _is_one_of(kinds: tuple[type, ...], value: object) -> bool:
    """Say whether a value is of a kind; a truth value is no number, a whole number is a real."""
    if isinstance(value, bool):
        return bool in kinds
    if type(value) is str:
        return str in kinds and is_text(value)
    return isinstance(value, kinds) or (float in kinds and isinstance(value, int))


@cache
def _kinds(owner: Any) -> dict[str, tuple[type, ...]]:
    """Return the kinds that each field may be of, of tuples those of what is in them."""
    hints = get_type_hints(owner)
    return {
        name: tuple(each for each in get_args(hint) if each is not ...) or (hint,)
        for name, hint in hints.items()
    }


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")
