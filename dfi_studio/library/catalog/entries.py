"""What the catalogue tells: folders and what they are called, pictures, and orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.catalog.values import Value


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the catalogue.

    Attributes
    ----------
    pictures, broken : int
        How many can be used, and how many cannot.
    """

    id: int
    path: Path
    name: str
    pictures: int
    broken: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the catalogue.

    Attributes
    ----------
    width, height : int
        In pixels, upright; 0 where it cannot be read.
    size, mtime_ns : int
        Of the file when it was last looked at.
    problem : str
        Why it cannot be used; empty where it can.
    labels : mapping of str to Value
        The value that holds for each label.
    """

    id: int
    path: Path
    folder: str
    width: int
    height: int
    size: int
    mtime_ns: int
    problem: str
    labels: Mapping[str, Value] = field(repr=False)


def plain(path: Path) -> Path:
    """Return a path as the catalogue keeps it: absolute, links left alone, nothing going up."""
    place = path.expanduser().absolute()
    return place.resolve() if ".." in place.parts else place


def folder_name(path: Path, asked: str | None, folders: Iterable[Folder]) -> str:
    """Return what a folder is called among others.

    That is what is asked for; or else the name it has there already, or its own, or of one called
    ``images`` the one around it.

    Raises
    ------
    CatalogError
        What is asked for is the name of another.
    """
    others = {each.path: each.name for each in folders}
    if asked is None and path in others:
        return others[path]
    taken = {name.casefold() for place, name in others.items() if place != path}
    if asked is not None:
        if asked.casefold() in taken:
            raise CatalogError(f"Another folder is called {asked}; give this one another name.")
        return asked
    own = path.parent.name if path.name == "images" and path.parent.name else path.name
    own = own or "pictures"
    name, number = own, 2
    while name.casefold() in taken:
        name, number = f"{own} {number}", number + 1
    return name


class Key(StrEnum):
    """What pictures are sorted by."""

    ADDED = "added"
    NAME = "name"
    DATE = "date"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of an answer.

    Attributes
    ----------
    label : str
        Which one, for `Key.LABEL`: numbers come first, then words; pictures without it at the end.
    """

    key: Key = Key.ADDED
    label: str = ""
    descending: bool = False
