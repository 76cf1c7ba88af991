"""Where the files of a project lie: as they were named, and as seen from the project's own folder.

A project that was moved together with its files finds them again: each is looked for first where
it was, then at the same place beside the project. Knows no file's content.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, Recipe, SavedAttribute
from dfi_studio.library.folders import expanded
from dfi_studio.library.json_values import as_text
from dfi_studio.library.set_names import place_of

Place = dict[str, str | None]
"""How a place is written: ``absolute``, and ``relative`` where it can be seen from the project."""


def place_values(path: Path, beside: Path | None) -> Place:
    """Return how a place is written.

    Parameters
    ----------
    beside : Path or None
        The folder of the project; None where it has none yet.
    """
    return {"absolute": str(path), "relative": None if beside is None else _seen(path, beside)}


def places_to_look(values: Mapping[str, Any], beside: Path | None) -> tuple[Path, ...]:
    """Return where a place may be now, the likeliest first.

    Raises
    ------
    KeyError, TypeError
        The values are no place.
    """
    found = [Path(as_text(values["absolute"]))]
    if beside is not None and values["relative"] is not None:
        found.append(Path(os.path.normpath(beside / as_text(values["relative"]))))
    return tuple(dict.fromkeys(found))


def sets_and_files(recipes: Iterable[Recipe], beside: Path) -> dict[str, Place]:
    """Return the places of the picture sets and attribute files that are there, by their text."""
    texts = dict.fromkeys(text for recipe in recipes for text in _places(recipe))
    there = ((text, _absolute(text)) for text in texts)
    return {text: place_values(path, beside) for text, path in there if is_there(path)}


def relocation(values: Mapping[str, Any], beside: Path | None) -> Callable[[Recipe], Recipe]:
    """Return what makes of a recipe as it was saved one whose sets and files are found here.

    Raises
    ------
    KeyError, TypeError
        The values are not what `sets_and_files` gave.
    """
    moved: dict[str, str] = {}
    for text, place in values.items():
        here = next(filter(is_there, places_to_look(place, beside)), None)
        if here is not None and here != _absolute(text):
            moved[text] = str(here)

    def relocated(text: str) -> str:
        for place in sorted(moved, key=len, reverse=True):
            if text == place or text.startswith(f"{place}?"):
                return moved[place] + text[len(place) :]
        return text

    return lambda recipe: _with_texts(recipe, relocated) if moved else recipe


def is_there(path: Path) -> bool:
    """Say whether there is something of this name; a name that cannot be is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _seen(path: Path, beside: Path) -> str | None:
    try:
        return Path(os.path.relpath(path, beside)).as_posix()
    except ValueError:  # another drive
        return None


def _absolute(text: str) -> Path:
    return expanded(text).absolute()


def _places(recipe: Recipe) -> Iterator[str]:
    for direction in recipe.directions:
        match direction.attribute:
            case SavedAttribute(path):
                yield path
            case Contrast(source, target):
                yield from filter(None, (_place(source), _place(target)))
            case ClassDirection(pictures):
                yield from filter(None, (_place(pictures),))
    if recipe.fill is not None:
        yield from filter(None, (_place(recipe.fill.pictures),))


def _place(text: str) -> str:
    try:
        return place_of(text)
    except OSError:  # a name too long for any file
        return ""


def _with_texts(recipe: Recipe, change: Callable[[str], str]) -> Recipe:
    directions = tuple(
        replace(each, attribute=_changed(each.attribute, change)) for each in recipe.directions
    )
    fill = recipe.fill
    if fill is not None:
        fill = replace(fill, pictures=change(fill.pictures))
    return replace(recipe, directions=directions, fill=fill)


def _changed(attribute: Attribute, change: Callable[[str], str]) -> Attribute:
    if isinstance(attribute, SavedAttribute):
        return SavedAttribute(change(attribute.path))
    if isinstance(attribute, ClassDirection):
        return replace(attribute, pictures=change(attribute.pictures))
    source, target = change(attribute.source), change(attribute.target)
    return replace(attribute, source=source, target=target)
