"""Catalogues, the folders beside them, embeddings, and archives of sets."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
from catalogs import labelled
from fuzz.engine import Files, Kind
from fuzz.mutations import mutated

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.archives import unpack
from dfi_studio.library.catalog import trust
from dfi_studio.library.catalog.entries import Key, Order
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.embedding_store import EmbeddingStore, PictureStates

_STATEMENTS = (
    "DROP TABLE {table}", "DELETE FROM {table}", "ALTER TABLE {table} RENAME TO other",
    "DROP TABLE {table}; CREATE VIEW {table} AS SELECT 1 AS id, 2 AS folder_id, 'x' AS name",
    "DROP TABLE {table}; CREATE TABLE {table} (id TEXT, name BLOB)",
    "CREATE TRIGGER evil AFTER UPDATE ON state BEGIN DELETE FROM folder; END",
    "CREATE TRIGGER evil AFTER INSERT ON folder BEGIN SELECT load_extension('x'); END",
    "DROP TABLE {table}; CREATE VIEW {table} AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT"
    " id + 1 FROM c) SELECT id, id AS number, id AS name, id AS key, id AS path FROM c",
    "UPDATE {table} SET {column} = {value}",
    "UPDATE {table} SET {column} = {value} WHERE rowid = 1",
    "PRAGMA user_version = {number}", "UPDATE state SET key = 'x' WHERE key = 'version'",
    "UPDATE sqlite_sequence SET seq = {number}", "PRAGMA application_id = 5",
    "CREATE INDEX evil ON {table} (abs({column}))",
    "INSERT INTO label (name, key) VALUES ('x', 'x')",
    "UPDATE label SET summary = {value}, summary_state = '0 0'", "PRAGMA journal_mode = MEMORY",
)  # fmt: skip
_COLUMNS = {
    "folder": ("path", "name", "added", "id", "sources"),
    "picture": ("path", "size", "mtime_ns", "width", "problem", "phash", "folder_id"),
    "label": ("name", "key", "changed", "summary", "summary_state"),
    "value": ("value", "origin", "label_id"),
    "shown": ("mtime_ns", "folder_id", "v1", "v2"),
    "state": ("number", "key"),
}
_VALUES = (
    "NULL", "'x'", "''", "x'00ff'", "1e999", "-9223372036854775808", "9223372036854775807",
    "'[1, 2]'", "'{}'", "char(0)", "'../../etc'", "zeroblob(1000)", "'\x1b[2J'", "2.5",
    "(SELECT group_concat(path) FROM picture)", "'[\"numbers\", 1, 2, 3, []]'",
)  # fmt: skip

_MOST_STEPS = 1000


def _catalogs(folder: Path) -> Sequence[Files]:
    path = folder / "catalog.sqlite"
    with Catalog(path) as catalog:
        labelled(catalog, "faces", [{"age": 30.0, "name": "Ann"}, {"age": 50.0}, {"name": "b"}])
        labelled(catalog, "cats", [{"age": 3.0}] * 3)
        catalog.label_names()
    return [{"catalog.sqlite": path.read_bytes()}]


def _changed_catalog(content: bytes, random: Random) -> bytes:
    """Change bytes, or what the statements of another program would."""
    if random.random() < 0.5:
        return mutated(content, random)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(_rollback_mode(content))
        for _ in range(random.choice((1, 1, 2, 3))):
            table = random.choice(list(_COLUMNS))
            statement = random.choice(_STATEMENTS).format(
                table=table,
                column=random.choice(_COLUMNS[table]),
                value=random.choice(_VALUES),
                number=random.choice((0, 1, 2, -1, 2**31 - 1, 10**6)),
            )
            # A view that never ends may stand where a table was. Steps and not seconds are counted,
            # so that a case is the same each time.
            left = iter(range(_MOST_STEPS))
            connection.set_progress_handler(lambda left=left: next(left, None) is None, 1000)  # type: ignore[misc]
            try:
                connection.executescript(statement)
            except sqlite3.Error:
                continue
        return connection.serialize()


def _changed_beside(content: bytes, random: Random) -> bytes:
    changed = _changed_catalog if content.startswith(b"SQLite") else mutated
    return changed(content, random)


def _rollback_mode(content: bytes) -> bytes:
    """Say in the header that there is no write-ahead log, which memory has no room for."""
    return content[:18] + b"\1\1" + content[20:]


def _catalog(folder: Path) -> bool:
    trust._seen.clear()  # each case is another file in the same place
    with Catalog(folder / "catalog.sqlite") as catalog:
        _ = catalog.version(), catalog.state(), catalog.folders(), catalog.label_names()
        ids = catalog.ids(order=Order(Key.NAME))
        catalog.labels_of(ids)
        catalog.pictures(ids)
        catalog.paths(ids)
        catalog.broken()
        catalog.find(Path("/pictures/faces/0.png"))
        catalog.count(parse("name is known"))
        catalog.set_labels(ids[:1], "name", "c")
        catalog.ids(order=Order(Key.LABEL, "name"))
        catalog.add_folder(Path("/pictures/dogs"))
    return True


def _marked(folder: Path) -> Sequence[Files]:
    """Return a catalogue that was found to be damaged, whose list of folders lies beside it."""
    [files] = _catalogs(folder)
    return [{**files, "catalog.sqlite.damaged": b"", "catalog.folders.json": b'[["/a", "b"]]'}]


def _salvaged(folder: Path) -> bool:
    trust._seen.clear()
    with Catalog(folder / "catalog.sqlite") as catalog:
        try:
            catalog.folders()
        except CatalogError:
            raise AssertionError("what was salvaged cannot be read") from None
    return _catalog(folder)


def _embedded(folder: Path) -> Sequence[Files]:
    store = EmbeddingStore(folder, "k", width=4)
    states = _states()
    with store.writing() as writer:
        writer.append(states, np.ones((len(states), 4), np.float32))
    return [{f"{store.folder.name}/{e.name}": e.read_bytes() for e in store.folder.iterdir()}]


def _states() -> PictureStates:
    return PictureStates(*(np.arange(5, dtype=np.int64) + each for each in range(3)))


def _embedding(folder: Path) -> bool:
    store = EmbeddingStore(folder, "k", width=4)
    rows = store.rows_of(_states())
    assert rows.max(initial=-1) < len(store)
    store.vectors().astype(np.float32).sum()
    store.compact(_states())
    return True


def _archives(folder: Path) -> Sequence[Files]:
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("set/a.txt", "a" * 500)
        archive.writestr("set/b/c.txt", "c")
    with tarfile.open(fileobj=tarred, mode="w:gz") as tar:
        info = tarfile.TarInfo("set/a.txt")
        info.size = 3
        tar.addfile(info, io.BytesIO(b"abc"))
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        tar.addfile(info, io.BytesIO(b"abc"))
    return [{"a": each.getvalue()} for each in (zipped, tarred, plain)]


def _archive(folder: Path) -> bool:
    inside = folder / "inside"
    inside.mkdir()
    try:
        for _ in unpack(folder / "a", "set", inside):
            pass
    finally:
        assert {each.name for each in folder.iterdir()} == {"a", "inside"}
    return True


KINDS = (
    Kind("catalogue", _catalogs, _catalog, mutate=_changed_catalog),
    Kind("damaged catalogue", _marked, _salvaged, mutate=_changed_beside),
    Kind("embeddings", _embedded, _embedding, changed=lambda name: not name.endswith("lock")),
    Kind("archive", _archives, _archive),
)  # fmt: skip
