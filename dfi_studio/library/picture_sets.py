"""Sets of pictures as the user names them: a folder, or a text file of paths.

Knows names and paths only. Whether each file can be read is found out when it is read: one bad
file in ten thousand is skipped then, and told.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.folders import expanded
from dfi_studio.library.picture_files import is_picture

MINIMUM = 2
"""Fewest pictures of a set: the mean of one picture is that picture, identity and all."""

_DIGEST_BYTES = 16


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

    A folder gives all files below it with the suffix of a picture, ordered by their path in the
    folder; what begins with a dot is left out, and links are followed, each folder once. A text
    file gives the paths in it, in its order: UTF-8, one a line, relative to the file's folder;
    empty lines and lines that begin with ``#`` are left out, and so are repetitions.

    Parameters
    ----------
    text : str
        Path of the folder or the file; a leading ``~`` is the user's home.

    Raises
    ------
    PictureSetError
        It is missing, unreadable, neither of the two, or holds fewer than `MINIMUM` pictures, or
        a text file names pictures that do not exist.
    """
    if not text.strip():
        raise PictureSetError("No set of pictures was named; name a folder or a text file.")
    path = expanded(text).absolute()
    try:
        if path.is_dir():
            return _from_folder(path)
        if not path.exists():
            raise PictureSetError(f"There is no folder or file {text}; check its name.")
        return _from_list(path)
    except OSError as error:
        raise PictureSetError(
            f"The set {text} cannot be read: {error.strerror or error} "
            f"({error.filename or path}); check its permissions."
        ) from error


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


def set_digest(digests: Iterable[str]) -> str:
    """Return the name of a set from those of its files, whatever their order: 32 digits."""
    content = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for each in sorted(digests):
        content.update(bytes.fromhex(each))
    return content.hexdigest()


def _from_folder(folder: Path) -> PictureSet:
    found = sorted(_pictures(folder, set()), key=Path.as_posix)
    name = folder.name or str(folder)
    if not found:
        kind = "is empty" if not any(folder.iterdir()) else "holds no pictures"
        raise PictureSetError(f"The folder {folder} {kind}; name one with at least {MINIMUM}.")
    return PictureSet(name, tuple(found))


def _pictures(folder: Path, visited: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield the pictures below a folder; in order, so that of two links to one the first counts."""
    status = folder.stat()
    place = (status.st_dev, status.st_ino)
    if place in visited:  # a link back up would lead round for ever
        return
    visited.add(place)
    with os.scandir(folder) as scan:
        entries = sorted((each for each in scan if not each.name.startswith(".")), key=_name)
    for entry in entries:
        if entry.is_dir():
            yield from _pictures(folder / entry.name, visited)
        elif entry.is_file() and is_picture(path := folder / entry.name):
            yield path


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


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
        with path.open(encoding="utf-8-sig") as stream:
            lines = [line.strip() for line in stream]
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
