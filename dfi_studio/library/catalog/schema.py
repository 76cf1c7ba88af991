"""The catalogue's file: its tables, its migrations, and what happens when it is damaged.

Tables
------
folder    a folder of pictures, by its absolute path
picture   a picture in a folder; `problem` says why it cannot be used
label     a label's name; its column in `shown` is ``v`` and its id; `changed` counts its changes,
          and `summary` is what was found of it in the state `summary_state`
value     what each origin says of a label of a picture: the truth
shown     a row for each picture that can be used, and in it a column a label with the value that
          holds: derived from `value` in the same transaction, so that a query is one narrow scan
state     counters: of all changes, and of those of the pictures
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from dfi_studio.core.errors import CatalogError, OutputError
from dfi_studio.library.catalog.aside import (
    empty_place,
    is_mended,
    mark_of,
    only_one,
    put_aside,
)
from dfi_studio.library.catalog.salvage import folders_beside, salvage
from dfi_studio.library.catalog.trust import distrust, has_schema, holds_ours
from dfi_studio.library.outputs import atomic

logger = logging.getLogger(__name__)

SECONDS_TO_WAIT = 20.0
"""How long another program may be writing before that is an error."""

_renewing = threading.Lock()

_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE,"
        " name TEXT NOT NULL UNIQUE COLLATE NOCASE, added REAL NOT NULL, sources TEXT)",
        "CREATE TABLE picture (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " folder_id INTEGER NOT NULL REFERENCES folder(id) ON DELETE CASCADE,"
        " path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
        " width INTEGER NOT NULL, height INTEGER NOT NULL, problem TEXT, phash INTEGER,"
        " UNIQUE (folder_id, path))",
        "CREATE INDEX picture_problem ON picture (folder_id) WHERE problem IS NOT NULL",
        "CREATE TABLE label (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE,"
        " changed INTEGER NOT NULL DEFAULT 0, summary TEXT, summary_state TEXT)",
        "CREATE TABLE value ("
        " picture_id INTEGER NOT NULL REFERENCES picture(id) ON DELETE CASCADE,"
        " label_id INTEGER NOT NULL REFERENCES label(id),"
        " origin INTEGER NOT NULL, value NOT NULL,"
        " PRIMARY KEY (picture_id, label_id, origin)) WITHOUT ROWID",
        "CREATE TABLE shown ("
        " id INTEGER PRIMARY KEY REFERENCES picture(id) ON DELETE CASCADE,"
        " folder_id INTEGER NOT NULL, mtime_ns INTEGER NOT NULL)",
        "CREATE INDEX shown_folder ON shown (folder_id)",
        "CREATE TABLE state (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO state VALUES ('version', 0), ('pictures', 0)",
        "CREATE TRIGGER picture_new AFTER INSERT ON picture BEGIN"
        " UPDATE state SET number = number + 1 WHERE key = 'pictures'; END",
        "CREATE TRIGGER picture_gone AFTER DELETE ON picture BEGIN"
        " UPDATE state SET number = number + 1 WHERE key = 'pictures'; END",
        "CREATE TRIGGER picture_other AFTER UPDATE OF path, mtime_ns, problem ON picture BEGIN"
        " UPDATE state SET number = number + 1 WHERE key = 'pictures'; END",
    ),
)
"""One tuple of statements a version, applied in order; a released one is never changed."""


def open_file(path: Path) -> tuple[sqlite3.Connection, str]:
    """Open the catalogue's file, made if missing and put aside if damaged.

    Returns
    -------
    connection : sqlite3.Connection
        For the calling thread only; transactions are begun by hand.
    notice : str
        What was done about a damaged file, for the user; empty where all is well.

    Raises
    ------
    CatalogError
        The file cannot be opened, is locked, or was made by a newer version of the program.
    """
    try:
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with _renewing:  # of several threads that meet the damage one mends it
                if not mark_of(path).exists():
                    with suppress(_DamagedError):
                        return _opened(path), ""
                return _mended(path)
    except OSError as error:
        raise CatalogError(
            f"The catalogue {path} cannot be opened ({error.strerror or error}); check the "
            "permissions of its folder."
        ) from error


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside the block into a `CatalogError`.

    A file found damaged is marked, and is put aside when it is next opened.
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if _is_damage(error):
            with suppress(OSError):
                mark_of(path).touch()
        elif (
            not isinstance(error, sqlite3.OperationalError) or _code(error) == sqlite3.SQLITE_ERROR
        ):
            raise  # a fault of ours, such as a broken constraint or a misspelt column
        raise CatalogError(_sentence(path, error)) from error


def remember_folders(connection: sqlite3.Connection, path: Path) -> None:
    """Write the folders beside the catalogue, so that they outlive it."""
    with told(path):
        rows = connection.execute("SELECT path, name FROM folder ORDER BY id").fetchall()
    # The catalogue itself is whole; and an old list is better than half of a new one.
    with suppress(OutputError), atomic(_beside(path)) as temporary:
        temporary.write_text(json.dumps(rows, indent=1), encoding="utf-8")


class _DamagedError(Exception):
    """The file is no catalogue, or no longer."""


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)
    try:
        _set_up(connection)
        _migrate(connection, path)
        if not holds_ours(connection, path):
            raise _DamagedError
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        if _is_damage(error):
            raise _DamagedError from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    """Say how the file is used; one of a form that SQLite does not know is damaged."""
    try:
        distrust(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -32000")
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_ERROR:
            raise _DamagedError from error
        raise


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables to the newest version, each step whole or not at all."""
    if _version(connection) == len(_MIGRATIONS):
        _check_schema(connection, len(_MIGRATIONS))
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another thread may have been here meanwhile
        if version > len(_MIGRATIONS):
            raise CatalogError(
                f"The catalogue {path} was made by a newer version of the program; update this one."
            )
        _check_schema(connection, version)
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _check_schema(connection: sqlite3.Connection, version: int) -> None:
    """Refuse a file that another program made, or changed to do more than to hold rows."""
    if version < 0 or not has_schema(connection, _MIGRATIONS[:version]):
        raise _DamagedError


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _is_damage(error: Exception) -> bool:
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: Exception) -> int:
    """Return the kind of an error, without what SQLite adds to it."""
    # Text that is no text comes without a code; in the words of an error, as another error.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _sentence(path: Path, error: Exception) -> str:
    match _code(error):
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return (
                f"The catalogue {path} is damaged ({error}); start the program again, which sets "
                "it aside and reads the folders anew."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"The catalogue {path} is being written to by another program; wait until it is "
                "done, or close it, and try again."
            )
        case sqlite3.SQLITE_FULL:
            return f"The catalogue {path} cannot grow: the disk is full; free some space."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return (
                f"The catalogue {path} cannot be opened for writing; check the permissions of "
                "the file and its folder."
            )
        case _:
            return f"The catalogue {path} cannot be used ({error}); check the disk it is on."


def _mended(path: Path) -> tuple[sqlite3.Connection, str]:
    """Put a damaged file aside and open a new one, while no other process does the same."""
    try:
        with only_one(path, wait=SECONDS_TO_WAIT):
            if not mark_of(path).exists():  # another process may have been here meanwhile
                with suppress(_DamagedError):
                    return _opened(path), ""
            return _renewed(path)
    except OutputError as error:
        raise CatalogError(
            f"The catalogue {path} is damaged, and cannot be mended: {error}"
        ) from error


def _renewed(path: Path) -> tuple[sqlite3.Connection, str]:
    """Put a damaged file aside, and open a new one with what can be read of it."""
    notice = ""
    if not is_mended(path):
        aside, made = put_aside(path), empty_place(path)
        with closing(_opened(made)) as connection:
            salvage(connection, aside, folders_beside(_beside(path)))
            connection.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
        made.replace(path)
        notice = (
            f"The catalogue was damaged and has been put aside as {aside}; your pictures are "
            "untouched, and its folders are read again."
        )
        logger.warning("%s", notice)
    mark_of(path).unlink(missing_ok=True)
    return _opened(path), notice


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.folders.json")
