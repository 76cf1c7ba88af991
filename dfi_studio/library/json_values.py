"""Values to JSON, and out of JSON that may say anything: what is of another kind is refused.

Each function that reads raises `ValueError` or `TypeError` with a short reason, to make a sentence
of.
"""

from __future__ import annotations

import json
import math
from typing import Any

from dfi_studio.core.plain_json import brief, is_text, loaded


def parsed(content: bytes | str) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    ValueError
        It is no JSON, no object, nested beyond reason, or holds numbers that JSON does not have.
    """
    values = loaded(content)
    if not isinstance(values, dict):
        raise ValueError("it does not begin with an object")
    return values


def written(values: dict[str, Any]) -> bytes:
    """Return a JSON object, with a line for each item of its lists.

    Each line is made on its own: json holds all threads up while it makes one of them.
    """
    members = (f"{json.dumps(name)}: {_member(value)}" for name, value in values.items())
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def as_text(value: object) -> str:
    """Return a text."""
    if not isinstance(value, str) or not is_text(value):
        raise TypeError(f"{brief(value)} is not a text")
    return value


def as_whole(value: object, *, least: int | None = None) -> int:
    """Return a whole number, no smaller than `least`."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{brief(value)} is not a whole number")
    if least is not None and value < least:
        raise ValueError(f"{brief(value)} is less than {least}")
    return value


def as_number(value: object) -> float:
    """Return a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{brief(value)} is not a number")
    try:
        finite = math.isfinite(value)
    except OverflowError:  # a whole number beyond all reals
        finite = False
    if not finite:
        raise ValueError(f"{brief(value)} is not a number")
    return value


def as_flag(value: object) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise TypeError(f"{brief(value)} is neither true nor false")
    return value


def reason(error: Exception) -> str:
    """Return why values could not be read, to stand in brackets."""
    words = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return words.rstrip(".")


def _member(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n" + ",\n".join(json.dumps(each) for each in value) + "\n]"
