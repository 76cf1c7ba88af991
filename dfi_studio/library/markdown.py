"""What a page of the guide says of itself: its headings, and the names that links know them by."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FENCE = re.compile(r"^(```|~~~)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$")


def anchors(text: str) -> list[str]:
    """Return the anchor of each heading of a page, in order."""
    return numbered(_headings(text))


def numbered(headings: Iterable[str]) -> list[str]:
    """Return the anchors of headings, made as code hosts make them: the second of a name has -1."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        words = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        count = seen[words] = seen.get(words, -1) + 1
        found.append(f"{words}-{count}" if count else words)
    return found


def _headings(text: str) -> Iterable[str]:
    fenced = False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (found := _HEADING.match(line)):
            yield re.sub(r"[`*_]|\[([^]]*)\]\([^)]*\)", r"\1", found[1])
