"""What a catalogue's file has to be before anything is asked of it: ours in form and content.

A file in the place of the catalogue may have been made by anyone: with views and triggers that do
what they like when a table is read or written, or with values of other kinds than we write. SQLite
is told to trust nothing, the tables have to be those that we make, word for word, and what they
hold is looked through once.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

Statements = tuple[tuple[str, ...], ...]

_LONGEST_VALUE = 200_000_000
"""Bytes; the numbers of ten million pictures in one text are fewer."""
_LOOKED_THROUGH = 32_000_000
"""Bytes of a catalogue that is looked through whole, which takes 0.2 s; of a larger one only the
short tables are, and damage is told where it is met."""
_LABEL_COLUMNS = re.compile(r"(, v\d+)+\)$")
_SHORT = (
    "SELECT count(*) <> 2 OR max(typeof(number) <> 'integer') FROM state"
    " WHERE key IN ('version', 'pictures')",
    "SELECT EXISTS (SELECT 1 FROM folder WHERE typeof(path) <> 'text' OR typeof(name) <> 'text'"
    " OR typeof(sources) NOT IN ('text', 'null') OR instr(path, char(0)))",
    "SELECT EXISTS (SELECT 1 FROM label WHERE typeof(name) <> 'text' OR typeof(key) <> 'text'"
    " OR typeof(changed) <> 'integer' OR typeof(summary) NOT IN ('text', 'null')"
    " OR typeof(summary_state) NOT IN ('text', 'null'))",
)
_LONG = (
    "SELECT EXISTS (SELECT 1 FROM picture WHERE typeof(path) <> 'text'"
    " OR typeof(size) <> 'integer' OR typeof(mtime_ns) <> 'integer'"
    " OR typeof(width) <> 'integer' OR typeof(height) <> 'integer'"
    " OR typeof(problem) NOT IN ('text', 'null') OR typeof(phash) NOT IN ('integer', 'null')"
    " OR instr(path, char(0)) OR folder_id NOT IN (SELECT id FROM folder))",
    "SELECT EXISTS (SELECT 1 FROM value WHERE typeof(value) NOT IN ('integer', 'real', 'text')"
    " OR typeof(origin) <> 'integer' OR label_id NOT IN (SELECT id FROM label)"
    " OR picture_id NOT IN (SELECT id FROM picture))",
    "SELECT EXISTS (SELECT 1 FROM shown WHERE id NOT IN (SELECT id FROM picture)"
    " OR typeof(folder_id) <> 'integer' OR typeof(mtime_ns) <> 'integer')",
)

_seen: set[tuple[str, int]] = set()


def distrust(connection: sqlite3.Connection) -> None:
    """Let nothing in the file call functions, and bound what it can ask for."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def is_foreign(connection: sqlite3.Connection, table: str) -> bool:
    """Say whether what has the name of a table is something else, such as a view."""
    found = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", [table]).fetchall()
    return found != [("table",)]


def has_schema(connection: sqlite3.Connection, migrations: Statements) -> bool:
    """Say whether a file has just the tables, indexes and triggers that some migrations make."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    found = {(kind, name): sql for kind, name, sql in rows if not name.startswith("sqlite_stat")}
    shown = found.get(("table", "shown"))
    if shown is not None:  # which has grown a column for each label
        found["table", "shown"] = _LABEL_COLUMNS.sub(")", shown)
    return len(rows) == len({row[:2] for row in rows}) and found == _made_by(migrations)


def holds_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Say whether a file holds values of the kinds that we write; looked at once by a process."""
    status = path.stat()
    key = (str(path), status.st_ino)
    if key in _seen:
        return True
    columns = {row[1] for row in connection.execute("PRAGMA table_info(shown)")}
    labels = [f"v{number}" for (number,) in connection.execute("SELECT id FROM label")]
    if not columns.issuperset(labels) or any(_says(connection, each) for each in _SHORT):
        return False
    if status.st_size <= _LOOKED_THROUGH and not _is_whole(connection, labels):
        return False
    _seen.add(key)
    return True


def _is_whole(connection: sqlite3.Connection, labels: Sequence[str]) -> bool:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return False
    blobs = (f"SELECT EXISTS (SELECT 1 FROM shown WHERE typeof({v}) = 'blob')" for v in labels)
    return not any(_says(connection, each) for each in (*_LONG, *blobs))


def _says(connection: sqlite3.Connection, question: str) -> bool:
    ((answer,),) = connection.execute(question)
    return bool(answer)


@cache
def _made_by(migrations: Statements) -> dict[tuple[str, str], str | None]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (each for statements in migrations for each in statements):
            connection.execute(statement)
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master")
        return {(kind, name): sql for kind, name, sql in rows}
