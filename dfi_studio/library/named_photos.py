"""The photographs of a batch, as they are named: files, and folders with all that is below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from dfi_studio.core.errors import PhotoError
from dfi_studio.library.folder_walk import walk


def named_photos(named: Iterable[Path], results: Collection[Path] = ()) -> Iterator[Path]:
    """Yield photos, those of folders too, but no results of an earlier run.

    Parameters
    ----------
    results : collection of Path
        What is left out of folders; a file that is named by itself is meant.

    Raises
    ------
    PhotoError
        A folder cannot be read.
    """
    for path in named:
        if not path.is_dir():
            yield path.absolute()
            continue
        try:
            found = [path.absolute() / each.path for each in walk(path, unreadable=_refuse)]
        except OSError as error:
            raise PhotoError(f"{path} cannot be read: {error.strerror or error}.") from error
        yield from (each for each in found if each not in results)


def _refuse(path: str, error: OSError) -> None:
    raise PhotoError(f"{path} cannot be read: {error.strerror or error}.") from error
