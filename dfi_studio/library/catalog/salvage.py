"""What can still be read of a damaged catalogue, for the new one that takes its place.

Pictures keep their numbers, so that what was computed of them stays of use, and what was said by
hand or estimated stays as well; all that the folders themselves say is read anew.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from dfi_studio.core.plain_json import loaded
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.catalog.trust import distrust, is_foreign
from dfi_studio.library.catalog.values import Origin
from dfi_studio.library.json_values import as_text

_BATCH = 100
_MOST_DAMAGED = 10_000  # batches that cannot be read, until a table is given up
_LONGEST_LIST = 16_000_000
_MOST_SECONDS = 60.0
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What damage is told by; its very words may be damaged, which the second one says."""
# By table: its columns, and the key by which it is read in parts, around the damaged ones.
_TABLES = {
    "folder": ("id, path, name, added", "id"),
    "picture": ("id, folder_id, path, size, mtime_ns, width, height, problem, phash", "id"),
    "label": ("id, name, key", "id"),
    "value": ("picture_id, label_id, origin, value", "picture_id"),
}

# Rows that we do not write: see `trust`.
_WRONG = {
    "folder": "typeof(path) <> 'text' OR typeof(name) <> 'text' OR instr(path, char(0))",
    "picture": "typeof(path) <> 'text' OR typeof(size) <> 'integer'"
    " OR typeof(mtime_ns) <> 'integer' OR typeof(width) <> 'integer'"
    " OR typeof(height) <> 'integer' OR typeof(problem) NOT IN ('text', 'null')"
    " OR typeof(phash) NOT IN ('integer', 'null') OR instr(path, char(0))",
    "label": "typeof(name) <> 'text' OR typeof(key) <> 'text'",
    "value": "typeof(value) NOT IN ('integer', 'real', 'text') OR typeof(origin) <> 'integer'",
}


def salvage(
    connection: sqlite3.Connection, damaged: Path, folders: Sequence[tuple[str, str]]
) -> None:
    """Fill an empty catalogue with what can be read of a damaged one.

    Parameters
    ----------
    folders : sequence of (str, str)
        Path and name of folders that it had at any rate.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # a part may be there without the other
    connection.execute("BEGIN IMMEDIATE")
    with suppress(*_UNREADABLE), closing(_opened(damaged)) as source:
        distrust(source)
        source.text_factory = _text
        give_up = time.monotonic() + _MOST_SECONDS
        source.set_progress_handler(lambda: time.monotonic() > give_up, 100_000)
        for table, (columns, key) in _TABLES.items():
            _copy(source, connection, table, columns, key)
    for table, wrong in _WRONG.items():
        connection.execute(f"DELETE FROM {table} WHERE {wrong}")
    connection.executemany(
        "INSERT OR IGNORE INTO folder (path, name, added) VALUES (?, ?, ?)",
        [(path, name, time.time()) for path, name in folders],
    )
    _mend(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = ON")


def _opened(damaged: Path) -> sqlite3.Connection:
    if not damaged.exists():  # SQLite would make it
        raise sqlite3.OperationalError("it was deleted")
    return sqlite3.connect(damaged)


def _text(raw: bytes) -> str | bytes:
    """Return what stands where there should be text; bytes, which `_WRONG` finds, if it is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def folders_beside(list_of_folders: Path) -> list[tuple[str, str]]:
    """Return the path and the name of each folder, from the list that lies beside a catalogue."""
    try:
        rows = loaded(read_bounded(list_of_folders, most=_LONGEST_LIST))
        folders = [(as_text(path), as_text(name)) for path, name in rows]
    except (OSError, ValueError, TypeError):
        return []
    return [each for each in folders if all(map(_can_be_kept, each))]


def _can_be_kept(text: str) -> bool:
    """Say whether SQLite takes a text: a name of a file that is none, it does not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _copy(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, columns: str, key: str
) -> None:
    """Copy the rows of a table, leaving out the parts that cannot be read."""
    if is_foreign(source, table):
        return
    marks = ", ".join("?" * len(columns.split(",")))
    start = failed = 0
    while failed < _MOST_DAMAGED:
        try:
            ((first,),) = source.execute(
                f"SELECT min({key}) FROM {table} WHERE {key} >= ?", [start]
            )
            if first is None:
                return
            start = first  # numbers may be far apart
            rows = source.execute(
                f"SELECT {columns} FROM {table} WHERE {key} >= ? AND {key} < ?",
                [start, start + _BATCH],
            ).fetchall()
            target.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", rows)
        except (*_UNREADABLE, OverflowError):
            failed += 1
        start += _BATCH


def _mend(connection: sqlite3.Connection) -> None:
    """Remove what lost its other part, and what the folders say themselves."""
    connection.execute("DELETE FROM picture WHERE folder_id NOT IN (SELECT id FROM folder)")
    connection.execute(
        "DELETE FROM value WHERE origin NOT IN (?, ?)"
        " OR picture_id NOT IN (SELECT id FROM picture) OR label_id NOT IN (SELECT id FROM label)",
        [int(Origin.HAND), int(Origin.ESTIMATE)],
    )
    for (number,) in connection.execute("SELECT id FROM label").fetchall():
        connection.execute(f"ALTER TABLE shown ADD COLUMN v{int(number)}")
