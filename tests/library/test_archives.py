"""Archives are unpacked whole or not at all, and nothing lands outside the folder."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from pulling import pulled

from dfi_studio.core.errors import OutputError, PictureSetError
from dfi_studio.library import archives as module
from dfi_studio.library.archives import unpack


def tar(path: Path, names: list[str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
    return path


def zipped(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return path


@pytest.fixture(params=[tar, zipped])
def make(request: pytest.FixtureRequest):
    return request.param


NAMES = [f"jpg/{n}.jpg" for n in range(5)]


def test_the_folder_is_unpacked(tmp_path: Path, make) -> None:
    _, folder = pulled(unpack(make(tmp_path / "a", NAMES), "jpg", tmp_path / "out"))
    assert folder == tmp_path / "out" / "jpg"
    assert sorted(f"jpg/{each.name}" for each in folder.iterdir()) == NAMES
    assert (folder / "3.jpg").read_text() == "jpg/3.jpg"
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["jpg"]


def test_what_is_unpacked_is_left_alone(tmp_path: Path, make) -> None:
    (tmp_path / "jpg").mkdir()
    steps, _ = pulled(unpack(make(tmp_path / "a", NAMES), "jpg", tmp_path))
    assert steps == []


def test_stopping_leaves_nothing(tmp_path: Path, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN_STEPS", 1)
    steps = unpack(make(tmp_path / "a", NAMES), "jpg", tmp_path / "out")
    next(steps)
    next(steps)
    steps.close()
    assert list((tmp_path / "out").iterdir()) == []


def test_another_archive_is_refused(tmp_path: Path, make) -> None:
    with pytest.raises(PictureSetError, match="holds no folder jpg"):
        pulled(unpack(make(tmp_path / "a", ["png/1.png"]), "jpg", tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_damaged_archive_is_told(tmp_path: Path, make, share: float) -> None:
    archive = make(tmp_path / "a", NAMES)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(share * len(content))])
    with pytest.raises(PictureSetError, match="is damaged"):
        pulled(unpack(archive, "jpg", tmp_path / "out"))


@pytest.mark.parametrize("name", ["../evil", "/tmp/dfi-studio-evil"])
def test_nothing_lands_outside(tmp_path: Path, make, name: str) -> None:
    archive = make(tmp_path / "a", [*NAMES, name])
    try:
        pulled(unpack(archive, "jpg", tmp_path / "out"))
    except PictureSetError as error:
        assert "is damaged" in str(error)  # noqa: PT017 - either may be done with such an archive
    assert not (tmp_path / "evil").exists()
    assert not Path("/tmp/dfi-studio-evil").exists()


def test_a_part_without_a_name_is_told(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a", ["jpg/0.jpg"])
    archive.write_bytes(archive.read_bytes().replace(b"jpg/0.jpg", b"\0pg/0.jpg"))
    with pytest.raises(PictureSetError, match="has no name"):
        pulled(unpack(archive, "jpg", tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, make) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be unpacked"):
        pulled(unpack(make(tmp_path / "a", NAMES), "jpg", tmp_path / "file"))
