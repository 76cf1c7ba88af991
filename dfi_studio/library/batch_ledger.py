"""The ledger of a folder of results: what was made, written down so that nothing is made twice.

One line of JSON for each result, put on disk before the result takes its place: whatever happens
between the two, the next run finds the line, and beside it the result or the temporary file that
was to become it. A line that was cut off, by a power failure, is passed over.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dfi_studio.core.errors import OutputError
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.exports import pair_path
from dfi_studio.library.json_values import as_number, as_text, parsed
from dfi_studio.library.outputs import put_in_place, reason_of
from dfi_studio.library.picture_sets import file_digest

logger = logging.getLogger(__name__)

LEDGER = "dfi-studio-batch.jsonl"
STAGING = ".dfi-studio-batch"
_LONGEST = 200_000_000  # bytes: a million results


@dataclass(frozen=True, slots=True)
class Entry:
    """A result that was made.

    Attributes
    ----------
    identity : str
        Of the item; see `Batch.identity`.
    path : Path
        Absolute; written down from the ledger's folder on, where it lies in it.
    digest : str
        Of the file's content.
    seconds : float
        What it took.
    """

    identity: str
    path: Path
    digest: str
    seconds: float


class Ledger:
    """An open ledger; only one process has it open for writing.

    Parameters
    ----------
    folder : Path
        That the results lie in, in folders of their own or not.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.entries: dict[str, Entry] = {}
        """By identity, the latest of each."""
        self._cut_off = False  # the last line: the next one is to begin on its own
        self._read()

    @property
    def staging(self) -> Path:
        """Where results are made, on the disk that they are to lie on."""
        return self.folder / STAGING

    def write(self, entry: Entry) -> None:
        """Add a line, and wait until it is on the disk.

        Raises
        ------
        OutputError
            It cannot be written.
        """
        line = ("\n" if self._cut_off else "") + json.dumps(self._values(entry)) + "\n"
        path = self.folder / LEDGER
        try:
            with path.open("ab") as stream:
                stream.write(line.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            self._cut_off = True  # a part of the line may be there
            raise OutputError(f"{path} was not written: {reason_of(error, path)}") from error
        self._cut_off = False
        self.entries[entry.identity] = entry

    def made(self, identity: str) -> Entry | None:
        """Return the entry of a result that is in its place, with the content it was made with.

        One whose temporary file is still there is put in its place first.
        """
        entry = self.entries.get(identity)
        if entry is None:
            return None
        if not _has(entry.path, entry.digest):
            staged = self.staged(identity, entry.path.suffix)
            if os.path.lexists(entry.path) or not _has(staged, entry.digest):
                return None
            self.put_in_place(identity)
        return entry

    def put_in_place(self, identity: str) -> None:
        """Move the temporary file of an entry, and that of its pair, to where they are to be.

        Raises
        ------
        OutputError
            One cannot be moved there.
        """
        path = self.entries[identity].path
        staged = self.staged(identity, path.suffix)
        if pair_path(staged).exists():
            put_in_place(pair_path(staged), pair_path(path))
        put_in_place(staged, path)

    def staged(self, identity: str, suffix: str) -> Path:
        """Return the temporary file of a result."""
        return self.staging / f"{identity}{suffix}"

    def _values(self, entry: Entry) -> dict[str, Any]:
        inside = entry.path.is_relative_to(self.folder)
        path = entry.path.relative_to(self.folder) if inside else entry.path
        told = {"item": entry.identity, "path": path.as_posix(), "blake2b": entry.digest}
        return {**told, "seconds": round(entry.seconds, 3)}

    def _read(self) -> None:
        path = self.folder / LEDGER
        if not path.exists():
            return
        try:
            content = read_bounded(path, most=_LONGEST)
        except OSError as error:
            raise OutputError(f"{path} cannot be read: {error.strerror or error}.") from error
        for line in content.splitlines():
            try:
                values = parsed(line)
                entry = Entry(
                    as_text(values["item"]),
                    self._inside(as_text(values["path"])),
                    as_text(values["blake2b"]),
                    as_number(values["seconds"]),
                )
            except (ValueError, TypeError, LookupError) as error:
                logger.warning("%s: a line is passed over (%s)", path, error)
                continue
            self.entries[entry.identity] = entry
        self._cut_off = bool(content) and not content.endswith(b"\n")

    def _inside(self, name: str) -> Path:
        """Return a path that lies in the folder; a line that names another was not written here."""
        path = Path(os.path.normpath(self.folder / name))
        if not path.is_relative_to(os.path.normpath(self.folder)):
            raise ValueError(f"{name} leads outside")
        return path


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a folder for the length of the block; no other run can meanwhile.

    What is left of temporary files is removed at the end.

    Raises
    ------
    OutputError
        Another run is writing there, or the folder cannot be written to.
    """
    staging = folder / STAGING
    try:
        staging.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{staging} cannot be made: {reason_of(error, staging)}") from error
    with exclusive(staging / "lock", what=f"A batch into {folder}"):
        ledger = Ledger(folder)
        try:
            yield ledger
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def results_in(folder: Path) -> frozenset[Path]:
    """Return the results that batches made in a folder, and their pairs, there or not."""
    made = [each.path for each in Ledger(folder).entries.values()]
    return frozenset([*made, *(pair_path(each) for each in made)])


def _has(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and file_digest(path) == digest
    except OSError:  # a name too long for any file
        return False
