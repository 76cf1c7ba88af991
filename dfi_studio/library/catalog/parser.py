"""Queries as people type them: ``age >= 60 and gender = male and not glasses``.

    query      any part of: all ("or" all)*
    all        one ("and" one)*
    one        "not" one | "(" query ")" | condition
    condition  NAME | NAME (= != < <= > >=) VALUE | NAME ["not"] "in" "(" VALUE ("," VALUE)* ")"
               | NAME "contains" VALUE | NAME "is" ("known" | "unknown")

A name or a value with spaces or signs stands in quotes, single or double, a quote inside written
twice. Words of the grammar may be in capitals. What cannot be read is told with the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from dfi_studio.core.errors import UsageError
from dfi_studio.library.catalog.conditions import (
    KEYWORDS,
    And,
    Compare,
    Contains,
    Flag,
    Known,
    Not,
    OneOf,
    Or,
    Query,
    conditions,
)
from dfi_studio.library.catalog.values import Value, name_key, value_of

_LONGEST = 20_000
_DEEPEST = 50
_MOST = 400  # SQLite refuses an expression that is a thousand deep

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign><=|>=|!=|==|[<>=(),])
          |(?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
          |(?P<word>[^\s()<>=!,"']+)
          |(?P<end>\Z))""",
    re.VERBOSE,
)
_COMPARISONS = frozenset({"=", "==", "!=", "<", "<=", ">", ">="})


class QueryError(UsageError):
    """A query that cannot be meant.

    Attributes
    ----------
    position : int
        Of the character where it goes wrong, from 0; the sentence counts from 1.
    """

    def __init__(self, position: int, reason: str) -> None:
        end = "" if reason.endswith("?") else "."
        super().__init__(f"The query goes wrong at character {position + 1}: {reason}{end}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Token:
    """A sign, a word or a quoted text of a query.

    Attributes
    ----------
    kind : str
        ``sign``, ``word``, ``quoted`` or ``end``.
    text : str
        Without the quotes.
    start, end : int
        Its place in the query, quotes included.
    """

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of the grammar's own words."""
        return self.kind == "word" and self.text.casefold() in words


def parse(text: str) -> Query | None:
    """Read a query; None for an empty one, which every picture meets.

    Raises
    ------
    QueryError
        It cannot be read; says where and what was expected.
    """
    if len(text) > _LONGEST:
        raise QueryError(_LONGEST, f"it is longer than {_LONGEST} characters; shorten it")
    found = tokens(text)
    if found[0].kind == "end":
        return None
    reader = _Reader(found)
    query = reader.any_of()
    reader.expect_end()
    if sum(1 for _ in conditions(query)) > _MOST:
        raise QueryError(0, f"it has more than {_MOST} conditions; use in (...) to join them")
    return query


def check_names(query: Query, names: Iterable[str]) -> None:
    """Refuse a query that asks for a label that no picture has.

    Raises
    ------
    QueryError
        Says where, and which label may have been meant.
    """
    known = {name_key(name): name for name in names}
    for condition in conditions(query):
        if name_key(condition.name) in known:
            continue
        close = get_close_matches(name_key(condition.name), known, n=1)
        if close:
            advice = f"did you mean {known[close[0]]}?"
        elif known:
            advice = f"there are {', '.join(sorted(known.values())[:8])}"
        else:
            advice = "no picture has labels yet"
        raise QueryError(condition.position, f"there is no label {condition.name}; {advice}")


def tokens(text: str) -> list[Token]:
    """Split a query into tokens; the last one is its end.

    Raises
    ------
    QueryError
        A quote is not closed, or a sign is unknown.
    """
    found: list[Token] = []
    place = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, place)
        kind, content = match.lastgroup, match[match.lastgroup]
        if kind == "quoted":
            content = content[1:-1].replace(content[0] * 2, content[0])
        found.append(Token(kind, content, match.start(match.lastgroup), match.end()))
        place = match.end()
    return found


def _unreadable(text: str, place: int) -> QueryError:
    at = place + len(text[place:]) - len(text[place:].lstrip())
    if text[at] in "\"'":
        return QueryError(at, "this quote is not closed")
    return QueryError(at, f"{text[at]} means nothing here; write != for unequal")


class _Reader:
    """Reads tokens from left to right, one function a rule of the grammar."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._depth = 0

    def any_of(self) -> Query:
        parts = [self._all_of()]
        while self._take_word("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(_flat(parts, Or))

    def expect_end(self) -> None:
        token = self._next()
        if token.kind != "end":
            raise QueryError(token.start, f"expected and, or, or the end, not {token.text}")

    def _all_of(self) -> Query:
        parts = [self._one()]
        while self._take_word("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(_flat(parts, And))

    def _one(self) -> Query:
        token = self._next()
        nested = token.is_word("not") or (token.kind, token.text) == ("sign", "(")
        if not nested:
            return self._condition(token)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError(token.start, f"more than {_DEEPEST} parentheses or nots are nested")
        if token.is_word("not"):
            query: Query = Not(self._one())
        else:
            query = self.any_of()
            self._expect(")", token)
        self._depth -= 1
        return query

    def _condition(self, token: Token) -> Query:
        name = self._named(token)
        at = token.start
        following = self._next()
        if following.kind == "sign" and following.text in _COMPARISONS:
            sign = "=" if following.text == "==" else following.text
            return Compare(name, sign, self._value(), at)
        if following.is_word("in"):
            return OneOf(name, self._values(following), at)
        if following.is_word("not") and self._peek().is_word("in"):
            return Not(OneOf(name, self._values(self._next()), at))
        if following.is_word("contains"):
            return Contains(name, self._text_value(), at)
        if following.is_word("is"):
            return self._known(name, at)
        self._place -= 1
        return Flag(name, at)

    def _named(self, token: Token) -> str:
        if token.kind in ("sign", "end") or token.is_word(*KEYWORDS):
            what = f", not {token.text}" if token.text else ""
            raise QueryError(token.start, f"expected the name of a label{what}")
        if not token.text.strip():
            raise QueryError(token.start, "the name of a label is empty")
        return token.text.strip()

    def _known(self, name: str, at: int) -> Query:
        token = self._next()
        if token.is_word("known"):
            return Known(name, at)
        if token.is_word("unknown"):
            return Not(Known(name, at))
        raise QueryError(token.start, "expected known or unknown; for a value write = instead")

    def _values(self, word: Token) -> tuple[Value, ...]:
        opening = self._next()
        if not (opening.kind == "sign" and opening.text == "("):
            raise QueryError(opening.start, f"expected ( after {word.text}")
        values = [self._value()]
        while self._peek().kind == "sign" and self._peek().text == ",":
            self._place += 1
            values.append(self._value())
        self._expect(")", opening)
        return tuple(values)

    def _value(self) -> Value:
        start = self._peek().start
        value = value_of(self._text_value())
        if value is None:
            raise QueryError(start, "an empty value; to ask for a missing label write is unknown")
        return value

    def _text_value(self) -> str:
        token = self._next()
        if token.kind in ("sign", "end") or token.is_word("and", "or"):
            what = f", not {token.text}" if token.text else ""
            raise QueryError(token.start, f"expected a value{what}")
        return token.text

    def _expect(self, sign: str, opening: Token) -> None:
        token = self._next()
        if not (token.kind == "sign" and token.text == sign):
            raise QueryError(
                token.start,
                f"expected {sign} to close the parenthesis at character {opening.start + 1}",
            )

    def _take_word(self, word: str) -> bool:
        if self._peek().is_word(word):
            self._place += 1
            return True
        return False

    def _peek(self) -> Token:
        return self._tokens[min(self._place, len(self._tokens) - 1)]

    def _next(self) -> Token:
        token = self._peek()
        self._place += 1
        return token


def _flat(parts: list[Query], kind: type[And] | type[Or]) -> tuple[Query, ...]:
    """Return parts with those of the same kind taken apart: (a and b) and c is a and b and c."""
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return tuple(flat)
