"""The pictures below a folder, found without following a link round for ever.

Knows names, sizes and times of files; opens none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.library.picture_files import is_picture


@dataclass(frozen=True, slots=True)
class Found:
    """A file with the suffix of a picture.

    Attributes
    ----------
    path : str
        In the folder that was walked, with ``/`` between its parts.
    size, mtime_ns : int
        In bytes, and in nanoseconds since 1970.
    """

    path: str
    size: int
    mtime_ns: int


def walk(folder: Path, *, unreadable: Callable[[str, OSError], None]) -> Iterator[Found]:
    """Yield the pictures below a folder, sorted by name in each folder.

    What begins with a dot is left out. Links are followed, each folder once: of two links to one
    the first counts.

    Parameters
    ----------
    unreadable : callable
        Told of each sub-folder, by its path in the folder, that cannot be read or is gone; it
        may raise.

    Raises
    ------
    OSError
        The folder itself cannot be read.
    """
    yield from _below(folder, "", set(), unreadable)


def _below(
    folder: Path,
    prefix: str,
    visited: set[tuple[int, int]],
    unreadable: Callable[[str, OSError], None],
) -> Iterator[Found]:
    status = folder.stat()
    place = (status.st_dev, status.st_ino)
    if place in visited:  # a link back up would lead round for ever
        return
    visited.add(place)
    with os.scandir(folder) as scan:
        entries = sorted((each for each in scan if not each.name.startswith(".")), key=_name)
    for entry in entries:
        path = prefix + entry.name
        if _is_folder(entry):
            try:
                yield from _below(folder / entry.name, f"{path}/", visited, unreadable)
            except OSError as error:
                unreadable(path, error)
        elif is_picture(Path(entry.name)) and (found := _looked_at(entry, path)) is not None:
            yield found


def _looked_at(entry: os.DirEntry[str], path: str) -> Found | None:
    """Return a file's size and time; None for what is no file, no longer, or leads nowhere."""
    try:
        if not entry.is_file():
            return None
        status = entry.stat()
    except OSError:
        return None
    return Found(path, status.st_size, status.st_mtime_ns)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
