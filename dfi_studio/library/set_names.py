"""The names of picture sets as the user writes them: where a set lies, and which part of it."""

from __future__ import annotations

from dfi_studio.library.folders import expanded

CATALOG = "catalog:"
"""What the name of a set in the catalogue begins with."""


def place_of(text: str) -> str:
    """Return the part of a set's name that says where it lies, without the query.

    Empty where it lies in no folder of its own: in the catalogue, or nowhere yet.
    """
    return "" if not text.strip() or text.startswith(CATALOG) else text[: end_of_place(text)]


def end_of_place(text: str) -> int:
    """Return where the folder or list ends: before the first question mark that can end it."""
    if "?" not in text or expanded(text).exists():
        return len(text)
    marks = [place for place, sign in enumerate(text) if sign == "?"]
    there = [place for place in marks if place and expanded(text[:place]).exists()]
    return (there or marks)[0]
