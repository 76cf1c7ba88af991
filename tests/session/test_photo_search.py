from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from dfi_studio.core.errors import PhotoError, ProjectError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.library.photos import read_photo, save_photo
from dfi_studio.session.photo_search import find_in, find_photos


def write(path: Path, shade: int, size: tuple[int, int] = (50, 40)) -> Photo:
    path.parent.mkdir(exist_ok=True, parents=True)
    PIL.Image.new("RGB", size, (shade, 10, 20)).save(path)
    return read_photo(path)


def hollow(photo: Photo, path: Path) -> Photo:
    return Photo(np.broadcast_to(np.float32(0), photo.image.shape), photo.digest, path)


def test_the_likeliest_place_comes_first(tmp_path: Path) -> None:
    anna = write(tmp_path / "a" / "anna.png", 1)
    write(tmp_path / "b" / "anna.png", 1)
    wanted = hollow(anna, tmp_path / "gone" / "anna.png")
    for places in (("gone", "a", "b"), ("a", "b"), ("a",)):
        looked = {wanted: tuple(tmp_path / each / "anna.png" for each in places)}
        found, absent = find_photos(looked)
        assert not absent
        assert found[wanted].path == tmp_path / "a" / "anna.png"
        assert np.array_equal(found[wanted].image, anna.image)


def test_a_name_that_was_given_relatively_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    anna = replace(write(Path("anna.png"), 1), path=Path("anna.png"))
    found, _ = find_photos({hollow(anna, Path("anna.png")): (Path("anna.png"),)})
    assert list(found.values()) == [anna]


def test_another_picture_in_its_place_is_told(tmp_path: Path) -> None:
    anna = write(tmp_path / "anna.png", 1)
    other = write(tmp_path / "anna.png", 2)
    wanted = hollow(anna, tmp_path / "anna.png")
    found, (absent,) = find_photos({wanted: (tmp_path / "anna.png",)})
    assert not found
    assert absent.changed == other
    (tmp_path / "anna.png").write_bytes(b"no picture")
    _, (absent,) = find_photos({wanted: (tmp_path / "anna.png",)})
    assert absent.changed is None


def test_names_that_cannot_be_are_missing(tmp_path: Path) -> None:
    anna = write(tmp_path / "anna.png", 1)
    odd = [Path("\0"), tmp_path / ("x" * 3000), tmp_path / "anna.png" / "below", tmp_path]
    for path in odd:
        found, absent = find_photos({hollow(anna, path): (path,)})
        assert not found
        assert len(absent) == 1


def test_a_folder_is_searched_by_name_first_then_by_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = write(tmp_path / "old" / "anna.png", 1)
    wanted = hollow(anna, tmp_path / "old" / "anna.png")
    folder = tmp_path / "new"
    for shade in range(2, 6):
        write(folder / f"{shade}.png", shade)
    write(folder / "small.png", 1, (32, 32))
    (folder / "damaged.png").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("none")
    with pytest.raises(ProjectError, match=r"No picture in .*new is the anna\.png"):
        find_in(folder, wanted)
    write(folder / "renamed.png", 1)
    assert find_in(folder, wanted).path == folder / "renamed.png"
    write(folder / "anna.png", 1)
    read: list[Path] = []

    def watched(path: Path) -> Photo:
        read.append(path)
        return read_photo(path)

    monkeypatch.setattr("dfi_studio.session.photo_search.read_photo", watched)
    assert find_in(folder, wanted).path == folder / "anna.png"
    assert read == [folder / "anna.png"]
    (folder / "anna.png").unlink()
    find_in(folder, wanted)
    assert folder / "small.png" not in read  # its header tells enough


def test_a_photo_that_is_reduced_when_it_is_opened_is_found(tmp_path: Path) -> None:
    picture = PIL.Image.linear_gradient("L").resize((4203, 4099)).convert("RGB")
    for name in ("big.jpg", "big.bmp"):
        path = tmp_path / name
        picture.save(path)
        photo = read_photo(path)
        assert max(photo.image.shape) < 4000
        renamed = path.rename(tmp_path / f"other-{name}")
        assert find_in(tmp_path, hollow(photo, path)).path == renamed
        renamed.unlink()


def test_a_file_that_was_pointed_to_is_the_one_or_refused(tmp_path: Path) -> None:
    anna = write(tmp_path / "anna.png", 1)
    wanted = hollow(anna, tmp_path / "gone.png")
    assert find_in(tmp_path / "anna.png", wanted) == anna
    write(tmp_path / "other.png", 2)
    with pytest.raises(ProjectError, match=r"other\.png is another picture than the gone\.png"):
        find_in(tmp_path / "other.png", wanted)
    with pytest.raises(PhotoError):
        find_in(tmp_path / "none.png", wanted)


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = write(tmp_path / "a" / "anna.png", 1)

    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    (tmp_path / "b").mkdir()
    with pytest.raises(ProjectError, match="Permission denied"):
        find_in(tmp_path / "b", hollow(anna, tmp_path / "x.png"))


def test_an_edited_copy_is_no_match(tmp_path: Path) -> None:
    anna = write(tmp_path / "a" / "anna.png", 1)
    brighter = freeze(np.clip(anna.image + 1 / 255, 0, 1))
    (tmp_path / "b").mkdir()
    save_photo(tmp_path / "b" / "anna.png", brighter, mark=None)
    with pytest.raises(ProjectError):
        find_in(tmp_path / "b", hollow(anna, tmp_path / "x.png"))
