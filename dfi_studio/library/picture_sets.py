"""Sets of pictures as the user names them: a folder or a text file of paths, or a part of either.

Knows names, paths and labels. Whether each file can be read is found out when it is read: one bad
file in ten thousand is skipped then, and told.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.catalog.query import (
    Query,
    QueryError,
    check_names,
    matches,
    parse,
)
from dfi_studio.library.catalog.query import text as query_text
from dfi_studio.library.catalog.store import Catalog, IntArray, default_catalog
from dfi_studio.library.catalog.values import Value
from dfi_studio.library.folder_walk import walk
from dfi_studio.library.folders import expanded
from dfi_studio.library.label_sources.sources import read_sources
from dfi_studio.library.picture_files import is_picture
from dfi_studio.library.set_names import CATALOG, end_of_place

Labels = Mapping[str, Value]
"""What is known of a picture, by the name of the label."""

_LONGEST_LIST = 200_000_000  # bytes: a million of the longest names
MINIMUM = 2
"""Fewest pictures of a set: the mean of one picture is that picture, identity and all."""


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Pictures that show one thing.

    Attributes
    ----------
    name : str
        Of the folder or the text file, for people.
    paths : tuple of Path
        Absolute, each once, in a fixed order; at least `MINIMUM`.
    """

    name: str
    paths: tuple[Path, ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a set that is too small."""
        count = len(self.paths)
        if count < MINIMUM:
            held = "no picture" if count == 0 else "one picture"
            raise PictureSetError(
                f"The set {self.name} holds {held}; a mean needs at least {MINIMUM}."
            )


def picture_set(text: str) -> PictureSet:
    """Return the set of pictures that a user names.

    ``FOLDER``
        All files below it with the suffix of a picture, ordered by their path in the folder; what
        begins with a dot is left out, and links are followed, each folder once.
    ``LIST``
        A text file of paths, in its order: UTF-8, one a line, relative to the file's folder; empty
        lines and lines that begin with ``#`` are left out, and so are repetitions.
    ``FOLDER?QUERY``, ``LIST?QUERY``
        Those of them whose labels, as the tables beside them and their names give them, meet the
        query.
    ``catalog:NAME``, ``catalog:NAME?QUERY``
        A folder of the catalogue with the labels given there; ``*`` for all folders.

    Parameters
    ----------
    text : str
        A leading ``~`` is the user's home.

    Raises
    ------
    PictureSetError
        It is missing, unreadable, neither of the two, or holds fewer than `MINIMUM` pictures, or
        a text file names pictures that do not exist, or a table of labels cannot be read.
    QueryError
        The query cannot be read, or names a label that there is not.
    CatalogError
        The catalogue cannot be read, or has no such folder.
    """
    if text.startswith(CATALOG):
        return _from_catalog(text)
    place, query = _split(text)
    with _reading(text, place):
        return _from_disk(place) if query is None else _labelled(place, query)[0]


def set_labels(text: str) -> tuple[PictureSet, dict[Path, Labels]]:
    """Return a set of pictures with what is known of each.

    Parameters
    ----------
    text : str
        See `picture_set`, which also tells what is raised.
    """
    if text.startswith(CATALOG):
        return _catalogued(text)
    place, query = _split(text)
    with _reading(text, place):
        return _labelled(place, query)


def file_digest(path: Path) -> str:
    """Return the name of a file's content: 32 hexadecimal digits of BLAKE2b, read in pieces.

    Raises
    ------
    PictureSetError
        The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            content = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
    except OSError as error:
        raise PictureSetError(
            f"{path} cannot be read ({error.strerror}); check its name and permissions."
        ) from error
    return content.hexdigest()


@contextmanager
def _reading(text: str, place: str) -> Iterator[None]:
    """Tell in a sentence what a disk refuses."""
    try:
        yield
    except OSError as error:
        raise PictureSetError(
            f"The set {text} cannot be read: {error.strerror or error} "
            f"({error.filename or place}); check its permissions."
        ) from error


def _split(text: str) -> tuple[str, Query | None]:
    """Return the folder or list, and the query; a name may hold a question mark as well."""
    if not text.strip():
        raise PictureSetError("No set of pictures was named; name a folder or a text file.")
    mark = end_of_place(text)
    if mark == len(text):
        return text, None
    try:
        return text[:mark], parse(text[mark + 1 :])
    except QueryError:
        if mark and expanded(text[:mark]).exists():
            raise
        return text[:mark], None  # that nothing has this name is the thing to tell


def _from_disk(text: str) -> PictureSet:
    path = expanded(text).absolute()
    if path.is_dir():
        return _from_folder(path)
    if not path.exists():
        raise PictureSetError(f"There is no folder or file {text}; check its name.")
    return _from_list(path)


def _from_folder(folder: Path) -> PictureSet:
    def refuse(_: str, error: OSError) -> None:
        raise error

    found = sorted(each.path for each in walk(folder, unreadable=refuse))
    name = folder.name or str(folder)
    if not found:
        kind = "is empty" if not any(folder.iterdir()) else "holds no pictures"
        raise PictureSetError(f"The folder {folder} {kind}; name one with at least {MINIMUM}.")
    return PictureSet(name, tuple(folder / each for each in found))


def _labelled(place: str, query: Query | None) -> tuple[PictureSet, dict[Path, Labels]]:
    """Return the pictures of a folder or list whose labels meet a query, with the labels."""
    found = _from_disk(place)
    labels = _labels(found, expanded(place).absolute())
    if query is None:
        return found, labels
    check_names(query, dict.fromkeys(name for known in labels.values() for name in known))
    chosen = {path: labels[path] for path in found.paths if matches(query, labels[path])}
    return PictureSet(_name_of(found.name, query), tuple(chosen)), chosen


def _labels(pictures: PictureSet, place: Path) -> dict[Path, Labels]:
    """Return what the tables beside pictures and their names say of them."""
    folder = place if place.is_dir() else None
    by_folder: dict[Path, dict[str, Path]] = {}
    for path in pictures.paths:
        root = folder or path.parent
        by_folder.setdefault(root, {})[path.relative_to(root).as_posix()] = path
    labels: dict[Path, Labels] = {}
    for root, names in by_folder.items():
        labelling = read_sources(root, list(names))
        if labelling.problems:
            raise PictureSetError(labelling.problems[0])
        labels.update((path, labelling.of(name)) for name, path in names.items())
    return labels


def _from_catalog(text: str) -> PictureSet:
    with default_catalog() as catalog:
        name, ids = _found(catalog, text)
        paths = catalog.paths(ids)
    return PictureSet(name, tuple(dict.fromkeys(paths)))


def _catalogued(text: str) -> tuple[PictureSet, dict[Path, Labels]]:
    with default_catalog() as catalog:
        name, ids = _found(catalog, text)
        labels = {each.path: each.labels for each in catalog.pictures(ids)}
    return PictureSet(name, tuple(labels)), labels


def _found(catalog: Catalog, text: str) -> tuple[str, IntArray]:
    """Return the name and the pictures of a set in the catalogue."""
    name, _, asked = text.removeprefix(CATALOG).partition("?")
    query = parse(asked)
    folder = None if name.strip() == "*" else catalog.folder(name.strip()).name
    return _name_of(folder or "catalogue", query), catalog.ids(query, folder=folder)


def _name_of(name: str, query: Query | None) -> str:
    return name if query is None else f"{name} where {query_text(query)}"


def _from_list(path: Path) -> PictureSet:
    if not path.is_file():
        raise PictureSetError(f"{path} is not a plain file; name a folder or a text file.")
    if is_picture(path):
        raise PictureSetError(
            f"{path} is a picture, not a set; name the folder that it is in, or a text file of "
            "paths."
        )
    lines = _lines(path)
    missing = [each for each in lines if not each.is_file()]
    if missing:
        others = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise PictureSetError(
            f"{path} names {len(lines)} pictures, of which {missing[0]} does not exist{others}; "
            "mend the list."
        )
    if not lines:
        raise PictureSetError(f"{path} names no pictures; write one path a line.")
    return PictureSet(path.stem, lines)


def _lines(path: Path) -> tuple[Path, ...]:
    """Return the paths in a list, each once; ``a/../b`` and ``b`` are one."""
    try:
        text = read_bounded(path, most=_LONGEST_LIST).decode("utf-8-sig")
        lines = [line.strip() for line in io.StringIO(text, newline=None)]
    except UnicodeDecodeError as error:
        raise _not_a_list(path) from error
    if any("\0" in line for line in lines):
        raise _not_a_list(path)
    found: dict[str, Path] = {}
    for line in lines:
        if line and not line.startswith("#"):
            named = path.parent / expanded(line)
            found.setdefault(os.path.normpath(named), named)
    return tuple(found.values())


def _not_a_list(path: Path) -> PictureSetError:
    return PictureSetError(
        f"{path} is not a text file in UTF-8; name a folder, or a text file with one path a line."
    )
