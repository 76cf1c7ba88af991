"""What may come next in a query that is being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from dfi_studio.library.catalog.conditions import OPERATORS, quoted
from dfi_studio.library.catalog.labelling import LabelKind, LabelSummary
from dfi_studio.library.catalog.parser import QueryError, Token, tokens
from dfi_studio.library.catalog.values import name_key, text_of


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that may take the place of a part of a query.

    Attributes
    ----------
    text : str
        What is written, in quotes where it must be.
    start, end : int
        The part of the query that it takes the place of.
    help : str
        What it is, for people: how many pictures have it, or its range.
    """

    text: str
    start: int
    end: int
    help: str


class _Next(Enum):
    """What the grammar expects."""

    NAME = auto()
    SIGN = auto()
    VALUE = auto()
    OPEN = auto()
    LISTED = auto()
    COMMA = auto()
    KNOWN = auto()
    JOIN = auto()


_SIGN_HELP = {
    "=": "is equal to",
    "!=": "has another value than",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}


def complete(text: str, cursor: int, labels: Mapping[str, LabelSummary]) -> list[Completion]:
    """Return what may stand at the cursor: what begins with what is typed, then what holds it.

    Parameters
    ----------
    text : str
        The query, finished or not.
    cursor : int
        The word to its left is the one that is completed.
    labels : mapping of str to LabelSummary
        As `Catalog.label_names` gives them.
    """
    try:
        before, typed, start = _split(text[:cursor])
    except QueryError:
        return []
    expected, name = _expected(before)
    known = {name_key(each): each for each in labels}
    summary = labels.get(known.get(name_key(name), ""))
    offers = list(_offers(expected, summary, labels))
    wanted = typed.strip("\"'").casefold()
    first = [each for each in offers if each[0].strip('"').casefold().startswith(wanted)]
    second = [each for each in offers if wanted in each[0].casefold() and each not in first]
    found = [Completion(offer, start, cursor, told) for offer, told in (*first, *second)]
    return [] if [each.text for each in found] == [typed] else found


def _split(text: str) -> tuple[list[Token], str, int]:
    """Split what stands before the cursor into whole tokens and the one that is being typed."""
    try:
        found = tokens(text)[:-1]
    except QueryError as error:
        if text[error.position] not in "\"'":
            raise
        return tokens(text[: error.position])[:-1], text[error.position :], error.position
    if found and found[-1].end == len(text) and found[-1].kind == "word":
        return found[:-1], found[-1].text, found[-1].start
    return found, "", len(text)


def _expected(found: Iterable[Token]) -> tuple[_Next, str]:
    """Return what comes next, and the label that it is about."""
    state, name = _Next.NAME, ""
    for token in found:
        if state is _Next.NAME and not token.is_word("not") and token.kind != "sign":
            state, name = _Next.SIGN, token.text
        else:
            state = _after(state, token)
    return state, name


def _after(state: _Next, token: Token) -> _Next:
    sign = token.text if token.kind == "sign" else ""
    if token.is_word("and", "or") and state in (_Next.SIGN, _Next.JOIN):
        return _Next.NAME
    match state:
        case _Next.SIGN if token.is_word("in"):
            return _Next.OPEN
        case _Next.SIGN if token.is_word("is"):
            return _Next.KNOWN
        case _Next.SIGN if token.is_word("contains") or sign.strip("()"):
            return _Next.VALUE
        case _Next.SIGN:
            return _Next.JOIN if sign == ")" else _Next.SIGN
        case _Next.OPEN:
            return _Next.LISTED
        case _Next.LISTED:
            return _Next.COMMA
        case _Next.COMMA:
            return _Next.LISTED if sign == "," else _Next.JOIN
        case _Next.VALUE | _Next.KNOWN:
            return _Next.JOIN
        case _:
            return state


def _offers(
    expected: _Next, summary: LabelSummary | None, labels: Mapping[str, LabelSummary]
) -> Iterator[tuple[str, str]]:
    """Yield texts and what they are."""
    match expected:
        case _Next.NAME:
            for name, each in labels.items():
                yield quoted(name), _told(each)
            yield "not", "what does not meet the next condition"
        case _Next.SIGN:
            yield from _signs(summary)
            yield from _joins()
        case _Next.VALUE | _Next.LISTED:
            yield from _values(summary)
        case _Next.OPEN:
            yield "(", "a list of values"
        case _Next.COMMA:
            yield ",", "another value"
            yield ")", "the end of the list"
        case _Next.KNOWN:
            yield "known", "has this label"
            yield "unknown", "lacks this label"
        case _Next.JOIN:
            yield from _joins()


def _signs(summary: LabelSummary | None) -> Iterator[tuple[str, str]]:
    numeric = summary is None or summary.kind is not LabelKind.WORDS
    for sign in reversed(OPERATORS) if numeric else ("=", "!="):
        yield sign, _SIGN_HELP[sign]
    yield "in", "is one of"
    if summary is None or summary.kind is not LabelKind.NUMBERS:
        yield "contains", "has this in it"
    yield "is", "known or unknown"


def _joins() -> Iterator[tuple[str, str]]:
    yield "and", "both"
    yield "or", "one of the two"


def _values(summary: LabelSummary | None) -> Iterator[tuple[str, str]]:
    if summary is None:
        return
    for word, count in summary.words:
        yield quoted(word), f"{count} pictures"
    if summary.kind is not LabelKind.WORDS:
        yield text_of(summary.low), "the lowest"
        yield text_of(summary.high), "the highest"


def _told(summary: LabelSummary) -> str:
    if summary.kind is LabelKind.WORDS:
        return f"{', '.join(word for word, _ in summary.words[:3])} ({summary.count} pictures)"
    return f"{summary.low:g} to {summary.high:g} ({summary.count} pictures)"
