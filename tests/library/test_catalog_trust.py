"""A catalogue that somebody else made: nothing in it is run, and what is sound is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from catalogs import labelled

from dfi_studio.library.catalog import trust
from dfi_studio.library.catalog.store import Catalog

COUNTING = (
    "WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c)"
    " SELECT id, id AS name, id AS path, id AS key, id AS number FROM c"
)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    found = tmp_path / "catalog.sqlite"
    with Catalog(found) as catalog:
        labelled(catalog, "faces", [{"age": 30.0}, {"age": 50.0}])
    trust._seen.clear()
    yield found
    trust._seen.clear()


def changed(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)


def test_one_that_is_ours_stays(path: Path) -> None:
    for _ in range(2):
        with Catalog(path) as catalog:
            assert not catalog.notice
            assert len(catalog.ids()) == 2


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON state BEGIN DELETE FROM folder; END",
        "CREATE VIEW evil AS SELECT 1",
        "CREATE INDEX evil ON folder (abs(added))",
        f"DROP TABLE label; CREATE VIEW label AS {COUNTING}",
        "DROP TABLE label; CREATE TABLE label (id INTEGER PRIMARY KEY, name, key, x)",
        "ALTER TABLE shown ADD COLUMN x",
        "DROP TRIGGER picture_new",
        "DELETE FROM state",
        "UPDATE state SET number = 'x'",
        "UPDATE folder SET path = x'00ff'",
        "UPDATE picture SET size = 'x'",
        "UPDATE shown SET v1 = zeroblob(9)",
        "INSERT INTO label (name, key) VALUES ('x', 'x')",
        "PRAGMA user_version = -3",
        "PRAGMA user_version = 0",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807; DELETE FROM state",
    ],
)
def test_one_that_is_not_is_put_aside(path: Path, statements: str) -> None:
    changed(path, statements)
    with Catalog(path) as catalog:
        assert "put aside" in catalog.notice
        assert [each.name for each in catalog.folders()] == ["faces"]
        catalog.label_names()
        catalog.pictures([1, 2])


def test_a_summary_that_is_none_is_found_anew(path: Path) -> None:
    with Catalog(path) as catalog:
        before = catalog.label_names()
    for text in ("{}", "[1]", '["numbers", "x", 1, 2, []]', "[" * 9999):
        changed(path, f"UPDATE label SET summary = '{text}'")
        with Catalog(path) as catalog:
            assert catalog.label_names() == before
            assert not catalog.notice
