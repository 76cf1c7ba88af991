"""Labels written to the catalogue: given, taken back, and what holds derived from them.

The truth is one row for each picture, label and origin; `refresh` derives from it what holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dfi_studio.core.errors import CatalogError, UsageError
from dfi_studio.library.catalog.file import CatalogFile, Ids
from dfi_studio.library.catalog.labelling import Undo
from dfi_studio.library.catalog.values import Origin, Value, name_key, stored, value_of

MOST_LABELS = 1500
"""SQLite holds 2000 columns in a table."""

_BATCH = 500


def set_labels(
    catalog: CatalogFile, ids: Ids, name: str, value: Value | str | None, origin: Origin
) -> Undo:
    """See `Catalog.set_labels`."""
    read = value_of(value) if isinstance(value, str) else value
    if isinstance(value, str) and read is None:
        raise UsageError("The value of a label is empty; type a number or a word.")
    return _write(catalog, name, origin, {int(each): read for each in ids})


def restore(catalog: CatalogFile, undo: Undo) -> Undo:
    """See `Catalog.restore`."""
    return _write(catalog, undo.name, undo.origin, undo.values)


def enter(catalog: CatalogFile, labels: Mapping[int, Mapping[str, Value]], origin: Origin) -> None:
    """Keep labels of several names at once, for pictures by id, beside what they have."""
    with catalog.writing() as connection:
        numbers = label_ids(connection, dict.fromkeys(n for each in labels.values() for n in each))
        connection.executemany(
            "INSERT OR REPLACE INTO value SELECT ?, ?, ?, ?"
            " WHERE EXISTS (SELECT 1 FROM picture WHERE id = ?1)",
            [
                (picture, numbers[name], int(origin), stored(value))
                for picture, known in labels.items()
                for name, value in known.items()
            ],
        )
        note_change(connection, numbers.values())
        refresh(connection, list(labels))


def label_ids(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the number of each label, those that are new being entered.

    Raises
    ------
    UsageError
        A name is empty, or there are too many.
    """
    known = dict(connection.execute("SELECT key, id FROM label"))
    found = {}
    for name in names:
        key = name_key(name)
        if not key:
            raise UsageError("A label needs a name; type one.")
        if key not in known:
            if len(known) >= MOST_LABELS:
                raise CatalogError(
                    f"The catalogue holds {MOST_LABELS} labels and no more; remove a folder whose "
                    "table has too many columns."
                )
            cursor = connection.execute(
                "INSERT INTO label (name, key) VALUES (?, ?)", [name.strip(), key]
            )
            assert cursor.lastrowid is not None
            known[key] = cursor.lastrowid
            connection.execute(f"ALTER TABLE shown ADD COLUMN v{known[key]}")
        found[name] = known[key]
    return found


def note_change(connection: sqlite3.Connection, labels: Iterable[int]) -> None:
    """Count a change of labels, so that what was derived from them is derived anew."""
    connection.executemany(
        "UPDATE label SET changed = changed + 1 WHERE id = ?", [(each,) for each in labels]
    )


def refresh(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Derive the rows of pictures in `shown`: of each label the value of the best origin."""
    labels = [number for (number,) in connection.execute("SELECT id FROM label ORDER BY id")]
    columns = "".join(f", v{number}" for number in labels)
    marks = _marks(3 + len(labels))
    for batch in _batches(ids):
        rows = _shown_rows(connection, batch, labels)
        connection.execute(f"DELETE FROM shown WHERE id IN ({_marks(len(batch))})", batch)
        connection.executemany(
            f"INSERT INTO shown (id, folder_id, mtime_ns{columns}) VALUES ({marks})", rows
        )


def _shown_rows(
    connection: sqlite3.Connection, batch: Sequence[int], labels: Sequence[int]
) -> list[list[Value | None]]:
    """Return number, folder, time and labels of the pictures that can be used."""
    within = f"({_marks(len(batch))})"
    place = {number: 3 + index for index, number in enumerate(labels)}
    rows = {
        row[0]: [*row, *([None] * len(labels))]
        for row in connection.execute(
            f"SELECT id, folder_id, mtime_ns FROM picture WHERE problem IS NULL AND id IN {within}",
            batch,
        )
    }
    for picture, label, value in connection.execute(
        f"SELECT picture_id, label_id, value FROM value WHERE picture_id IN {within}"
        " ORDER BY picture_id, label_id, origin DESC",  # of several the last one holds
        batch,
    ):
        if picture in rows:
            rows[picture][place[label]] = value
    return list(rows.values())


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in parts that a statement takes as parameters."""
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _write(
    catalog: CatalogFile, name: str, origin: Origin, values: Mapping[int, Value | None]
) -> Undo:
    """Replace what one origin says of one label, and return what it said."""
    with catalog.writing() as connection:
        label = label_ids(connection, [name])[name]
        before: dict[int, Value | None] = {}
        for batch in _batches(list(values)):
            before.update(
                connection.execute(
                    "SELECT p.id, v.value FROM picture p LEFT JOIN value v ON v.picture_id = p.id"
                    " AND v.label_id = ? AND v.origin = ?"
                    f" WHERE p.id IN ({_marks(len(batch))})",
                    [label, int(origin), *batch],
                )
            )
        connection.executemany(
            "DELETE FROM value WHERE picture_id = ? AND label_id = ? AND origin = ?",
            [(picture, label, int(origin)) for picture in before],
        )
        connection.executemany(
            "INSERT INTO value VALUES (?, ?, ?, ?)",
            [
                (picture, label, int(origin), stored(value))
                for picture in before
                if (value := values[picture]) is not None
            ],
        )
        note_change(connection, [label])
        refresh(connection, list(before))
    return Undo(name, origin, before)
