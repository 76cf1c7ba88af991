"""What can still be read of a damaged catalogue, for the new one that takes its place.

Pictures keep their numbers, so that what was computed of them stays of use, and what was said by
hand or estimated stays as well; all that the folders themselves say is read anew.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from dfi_studio.library.catalog.values import Origin

_BATCH = 100
_HIGHEST = 1_000_000  # number of a picture, where the catalogue no longer tells it
# By table: its columns, and the key by which it is read in parts, around the damaged ones.
_TABLES = {
    "folder": ("id, path, name, added", "id"),
    "picture": ("id, folder_id, path, size, mtime_ns, width, height, problem, phash", "id"),
    "label": ("id, name, key", "id"),
    "value": ("picture_id, label_id, origin, value", "picture_id"),
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
    with suppress(sqlite3.Error), closing(sqlite3.connect(damaged)) as source:
        for table, (columns, key) in _TABLES.items():
            _copy(source, connection, table, columns, key)
    connection.executemany(
        "INSERT OR IGNORE INTO folder (path, name, added) VALUES (?, ?, ?)",
        [(path, name, time.time()) for path, name in folders],
    )
    _mend(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = ON")


def folders_beside(list_of_folders: Path) -> list[tuple[str, str]]:
    """Return the path and the name of each folder, from the list that lies beside a catalogue."""
    try:
        rows = json.loads(list_of_folders.read_text(encoding="utf-8"))
        return [(str(path), str(name)) for path, name in rows]
    except (OSError, ValueError, TypeError):
        return []


def _copy(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, columns: str, key: str
) -> None:
    """Copy the rows of a table, leaving out the parts that cannot be read."""
    marks = ", ".join("?" * len(columns.split(",")))
    for start in range(0, _highest(source) + 1, _BATCH):
        with suppress(sqlite3.DatabaseError):
            rows = source.execute(
                f"SELECT {columns} FROM {table} WHERE {key} >= ? AND {key} < ?",
                [start, start + _BATCH],
            ).fetchall()
            target.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", rows)


def _highest(source: sqlite3.Connection) -> int:
    with suppress(sqlite3.Error):
        ((number,),) = source.execute("SELECT max(seq) FROM sqlite_sequence")
        return max(int(number or 0), _BATCH * _BATCH)
    return _HIGHEST


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
