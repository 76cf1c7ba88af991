"""Files that appear whole or not at all, and folders that can be written to.

Knows the ways in which a disk refuses; does not know what is written, nor how files are named.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dfi_studio.core.errors import OutputError

PICTURE_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".avif": "AVIF",
}
"""What a result can be saved as: Pillow's name of the format, by suffix."""

Stamp = tuple[int, int, int]
"""What tells one writing of a file from the next: its inode, its time and its length."""


def picture_format(path: Path) -> str:
    """Return Pillow's name of the format that a picture with this path is saved in.

    Raises
    ------
    OutputError
        The suffix is none that a result can be saved as.
    """
    try:
        return PICTURE_FORMATS[path.suffix.lower()]
    except KeyError:
        raise OutputError(
            f"{path} cannot be saved as {path.suffix or 'a file without a suffix'}; "
            f"end its name with one of {' '.join(PICTURE_FORMATS)}."
        ) from None


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give a path to write to, and move what was written there to `path` at the end of the block.

    The file at `path` is the old one or the new one, never a part; where the block fails in any
    way the old one stays and the temporary one is removed. A link is written through.

    Raises
    ------
    OutputError
        The disk is full, the folder is missing or read-only, or `path` is not a plain file.
        Any `OSError` inside the block counts as one from writing.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        check_replaceable(target)
        # Only beside the target can a file be moved there in one step.
        temporary = target.with_name(f".dfi-studio-{secrets.token_hex(6)}.part")
        temporary.touch(exist_ok=False)
        yield temporary
        _to_disk(temporary)
        _move(temporary, target)
    except OSError as error:
        raise OutputError(f"{path} was not written: {reason_of(error, path)}") from error
    finally:
        if temporary is not None:
            with suppress(OSError):  # the first error is the one to tell
                temporary.unlink(missing_ok=True)


def put_in_place(made: Path, path: Path) -> None:
    """Move a file that is whole, and on the disk, to `path` in one step.

    Parameters
    ----------
    made : Path
        On the same disk; it is there no longer afterwards.
    path : Path
        A link is written through.

    Raises
    ------
    OutputError
        It cannot be moved there, or `path` is not a plain file.
    """
    try:
        target = path.resolve()
        check_replaceable(target)
        _move(made, target)
    except OSError as error:
        raise OutputError(f"{path} was not written: {reason_of(error, path)}") from error


def _move(made: Path, target: Path) -> None:
    """Put a file in the place of another, whose permissions it takes."""
    if target.exists():
        shutil.copymode(target, made)
    made.replace(target)
    with suppress(OSError):  # the file is there; not all file systems can flush a folder
        _to_disk(target.parent)


def check_replaceable(target: Path) -> None:
    """Refuse what a file cannot take the place of, or what the user has protected.

    Raises
    ------
    OutputError
        There is something else than a plain file, or one that is write-protected.
    """
    if not target.exists():
        return
    if not target.is_file():  # a device would be replaced by a file
        raise OutputError(f"{target} is not a plain file; give the result another name.")
    if not os.access(target, os.W_OK):
        raise OutputError(f"{target} is write-protected; give the result another name.")


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def check_unchanged(path: Path, seen: Stamp | None) -> None:
    """Refuse to replace a file that is no longer the one that was seen; None was not looked for.

    Raises
    ------
    OutputError
        There is another one.
    """
    if seen is not None and stamp_of(path) not in (seen, None):
        raise OutputError(
            f"{path} was written by another window or program since it was opened here; save yours "
            "under another name."
        )


def _to_disk(path: Path) -> None:
    """Wait until the system has written a file, or the entries of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def reason_of(error: OSError, path: Path) -> str:
    """Return why a file was not written, and what to do: the end of a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space, or save it elsewhere."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "you may not write there; choose another folder."
    if error.errno == errno.EROFS:
        return "the disk is read-only; choose another folder."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"there is no folder {path.parent}; make it, or choose another."
    return f"{error.strerror or error}; save it elsewhere."


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} cannot be made: {error.strerror or error}."
        ) from error


def check_folder(folder: Path, *, make: bool) -> None:
    """Raise `OutputError` now, where a folder cannot be written to, and not after an hour of work.

    Parameters
    ----------
    folder : Path
    make : bool
        Whether to make it where it is missing.
    """
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError as error:
        raise OutputError(f"{folder} is a file; results need a folder.") from error
    except OSError as error:
        reason = reason_of(error, folder / "result")
        raise OutputError(f"Nothing can be written to the folder {folder}: {reason}") from error
