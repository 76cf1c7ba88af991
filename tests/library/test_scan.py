"""Reading folders into the catalogue, among them folders that no one would wish for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from pulling import pulled

from dfi_studio.core.errors import CatalogError
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.catalog import scan as scan_module
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.scan import ScanReport, scan, scan_all
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.folder_walk import Found


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "catalog.sqlite") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "faces", "a.png", "b.jpg", "old/c.png")


def pictures(folder: Path, *names: str, size: tuple[int, int] = (40, 50)) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        PIL.Image.new("RGB", size, "brown").save(path)
    return folder


def scanned(catalog: Catalog, folder: Path) -> tuple[list[str], ScanReport]:
    """Return what the user is told, and the report."""
    steps, report = pulled(scan(catalog, folder))
    return [each.text for each in steps if isinstance(each, Notice)], report


def counts(report: ScanReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.broken


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def touch(path: Path) -> None:
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))


class TestAWholeFolder:
    def test_new_changed_and_gone(self, catalog: Catalog, folder: Path) -> None:
        assert counts(scanned(catalog, folder)[1]) == (3, 0, 0, 0)
        assert counts(scanned(catalog, folder)[1]) == (0, 0, 0, 0)
        numbers = catalog.ids().tolist()
        touch(folder / "a.png")
        pictures(folder, "old/d.png")
        (folder / "b.jpg").unlink()
        assert counts(scanned(catalog, folder)[1]) == (1, 1, 1, 0)
        assert {path.name for path in catalog.paths(catalog.ids())} == {"a.png", "c.png", "d.png"}
        assert catalog.find(folder / "a.png") in numbers  # changed, and still the same picture

    def test_nothing_in_the_folder_is_touched(self, catalog: Catalog, folder: Path) -> None:
        (folder / "labels.csv").write_text("file,age\na.png,3\n")
        (folder / "bad.png").touch()
        before = contents(folder)
        scanned(catalog, folder)
        catalog.set_labels(catalog.ids(), "tag", "x")
        catalog.remove_folder("faces")
        assert contents(folder) == before

    def test_progress_has_an_end(self, catalog: Catalog, folder: Path) -> None:
        steps, _ = pulled(scan(catalog, folder))
        told = [each for each in steps if isinstance(each, Progress)]
        assert Progress("Reading faces", 3, 3) in told
        assert all(each.done <= each.total or each.total == 0 for each in told)

    def test_the_size_is_the_upright_one(self, catalog: Catalog, tmp_path: Path) -> None:
        folder = pictures(tmp_path / "set", "flat.png", size=(64, 40))
        exif = PIL.Image.Exif()
        exif[0x0112] = 6
        PIL.Image.new("RGB", (64, 40)).save(folder / "turned.jpg", exif=exif)
        PIL.Image.new("RGB", (64, 40)).save(folder / "turned.tif", exif=exif)
        scanned(catalog, folder)
        sizes = {each.path.name: (each.width, each.height) for each in catalog.pictures([1, 2, 3])}
        assert sizes == {"flat.png": (64, 40), "turned.jpg": (40, 64), "turned.tif": (40, 64)}

    def test_who_stops_goes_on_later(
        self, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(scan_module, "_BATCH", 4)
        folder = pictures(tmp_path / "set", *(f"{number:02d}.png" for number in range(10)))
        (folder / "labels.csv").write_text("file,age\n00.png,3\n09.png,4\n")
        scanning = scan(catalog, folder)
        while next(scanning) != Progress("Reading set", 4, 10):
            pass
        scanning.close()
        assert catalog.ids().tolist() == [1, 2, 3, 4]
        assert counts(scanned(catalog, folder)[1]) == (6, 0, 0, 0)
        assert catalog.ids(parse("age >= 3")).tolist() == [1, 10]

    def test_stopped_before_the_labels(self, catalog: Catalog, folder: Path) -> None:
        (folder / "labels.csv").write_text("file,age\na.png,3\nd.png,4\n")
        scanned(catalog, folder)
        pictures(folder, "d.png")
        scanning = scan(catalog, folder)
        while next(scanning) != Progress("Reading faces", 1, 1):
            pass
        scanning.close()
        scanned(catalog, folder)
        assert catalog.count(parse("age")) == 2

    def test_all_folders(self, catalog: Catalog, folder: Path, tmp_path: Path) -> None:
        other = pictures(tmp_path / "other", "x.png", "y.png")
        scanned(catalog, folder)
        scanned(catalog, other)
        shutil.rmtree(other)
        pictures(folder, "new.png")
        steps, reports = pulled(scan_all(catalog))
        assert [counts(each) for each in reports] == [(1, 0, 0, 0)]
        (notice,) = [each for each in steps if isinstance(each, Notice)]
        assert "no folder" in notice.text
        assert catalog.count() == 6  # a disk that is not connected is no reason to forget


class TestBadFiles:
    def test_each_is_listed_with_its_reason(self, catalog: Catalog, folder: Path) -> None:
        (folder / "empty.jpg").touch()
        (folder / "text.png").write_text("not a picture")
        pictures(folder, "tiny.png", size=(8, 8))
        (folder / "cut.png").write_bytes((folder / "a.png").read_bytes()[:20])
        assert counts(scanned(catalog, folder)[1]) == (7, 0, 0, 4)
        reasons = {each.path.name: each.problem for each in catalog.broken()}
        assert "empty (0 bytes)" in reasons["empty.jpg"]
        assert "not a picture" in reasons["text.png"]
        assert "8 x 8" in reasons["tiny.png"]
        assert reasons["cut.png"]
        assert catalog.count() == 3

    def test_one_that_was_mended_is_of_use_again(self, catalog: Catalog, folder: Path) -> None:
        (folder / "a.png").write_bytes(b"")
        scanned(catalog, folder)
        number = catalog.broken()[0].id
        pictures(folder, "a.png")
        assert counts(scanned(catalog, folder)[1]) == (0, 1, 0, 0)
        assert number in catalog.ids()

    def test_two_of_one_name_are_two(self, catalog: Catalog, tmp_path: Path) -> None:
        folder = pictures(tmp_path / "set", "x/p.png", "y/p.png", "x/q.png")
        (folder / "labels.csv").write_text("file,age\np.png,3\nq.png,4\n")
        notices, _ = scanned(catalog, folder)
        assert any("names p.png, but several pictures are called so" in each for each in notices)
        assert [path.name for path in catalog.paths(catalog.ids(parse("age")))] == ["q.png"]
        (folder / "labels.csv").write_text("file,age\nx/p.png,3\ny\\p.png,5\n")
        scanned(catalog, folder)
        assert catalog.label_names()["age"].count == 2

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
    def test_a_name_that_is_no_text(self, catalog: Catalog, folder: Path) -> None:
        shutil.copy(folder / "a.png", os.fsencode(folder) + b"/\xff.png")
        notices, report = scanned(catalog, folder)
        assert report.added == 3
        assert "1 pictures" in notices[0]
        assert "rename them" in notices[0]


class TestBadFolders:
    def test_a_loop_of_links_ends(self, catalog: Catalog, folder: Path) -> None:
        (folder / "old/up").symlink_to(folder)
        (folder / "self").symlink_to(folder / "self")
        (folder / "self.png").symlink_to(folder / "self.png")
        (folder / "nowhere.png").symlink_to(folder / "nothing")
        assert counts(scanned(catalog, folder)[1]) == (3, 0, 0, 0)

    @pytest.mark.parametrize("name", ["missing", "faces/a.png"])
    def test_no_folder(self, catalog: Catalog, folder: Path, name: str) -> None:
        with pytest.raises(CatalogError, match="There is no folder"):
            scanned(catalog, folder.parent / name)
        assert catalog.folders() == []

    @pytest.mark.parametrize("moment", ["Looking through faces", "Reading faces"])
    def test_one_that_vanishes(self, catalog: Catalog, folder: Path, moment: str) -> None:
        scanned(catalog, folder)
        touch(folder / "a.png")
        scanning = scan(catalog, folder)
        for step in scanning:
            if isinstance(step, Progress) and step.label == moment:
                break
        shutil.rmtree(folder)
        with pytest.raises(CatalogError, match=r"vanished.*what the catalogue knows of it is kept"):
            pulled(scanning)
        assert catalog.count() == 3
        assert catalog.broken() == []

    def test_one_that_was_emptied_as_when_its_disk_is_taken_away(
        self, catalog: Catalog, folder: Path
    ) -> None:
        scanned(catalog, folder)
        shutil.rmtree(folder)
        folder.mkdir()
        with pytest.raises(CatalogError, match=r"emptied.*is kept"):
            scanned(catalog, folder)
        assert catalog.count() == 3

    @pytest.mark.parametrize("moment", ["Reading faces", "Reading the labels of faces"])
    def test_one_that_is_removed_from_the_catalogue_meanwhile(
        self, catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        monkeypatch.setattr(scan_module, "_BATCH", 1)
        monkeypatch.setattr(scan_module, "_STEP", 1)
        scanning = scan(catalog, folder)
        for step in scanning:
            if isinstance(step, Progress) and step.label == moment:
                break
        catalog.remove_folder("faces")
        with pytest.raises(CatalogError, match="was removed from the catalogue while it was read"):
            pulled(scanning)
        assert catalog.count() == 0

    def test_by_another_way_it_is_the_same(
        self, catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scanned(catalog, folder)
        monkeypatch.chdir(folder / "old")
        assert counts(scanned(catalog, Path(".."))[1]) == (0, 0, 0, 0)
        (folder.parent / "link").symlink_to(folder)
        for way in ("../a.png", folder.parent / "link/a.png", folder / "old/../a.png"):
            assert catalog.find(Path(way)) == catalog.find(folder / "a.png") is not None

    def test_one_that_vanishes_behind_the_walk(
        self, catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scanned(catalog, folder)

        def vanishing(place: Path, **_: object) -> Iterator[Found]:
            shutil.rmtree(place)
            yield from ()

        monkeypatch.setattr(scan_module, "walk", vanishing)
        with pytest.raises(CatalogError, match="vanished"):
            scanned(catalog, folder)
        assert catalog.count() == 3

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
    def test_a_locked_door_by_permissions(self, catalog: Catalog, folder: Path) -> None:
        scanned(catalog, folder)
        (folder / "old").chmod(0)
        try:
            notices, report = scanned(catalog, folder)
        finally:
            (folder / "old").chmod(0o755)
        assert "cannot be read" in notices[0]
        assert report.removed == 0

    def test_a_locked_door(
        self, catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scanned(catalog, folder)
        real = scan_module.walk

        def locked(place: Path, *, unreadable) -> Iterator[Found]:  # type: ignore[no-untyped-def]
            found = [each for each in real(place, unreadable=unreadable) if "old" not in each.path]
            unreadable("old", PermissionError(13, "Permission denied"))
            yield from found

        monkeypatch.setattr(scan_module, "walk", locked)
        notices, report = scanned(catalog, folder)
        assert "old was passed over, because it cannot be read" in notices[0]
        assert report.removed == 0
        assert catalog.count() == 3


class TestLabels:
    def test_a_changed_table_is_read_again(self, catalog: Catalog, folder: Path) -> None:
        table = folder / "labels.csv"
        table.write_text("file,age\na.png,3\n")
        scanned(catalog, folder)
        catalog.set_labels([1], "tag", "mine")
        table.write_text("file,hair\na.png,red\nb.jpg,fair\n")
        notices, report = scanned(catalog, folder)
        assert counts(report) == (0, 0, 0, 0)
        assert set(catalog.label_names()) == {"hair", "tag"}
        assert notices == [f"{table} has no row for 1 of 3 pictures."]
        assert scanned(catalog, folder)[0] == []  # told once
        table.unlink()
        scanned(catalog, folder)
        assert set(catalog.label_names()) == {"tag"}

    def test_a_table_that_cannot_be_read_is_told(self, catalog: Catalog, folder: Path) -> None:
        (folder / "labels.csv").write_text("file,age\na.png,3,4\n")
        notices, report = scanned(catalog, folder)
        assert report.added == 3
        assert "Line 2 of" in notices[0]

    def test_sub_folders_bring_their_own(self, catalog: Catalog, tmp_path: Path) -> None:
        root = tmp_path / "data"
        for name, age in (("one", 20), ("two", 60)):
            pictures(root / name / "images", "p.png")
            (root / name / "labels.csv").write_text(f"file,age\np.png,{age}\n")
        scanned(catalog, root)
        labels = {each.path.parents[1].name: each.labels for each in catalog.pictures([1, 2])}
        assert labels == {
            "one": {"age": 20.0, "class": "one"},
            "two": {"age": 60.0, "class": "two"},
        }


def test_research_data(catalog: Catalog, research_data: Path) -> None:
    _, report = scanned(catalog, research_data / "utkface" / "images")
    assert report.folder.name == "utkface"
    assert counts(report) == (2663, 0, 0, 0)
    ages = catalog.labels_of(catalog.ids())["age"].numbers
    assert catalog.count(parse("age >= 60")) == int(np.sum(ages >= 60)) > 0
