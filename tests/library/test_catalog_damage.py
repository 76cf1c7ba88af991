"""A catalogue that is damaged, locked or too new: one sentence, and no picture is touched."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import PIL.Image
import pytest
from catalogs import filled
from pulling import pulled

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.catalog import salvage, schema
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.scan import scan, scan_all
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.exclusive import exclusive


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A catalogue of one folder with two pictures, closed."""
    folder = tmp_path / "faces"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        PIL.Image.new("RGB", (40, 40)).save(folder / name)
    (folder / "labels.csv").write_text("file,age\na.png,30\nb.png,60\n")
    place = tmp_path / "catalog.sqlite"
    with Catalog(place) as catalog:
        pulled(scan(catalog, folder, "people"))
    return place


def test_garbage_is_put_aside_and_read_anew(path: Path) -> None:
    path.write_bytes(b"this is no catalogue" * 500)
    with Catalog(path) as catalog:
        aside = path.with_name("catalog.damaged-1.sqlite")
        assert f"put aside as {aside}" in catalog.notice
        assert "pictures are untouched" in catalog.notice
        assert aside.read_bytes().startswith(b"this is no catalogue")
        assert [(each.name, each.pictures) for each in catalog.folders()] == [("people", 0)]
        pulled(scan_all(catalog))
        assert catalog.count(parse("age > 40")) == 1
    with Catalog(path) as catalog:
        assert catalog.notice == ""
        assert catalog.count() == 2


def test_of_several_threads_one_mends_it(path: Path) -> None:
    path.write_bytes(b"this is no catalogue" * 500)
    found: list[str] = []

    def use() -> None:
        with Catalog(path) as catalog:
            found.extend(each.name for each in catalog.folders())

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["people"] * 4
    assert len(list(path.parent.glob("catalog.damaged-*"))) == 1


def test_each_damaged_one_is_kept(path: Path) -> None:
    for number in (1, 2):
        path.write_bytes(b"x" * 4096)
        with Catalog(path) as catalog:
            assert f"damaged-{number}" in catalog.notice


def test_the_folders_come_from_the_file_where_the_list_is_lost(path: Path) -> None:
    path.with_name("catalog.folders.json").unlink()
    path.with_name("catalog.sqlite.damaged").touch()
    with Catalog(path) as catalog:
        assert [each.name for each in catalog.folders()] == ["people"]


def spoil(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((root,),) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", [table]
        )
        ((size,),) = connection.execute("PRAGMA page_size")
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(content)


def look_around(path: Path) -> None:
    with Catalog(path) as catalog:
        catalog.version()
        catalog.ids(parse("age > 3"))
        catalog.pictures([1, 2])


@pytest.mark.parametrize("table", ["shown", "picture", "value", "label", "state"])
def test_damage_met_on_the_way_is_told_and_mended_at_the_next_start(path: Path, table: str) -> None:
    spoil(path, table)
    with pytest.raises(CatalogError, match=r"damaged.*start the program"):
        look_around(path)
    with Catalog(path) as catalog:
        assert "put aside" in catalog.notice
        pulled(scan_all(catalog))
        assert catalog.count(parse("age > 3")) == 2


def test_what_was_said_by_hand_and_the_numbers_outlive_the_damage(path: Path) -> None:
    with Catalog(path) as catalog:
        numbers = {each: catalog.find(each) for each in catalog.paths(catalog.ids())}
        catalog.set_labels([1], "pick", "yes")
        catalog.set_labels([2], "age", 61)
    spoil(path, "shown")
    path.with_name("catalog.sqlite.damaged").touch()
    with Catalog(path) as catalog:
        pulled(scan_all(catalog))
        assert {each: catalog.find(each) for each in numbers} == numbers
        labels = [each.labels for each in catalog.pictures([1, 2])]
        assert labels == [{"age": 30.0, "pick": "yes"}, {"age": 61.0}]
        catalog.set_labels([2], "age", None)
        assert catalog.picture(2).labels == {"age": 60.0}


def test_a_row_that_is_no_text_is_passed_over_and_its_neighbours_are_kept(path: Path) -> None:
    with Catalog(path) as catalog:
        catalog.set_labels([1, 2], "pick", "yes")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE picture SET path = CAST(x'ff2e706e67' AS TEXT) WHERE id = 1")
    path.with_name("catalog.sqlite.damaged").touch()
    with Catalog(path) as catalog:
        assert catalog.rows("SELECT id, path FROM picture") == [(2, "b.png")]
        pulled(scan_all(catalog))
        assert catalog.count(parse("pick = yes")) == 1


def test_a_name_of_a_folder_that_is_no_text_is_passed_over(path: Path) -> None:
    path.with_name("catalog.folders.json").write_text(
        r'[["/a\udcff", "a"], ["/b", "\udcff"], ["/c\u0000", "c"], ["/d", "d"]]'
    )
    path.write_bytes(b"this is no catalogue" * 500)
    with Catalog(path) as catalog:
        assert [each.name for each in catalog.folders()] == ["d"]


@pytest.mark.parametrize("marked", [False, True])
def test_damage_whose_very_words_are_no_text(path: Path, marked: bool) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"UPDATE state SET", b"UPDATE state SE\xff"))
    if marked:
        path.with_name("catalog.sqlite.damaged").touch()
    with Catalog(path) as catalog:
        assert "put aside" in catalog.notice
        assert [each.name for each in catalog.folders()] == ["people"]


class _PowerCutError(BaseException):
    """Nothing of the program runs after it."""


class TestPowerCut:
    """While a damaged one is mended the power is cut, at each step."""

    @pytest.fixture
    def damaged(self, path: Path) -> Path:
        with Catalog(path) as catalog:
            catalog.set_labels([1], "pick", "yes")
        spoil(path, "shown")
        path.with_name("catalog.sqlite.damaged").touch()
        return path

    def check(self, path: Path) -> None:
        for _ in range(2):
            with Catalog(path) as catalog:
                pulled(scan_all(catalog))
                assert catalog.count(parse("pick = yes")) == 1
                assert catalog.count() == 2
        assert len(list(path.parent.glob("catalog.damaged-*.sqlite"))) == 1
        assert not path.with_name("catalog.sqlite.damaged").exists()
        assert not list(path.parent.glob("*.new*"))

    @pytest.mark.parametrize("at", range(8))
    def test_when_a_file_is_moved_or_removed(
        self, damaged: Path, monkeypatch: pytest.MonkeyPatch, at: int
    ) -> None:
        left = [at]
        with monkeypatch.context() as cut:
            for name in ("replace", "unlink"):
                cut.setattr(Path, name, _counted(getattr(Path, name), left))
            with suppress(_PowerCutError):
                Catalog(damaged)
        assert left[0] < 0
        self.check(damaged)

    def test_in_the_midst_of_the_salvage(
        self, damaged: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut_off(*_: object) -> None:
            raise _PowerCutError

        with monkeypatch.context() as cut:
            cut.setattr(salvage, "_mend", cut_off)
            with pytest.raises(_PowerCutError):
                Catalog(damaged)
        self.check(damaged)

    def test_a_copy_that_was_put_back_is_not_taken_for_half_a_salvage(
        self, damaged: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.test_in_the_midst_of_the_salvage(damaged, monkeypatch)
        copy = damaged.read_bytes()
        aside = next(damaged.parent.glob("catalog.damaged-*.sqlite"))
        damaged.with_name("catalog.sqlite.damaged").write_text(aside.name)
        with Catalog(damaged) as catalog:
            assert catalog.notice == ""
        assert damaged.read_bytes() == copy


def _counted(real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def called(*values: object, **options: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise _PowerCutError
        return real(*values, **options)

    return called


def test_a_mark_without_a_catalogue_is_no_hindrance(path: Path) -> None:
    path.with_name("catalog.sqlite.damaged").touch()
    path.unlink()
    with Catalog(path) as catalog:
        assert [each.name for each in catalog.folders()] == ["people"]
    assert not list(path.parent.glob("catalog.damaged-*"))


def test_another_process_that_mends_it_is_waited_for_and_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "SECONDS_TO_WAIT", 0.1)
    path.with_name("catalog.sqlite.damaged").touch()
    with (
        exclusive(path.with_name("catalog.sqlite.mending"), what="It"),
        pytest.raises(CatalogError, match=r"^The catalogue .* is damaged.*another window.*ends\.$"),
    ):
        Catalog(path)
    with Catalog(path) as catalog:
        assert "put aside" in catalog.notice


def test_a_locked_one_is_waited_for_and_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "SECONDS_TO_WAIT", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Catalog(path) as catalog:
            assert catalog.count() == 2  # reading goes on
            with pytest.raises(CatalogError, match=r"written to by another program.*try again"):
                catalog.set_labels([1], "tag", "x")
        other.execute("ROLLBACK")
    with Catalog(path) as catalog:
        catalog.set_labels([1], "tag", "x")


def test_one_of_a_newer_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(CatalogError, match="newer version of the program; update"):
        Catalog(path)
    assert path.exists()


class TestMigration:
    """A later version of the program, made up."""

    LATER = ("ALTER TABLE folder ADD COLUMN note TEXT", "UPDATE folder SET note = 'kept'")

    def test_what_was_there_is_kept(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(schema, "_MIGRATIONS", (*schema._MIGRATIONS, self.LATER))
        for _ in range(2):
            with Catalog(path) as catalog:
                assert catalog.rows("SELECT name, note FROM folder") == [("people", "kept")]
                assert catalog.count(parse("age > 40")) == 1

    def test_one_that_fails_changes_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        released = schema._MIGRATIONS
        wrong = (*released, (*self.LATER, "DROP TABLE absent"))
        monkeypatch.setattr(schema, "_MIGRATIONS", wrong)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            Catalog(path)
        monkeypatch.setattr(schema, "_MIGRATIONS", released)
        with Catalog(path) as catalog:
            assert catalog.notice == ""
            assert "note" not in [each[1] for each in catalog.rows("PRAGMA table_info(folder)")]
            assert catalog.count() == 2


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").mkdir()
    with pytest.raises(CatalogError, match=r"cannot be opened|is not"):
        Catalog(tmp_path / "catalog.sqlite")


def test_a_file_in_the_place_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogError, match=r"cannot be opened.*permissions"):
        Catalog(tmp_path / "file/catalog.sqlite")


def test_many_threads_open_a_new_one_at_once(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def use(number: int) -> None:
        try:
            with Catalog(tmp_path / "catalog.sqlite") as catalog:
                catalog.add_folder(Path("/pictures/of all"))
                ids = filled(catalog, f"set {number}", ["a.png"])
                catalog.set_labels(ids, f"label {number}", number)
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=use, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Catalog(tmp_path / "catalog.sqlite") as catalog:
        assert catalog.count() == 6
        assert len(catalog.columns()) == 6
        assert len(catalog.folders()) == 7
