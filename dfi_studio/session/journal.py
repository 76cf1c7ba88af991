"""The journal: what a window has in hand, on disk while it runs, for the start after a crash.

Each window has a folder of its own with the parts of its project. A lock tells whether that window
still runs: it ends with the process, however that ends. A journal is removed at a clean end.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dfi_studio.core.errors import NewerProjectError, OutputError, ProjectError
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.folders import data
from dfi_studio.library.outputs import make_folder
from dfi_studio.library.parts import FolderParts, write_folder
from dfi_studio.session.project import MANIFEST, Project, Stored, from_parts, to_parts
from dfi_studio.session.project_pictures import Names

logger = logging.getLogger(__name__)

_LOCK, _PARTS = "lock", "parts"
_ASIDE = ".damaged"
_TRIES = 10


def journals() -> Path:
    """Return the folder of all journals; made if missing.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    folder = data() / "journal"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    return folder


class Journal:
    """One journal, held by this process until it is released or removed.

    Parameters
    ----------
    folder : Path
        There, with a lock in it.

    Raises
    ------
    OutputError
        Another process holds it, or it is gone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = Names()
        self._held = ExitStack()
        if not folder.is_dir():
            raise OutputError(f"There is no journal {folder}.")
        self._hold()

    @classmethod
    def begin(cls, root: Path) -> Journal:
        """Return a new journal.

        Raises
        ------
        OutputError
            It cannot be made.
        """
        for attempt in range(_TRIES):
            folder = root / secrets.token_hex(8)
            try:
                folder.mkdir()
                return cls(folder)
            except OSError as error:
                raise OutputError(
                    f"The journal {folder} cannot be made: {error.strerror or error}."
                ) from error
            except OutputError:
                shutil.rmtree(folder, ignore_errors=True)
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")

    @property
    def written(self) -> datetime | None:
        """When it was last written; None for never."""
        try:
            seconds = (self.folder / _PARTS / MANIFEST).stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(seconds).astimezone()

    def _hold(self) -> None:
        lock = self.folder / _LOCK
        self._held.enter_context(exclusive(lock, what="Autosaving there"))
        if not lock.exists():  # whoever tidied up had the lock a moment before
            self._held.close()
            raise OutputError(f"The journal {self.folder} was removed.")

    def write(self, project: Project) -> None:
        """Take down a project as it is now; if that fails, what was there before is still there.

        Where someone deleted the folder it is made again, and held: without its lock the next
        start would not find it, or another one would take it for its own.

        Raises
        ------
        OutputError
            The disk is full, or the folder cannot be written.
        """
        if not (self.folder / _LOCK).exists():
            self._held.close()
            make_folder(self.folder)
            self._hold()
        parts = to_parts(project, beside=None, names=self._names)
        write_folder(self.folder / _PARTS, parts)

    def read(self) -> Stored:
        """Return what was taken down last.

        Raises
        ------
        ProjectError
            It is damaged, or was written by a newer version.
        """
        return from_parts(FolderParts(self.folder / _PARTS), beside=None)

    def release(self) -> None:
        """Leave it for the next start."""
        self._held.close()

    def remove(self) -> None:
        """Remove it: there is nothing in it that could be missed."""
        try:
            (self.folder / _PARTS / MANIFEST).unlink(missing_ok=True)  # while it is still ours
        except OSError as error:
            logger.warning("%s cannot be removed: %s", self.folder, error)
        self._held.close()  # a file that is open cannot be removed everywhere
        shutil.rmtree(self.folder, ignore_errors=True)

    def set_aside(self) -> Path:
        """Keep it out of the way, for someone who may still get something out of it.

        Returns
        -------
        Path
            Where it is now.
        """
        self._held.close()
        aside = self.folder.with_name(self.folder.name + _ASIDE)
        try:
            return self.folder.rename(aside)
        except OSError as error:
            logger.warning("%s cannot be renamed: %s", self.folder, error)
            return self.folder


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a window that did not end properly had in hand.

    Attributes
    ----------
    journal : Journal
        Held.
    """

    journal: Journal
    stored: Stored
    when: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A journal that cannot be read.

    Attributes
    ----------
    folder : Path
        Where it is now.
    """

    folder: Path
    error: ProjectError


def left_behind(root: Path) -> tuple[list[LeftBehind], list[Unreadable]]:
    """Return the journals of windows that no longer run, the latest first.

    Damaged ones are set aside; those in which nothing was written are removed.
    """
    found: list[LeftBehind] = []
    unreadable: list[Unreadable] = []
    for folder in sorted(root.iterdir()):
        if folder.suffix == _ASIDE or not (folder / _LOCK).exists():
            continue
        try:
            journal = Journal(folder)
        except OutputError:  # its window runs
            continue
        when = journal.written
        if when is None:
            journal.remove()
            continue
        try:
            found.append(LeftBehind(journal, journal.read(), when))
        except NewerProjectError as error:  # which will read it when it is started again
            journal.release()
            unreadable.append(Unreadable(folder, error))
        except ProjectError as error:
            unreadable.append(Unreadable(journal.set_aside(), error))
    return sorted(found, key=lambda each: each.when, reverse=True), unreadable
