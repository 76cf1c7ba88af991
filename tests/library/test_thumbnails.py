"""Thumbnails: made once, bounded, and no harm where they cannot be kept."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import PIL.Image
import pytest

from dfi_studio.core.errors import PhotoError
from dfi_studio.library import thumbnails as thumbnails_module
from dfi_studio.library.thumbnails import SIDE, Thumbnails


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    PIL.Image.linear_gradient("L").resize((800, 400)).convert("RGB").save(path)
    return path


def got(thumbnails: Thumbnails, path: Path) -> bytes:
    status = path.stat()
    return thumbnails.get(path, status.st_size, status.st_mtime_ns)


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_small_jpeg_of_the_same_shape(tmp_path: Path, photo: Path) -> None:
    with PIL.Image.open(io.BytesIO(got(Thumbnails(tmp_path / "cache"), photo))) as found:
        assert found.format == "JPEG"
        assert found.size == (SIDE, SIDE // 2)


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    PIL.Image.new("RGB", (40, 60)).save(tmp_path / "small.png")
    with PIL.Image.open(
        io.BytesIO(got(Thumbnails(tmp_path / "c"), tmp_path / "small.png"))
    ) as found:
        assert found.size == (40, 60)


def test_made_once_and_again_when_the_picture_changes(tmp_path: Path, photo: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    first = got(thumbnails, photo)
    (file,) = kept(tmp_path / "cache")
    file.write_bytes(b"kept")
    assert got(thumbnails, photo) == b"kept"
    os.utime(photo, ns=(0, 0))
    assert got(thumbnails, photo) == first
    file.write_bytes(b"")  # as a crash of the system may leave it


def test_an_empty_file_in_the_cache_is_made_anew(tmp_path: Path, photo: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    first = got(thumbnails, photo)
    (file,) = kept(tmp_path / "cache")
    file.write_bytes(b"")
    assert got(thumbnails, photo) == first == file.read_bytes()


def test_the_one_unseen_for_longest_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails_module, "_SWEEP_EVERY", 1)
    folder = tmp_path / "cache"
    photos = []
    for number in range(8):
        photos.append(tmp_path / f"{number}.png")
        PIL.Image.new("RGB", (64, 64), (number * 30, 0, 0)).save(photos[-1])
    size = len(got(Thumbnails(folder), photos[0]))
    thumbnails = Thumbnails(folder, most_bytes=4 * size + size // 2)
    long_ago = 1_000_000_000
    for number, photo in enumerate(photos[:4]):
        got(thumbnails, photo)
        newest = max(kept(folder), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (long_ago + number, long_ago + number))
    got(thumbnails, photos[0])  # a look counts
    for photo in photos[4:7]:
        got(thumbnails, photo)
    assert sum(path.stat().st_size for path in kept(folder)) <= thumbnails.most_bytes
    status = photos[0].stat()
    assert thumbnails._place(photos[0], status.st_size, status.st_mtime_ns).exists()
    status = photos[1].stat()
    assert not thumbnails._place(photos[1], status.st_size, status.st_mtime_ns).exists()


def test_a_cache_that_cannot_be_written(tmp_path: Path, photo: Path) -> None:
    (tmp_path / "file").touch()
    assert got(Thumbnails(tmp_path / "file"), photo).startswith(b"\xff\xd8")


def test_a_picture_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(PhotoError, match="not a picture"):
        got(Thumbnails(tmp_path / "cache"), tmp_path / "empty.jpg")
    assert kept(tmp_path) == [tmp_path / "empty.jpg"]


def test_many_threads(tmp_path: Path, photo: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(got(thumbnails, photo))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(kept(tmp_path / "cache")) == 1
