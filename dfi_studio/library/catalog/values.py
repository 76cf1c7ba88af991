"""What a label can say: a number or a word, and how either is read and written.

One reading serves files, file names, queries and the user's own typing, so that a label and the
query that asks for it can never be read in two ways. Knows nothing of where labels are kept.
"""

from __future__ import annotations

import math
import re
from enum import IntEnum

Value = float | str
"""A finite number, or a word: text that is not empty and is not written like a number."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LARGEST_EXACT = 2.0**53
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ASCII = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_SAYS_NO = frozenset({"no", "false", "none"})


class Origin(IntEnum):
    """Who gave a label its value; of several the lowest holds."""

    HAND = 0
    FILE = 1
    NAME = 2
    FOLDER = 3
    ESTIMATE = 4


def value_of(text: str) -> Value | None:
    """Read a value; None for text without any sign, which says nothing.

    Examples
    --------
    >>> value_of(" 60 "), value_of("male"), value_of("")
    (60.0, 'male', None)
    """
    clean = _CONTROLS.sub(" ", text).strip()
    if not clean:
        return None
    if _NUMBER.fullmatch(clean):
        number = float(clean)
        if math.isfinite(number):
            return number + 0.0  # no minus zero
    return clean


def text_of(value: Value) -> str:
    """Write a value so that `value_of` reads the same one."""
    if isinstance(value, str):
        return value
    number = float(value)
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number)


def stored(value: Value) -> float | int | str:
    """Return a value as the catalogue's file keeps it: whole numbers take less room."""
    exact = isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT
    return int(value) if exact else value


def folded(word: str) -> str:
    """Return a word as words are compared: the letters A to Z in lower case, as SQLite does."""
    return word.translate(_ASCII)


def name_key(name: str) -> str:
    """Return a label's name as names are compared: without regard to case and outer spaces."""
    return name.strip().casefold()


def says_yes(value: Value | None) -> bool:
    """Return whether a value, asked as a yes or a no, is a yes.

    Numbers above 0 are: CelebA writes 1 and -1, LFW a score, others 1 and 0. So are all words
    but ``no``, ``false`` and ``none``.
    """
    if value is None:
        return False
    if isinstance(value, str):
        return folded(value) not in _SAYS_NO
    return value > 0


NO_WORDS = tuple(sorted(_SAYS_NO))
"""The words that mean no, in lower case."""
