from __future__ import annotations

import os
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from dfi_studio.core.errors import OutputError, ProjectError
from dfi_studio.library.parts import FolderParts, Parts, opened_zip, write_folder, write_zip

MAIN = "main.json"


def parts(**content: bytes) -> Parts:
    named = {
        MAIN: b"{}",
        **{name.replace("__", "/") + ".bin": each for name, each in content.items()},
    }
    return {name: (lambda each=each: [each]) for name, each in named.items()}


def put(path: Path, content: dict[str, bytes], **about: object) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")  # of two parts with one name
        for name, each in content.items():
            archive.writestr(name, each, **about)  # type: ignore[arg-type]
    return path


def opening(path: Path, name: str = MAIN, most: int = 1000) -> bytes:
    with opened_zip(path, main=MAIN) as reader:
        return reader.read(name, most=most)


def test_parts_come_back_from_a_file_and_from_a_folder(tmp_path: Path) -> None:
    content = parts(one=b"1" * 1000, deep__two=b"")
    write_zip(tmp_path / "x.zip", content)
    write_folder(tmp_path / "x", content)
    with opened_zip(tmp_path / "x.zip", main=MAIN) as archive:
        for reader in (archive, FolderParts(tmp_path / "x")):
            assert reader.read("one.bin", most=1000) == b"1" * 1000
            assert reader.read("deep/two.bin", most=1000) == b""
            assert reader.read(MAIN, most=2) == b"{}"
            for name, most, told in (
                ("one.bin", 999, "one.bin is too long"),
                ("three.bin", 10, "three.bin is missing"),
            ):
                with pytest.raises(ProjectError, match=told):
                    reader.read(name, most=most)


def test_equal_parts_are_equal_files_that_others_can_unpack(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_zip(tmp_path / name, parts(one=b"x"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with zipfile.ZipFile(tmp_path / "a") as archive:
        archive.extractall(tmp_path / "out")
    assert (tmp_path / "out" / "one.bin").read_bytes() == b"x"


def test_pieces_are_written_one_behind_the_other(tmp_path: Path) -> None:
    pieces: Parts = {MAIN: lambda: [b"ab", memoryview(b"cd")]}
    write_zip(tmp_path / "x.zip", pieces)
    write_folder(tmp_path / "x", pieces)
    assert opening(tmp_path / "x.zip") == (tmp_path / "x" / MAIN).read_bytes() == b"abcd"


def test_a_folder_is_written_sparingly_and_tidied(tmp_path: Path) -> None:
    write_folder(tmp_path, parts(one=b"1", two=b"2"))
    (tmp_path / ".dfi-studio-abc.part").write_bytes(b"of a write that was killed")
    before = (tmp_path / "one.bin").stat()

    def fails() -> list[bytes]:
        raise AssertionError("it is there already")

    write_folder(tmp_path, {MAIN: lambda: [b"new"], "one.bin": fails})
    assert (tmp_path / "one.bin").stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(each.name for each in tmp_path.iterdir()) == [MAIN, "one.bin"]
    assert (tmp_path / MAIN).read_bytes() == b"new"


def test_the_main_part_is_written_last(tmp_path: Path) -> None:
    write_folder(tmp_path, parts(one=b"1"))

    def full() -> list[bytes]:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        write_folder(tmp_path, {MAIN: lambda: [b"new"], "two.bin": full})
    assert (tmp_path / MAIN).read_bytes() == b"{}"
    assert (tmp_path / "one.bin").read_bytes() == b"1"


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    write_zip(path, parts(one=b"old"))

    def full() -> list[bytes]:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        write_zip(path, {MAIN: lambda: [b"{}"], "one.bin": full})
    assert opening(path, "one.bin") == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.zip"]


def test_what_is_no_such_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").touch()
    put(tmp_path / "other.zip", {"word/document.xml": b"<x/>"})
    for name, told in (
        ("none", "There is no project"),
        ("", "is a folder"),
        ("text", "is not a project of DFI Studio"),
        ("empty", "is not a project of DFI Studio"),
        ("other.zip", "is not a project of DFI Studio"),
    ):
        with pytest.raises(ProjectError, match=told):
            opening(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ProjectError, match="not a plain file"):
        opening(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "x", {MAIN: b"{}"})

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ProjectError, match="Permission denied"):
        opening(path)


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_zip(path, parts(one=os.urandom(5000)))
    whole = path.read_bytes()
    for length in range(4, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(ProjectError, match="is cut short"):
            opening(path)


def test_a_flipped_bit_anywhere_is_told_or_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_zip(path, parts(one=b"some content that matters"))
    whole = path.read_bytes()
    told = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            assert opening(path, "one.bin") == b"some content that matters"
        except ProjectError:
            told += 1
    assert told > len(whole) // 3


@pytest.mark.parametrize("name", ["../x.bin", "a/../../x.bin", "/x.bin", "..\\x.bin", "C:/x.bin"])
def test_a_part_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match="leads outside"):
        opening(put(tmp_path / "x", {MAIN: b"{}", name: b"x"}))
    with pytest.raises(ProjectError, match="can be named"):
        FolderParts(tmp_path).read(name, most=10)


def test_what_other_programs_add_is_passed_over(tmp_path: Path) -> None:
    path = put(tmp_path / "x", {MAIN: b"{}", "photos/": b"", "__MACOSX/._main.json": b"x"})
    assert opening(path) == b"{}"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(MAIN, b"{}")
        archive.writestr(MAIN, b"{ }")
    with pytest.raises(ProjectError, match="two parts named"):
        opening(path)


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "x", {MAIN: b"{}"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="is encrypted"):
        opening(path)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    bomb = {MAIN: b"{}", "x.bin": bytes(100_000_000)}
    path = put(tmp_path / "x", bomb, compress_type=zipfile.ZIP_DEFLATED)
    with pytest.raises(ProjectError, match="grow beyond reason"):
        opening(path)


def test_sizes_that_are_claimed_are_not_believed(tmp_path: Path) -> None:
    path = put(tmp_path / "x", {MAIN: b"{}", "x.bin": bytes(1000)})
    content = bytearray(path.read_bytes())
    for name, at in ((b"PK\x01\x02", 20), (b"PK\x03\x04", 18)):
        entry = content.rindex(name)
        content[entry + at : entry + at + 8] = struct.pack("<II", 2**31, 2**31)
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="damaged"):
        opening(path, "x.bin", most=2**40)


def test_a_crowd_of_parts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfi_studio.library.parts._MOST_PARTS", 5)
    path = put(tmp_path / "x", {MAIN: b"{}", **{f"{n}.bin": b"" for n in range(5)}})
    with pytest.raises(ProjectError, match="more than 5 parts"):
        opening(path)


def test_more_than_any_project_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfi_studio.library.parts._LARGEST", 100)
    with pytest.raises(ProjectError, match="larger than any"):
        opening(put(tmp_path / "x", {MAIN: b"{}", "x.bin": bytes(101)}))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be made"):
        write_folder(tmp_path / "file", parts(one=b"1"))
