"""Parts: bytes under names, in one zip file or in a folder, written safely and read without trust.

The parts of a zip appear together or not at all; those of a folder hold together because the last
one written, which names the others, is replaced in one step. Does not know what the parts mean.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from dfi_studio.core.errors import OutputError, ProjectError
from dfi_studio.library.exact_images import Pieces
from dfi_studio.library.outputs import atomic, make_folder

Parts = Mapping[str, Callable[[], Pieces]]
"""What to write: the bytes of each part are made when its turn comes, and only where needed."""

_NAME = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*\.[a-z0-9]+")
"""How parts are named: no dots in a row, no drive, no root."""
_OUTSIDE = re.compile(r"(^|[\\/])\.\.([\\/]|$)|^[\\/]|^.:")
_MOST_PARTS = 20_000
_LARGEST = 16 * 2**30
_HIGHEST_RATIO = 200
"""What deflated text may grow by: a bomb grows by a thousand."""
_FREE_OF_RATIO = 1_000_000
_BEGINS = b"PK\x03\x04"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # equal parts are equal files
# What the standard library raises on damaged archives, besides OSError.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Reader(Protocol):
    """Where parts are read from."""

    @property
    def where(self) -> Path:
        """The file or the folder, for sentences."""

    def read(self, name: str, *, most: int) -> bytes:
        """Return a part.

        Raises
        ------
        ProjectError
            It is missing, damaged, or longer than `most` bytes.
        """


def damaged(where: Path, reason: object) -> ProjectError:
    """Return the error of a file that does not hold what it should."""
    return ProjectError(
        f"The project {where} is damaged ({reason}); copy it again, or open an earlier copy."
    )


def write_zip(path: Path, parts: Parts, *, last: Callable[[], None] = lambda: None) -> None:
    """Write parts as one file; equal parts give equal bytes.

    Parameters
    ----------
    last : callable
        Called when all is written and before it takes the place of what is there, which it may
        hinder by raising.

    Raises
    ------
    OutputError
        The file cannot be written; one that was there before stays.
    """
    with atomic(path) as temporary:
        with zipfile.ZipFile(temporary, "w") as archive:
            for name, make in parts.items():
                pieces = make()
                part = zipfile.ZipInfo(name, _NO_TIME)
                part.file_size = _length(pieces)  # tells zipfile whether 32 bits will do
                if name.endswith(".json"):
                    part.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(part, "w") as stream:
                    _write(stream, pieces)
        last()


def write_folder(folder: Path, parts: Parts) -> None:
    """Write parts as files of a folder, and remove what else is in it.

    Parts are taken to be named by their content: one that is there is not written again. Only
    the first part, which names the others, is replaced; it is written when they are there.

    Raises
    ------
    OutputError
        The folder cannot be written; what was there before can still be read.
    """
    main, *others = parts
    for name in (*others, main):
        if name == main or not (folder / name).exists():
            make_folder((folder / name).parent)
            with atomic(folder / name) as temporary, temporary.open("wb") as stream:
                _write(stream, parts[name]())
    try:
        for path in folder.rglob("*"):
            if path.is_file() and path.relative_to(folder).as_posix() not in parts:
                path.unlink()
    except OSError as error:
        raise OutputError(f"{folder} cannot be tidied: {error.strerror or error}.") from error


@contextmanager
def opened_zip(path: Path, *, main: str) -> Iterator[Reader]:
    """Open a file of parts for the length of the block.

    Parameters
    ----------
    main : str
        The part without which it is another kind of file.

    Raises
    ------
    ProjectError
        It is missing, unreadable, no such file, damaged, or of an absurd size.
    """
    try:
        with _stream(path) as stream:
            try:
                archive = zipfile.ZipFile(stream)
            except _DAMAGE as error:
                raise _unreadable(path, stream) from error
            with archive:
                if main not in archive.namelist():
                    raise _another(path)
                yield _Zip(path, archive)
    except OSError as error:
        raise ProjectError(
            f"The project {path} cannot be read ({error.strerror or error}); check its permissions."
        ) from error


class FolderParts:
    """The parts in a folder."""

    def __init__(self, folder: Path) -> None:
        self.where = folder

    def read(self, name: str, *, most: int) -> bytes:
        """Return a part; see `Reader`."""
        path = self.where / name
        try:
            if not _NAME.fullmatch(name):
                raise damaged(self.where, f"no part can be named {name!r}")
            if not path.is_file():
                raise damaged(self.where, f"{name} is missing")
            if path.stat().st_size > most:
                raise damaged(self.where, _too_long(name, path.stat().st_size, most))
            return path.read_bytes()
        except OSError as error:
            raise damaged(self.where, f"{name}: {error.strerror or error}") from error


class _Zip:
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.where = path
        self._archive = archive
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in archive.infolist()[:_MOST_PARTS]:
            if not part.filename:  # zipfile itself trips over it
                raise damaged(path, "a part of it has no name")
            if not part.is_dir():  # other programs that pack files name their folders too
                self._check(part)
                self._parts[part.filename] = part
        if len(archive.infolist()) > _MOST_PARTS:
            count = len(archive.infolist())
            raise damaged(path, f"it has more than {_MOST_PARTS} parts: {count:,}")
        total = sum(part.file_size for part in self._parts.values())
        if total > _LARGEST:
            told = f"{total:,} bytes, and {_LARGEST:,} are the most"
            raise damaged(path, f"its parts are larger than any project's: {told}")

    def read(self, name: str, *, most: int) -> bytes:
        part = self._parts.get(name)
        if part is None:
            raise damaged(self.where, f"{name} is missing")
        if part.file_size > most:
            raise damaged(self.where, _too_long(name, part.file_size, most))
        try:
            return self._archive.read(part)
        except _DAMAGE as error:
            raise damaged(self.where, f"{name}: {error}") from error

    def _check(self, part: zipfile.ZipInfo) -> None:
        name = part.filename
        if _OUTSIDE.search(name):  # nothing is unpacked here, but no honest program writes this
            raise damaged(self.where, f"its part {name!r} leads outside")
        if name in self._parts:
            raise damaged(self.where, f"it has two parts named {name}")
        if part.flag_bits & 1:
            raise ProjectError(
                f"The project {self.where} is encrypted; unpack it with its password, and pack it "
                "again without one."
            )
        if part.file_size > _HIGHEST_RATIO * part.compress_size + _FREE_OF_RATIO:
            grown = f"from {part.compress_size:,} bytes to {part.file_size:,}"
            raise damaged(self.where, f"{name} would grow beyond reason, {grown}")


def _stream(path: Path) -> IO[bytes]:
    if path.is_dir():
        raise ProjectError(f"{path} is a folder; name a project file.")
    if not path.exists():
        raise ProjectError(f"There is no project {path}; check its name.")
    if not path.is_file():  # a pipe or a device would be waited for without end
        raise ProjectError(f"{path} is not a plain file; name a project file.")
    return path.open("rb")


def _unreadable(path: Path, stream: IO[bytes]) -> ProjectError:
    stream.seek(0)
    if stream.read(len(_BEGINS)) == _BEGINS:
        return ProjectError(f"The project {path} is cut short; copy it again from where it came.")
    return _another(path)


def _another(path: Path) -> ProjectError:
    return ProjectError(f"{path} is not a project of DFI Studio; name one that it saved.")


def _too_long(name: str, size: int, most: int) -> str:
    return f"{name} is too long: {size:,} bytes, and {most:,} are the most"


def _length(pieces: Pieces) -> int:
    return sum(len(piece) for piece in pieces)


def _write(stream: IO[bytes], pieces: Pieces) -> None:
    for piece in pieces:
        stream.write(piece)
