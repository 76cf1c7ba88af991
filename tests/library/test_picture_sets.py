import errno
import os
import re
from pathlib import Path

import pytest
from catalogs import labelled

from dfi_studio.core.errors import CatalogError, PictureSetError
from dfi_studio.library.catalog.query import QueryError
from dfi_studio.library.catalog.store import default_catalog
from dfi_studio.library.picture_sets import PictureSet, file_digest, picture_set


def touch(folder: Path, *names: str) -> list[Path]:
    """Make empty files; a set looks at names only."""
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return paths


class TestFolder:
    def test_pictures_below_it_in_order(self, tmp_path: Path) -> None:
        touch(tmp_path, "b.PNG", "a.jpg", "a/z.webp", "a-b.jpeg", "labels.csv", "notes.txt")
        touch(tmp_path, ".hidden.png", ".cache/x.png", "a/.y.jpg")
        found = picture_set(str(tmp_path))
        names = [path.relative_to(tmp_path).as_posix() for path in found.paths]
        assert names == ["a-b.jpeg", "a.jpg", "a/z.webp", "b.PNG"]
        assert found.name == tmp_path.name
        assert found == picture_set(f"{tmp_path}/")

    def test_relative_path_becomes_absolute(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = touch(tmp_path / "set", "a.png", "b.png")
        monkeypatch.chdir(tmp_path)
        assert list(picture_set("set").paths) == expected

    def test_tilde_is_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        touch(tmp_path / "set", "a.png", "b.png")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        assert len(picture_set("~/set").paths) == 2

    def test_loop_of_links_ends(self, tmp_path: Path) -> None:
        touch(tmp_path / "set", "a.png", "sub/b.png")
        touch(tmp_path / "elsewhere", "c.png")
        (tmp_path / "set/sub/up").symlink_to(tmp_path / "set")
        (tmp_path / "set/one").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "set/two").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "set/broken.png").symlink_to(tmp_path / "nothing")
        names = [path.name for path in picture_set(str(tmp_path / "set")).paths]
        assert names == ["a.png", "c.png", "b.png"]

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(PictureSetError, match=r"no folder or file .*young; check"):
            picture_set(str(tmp_path / "young"))

    @pytest.mark.parametrize("text", ["", "  "])
    def test_nothing_is_not_the_current_folder(self, text: str) -> None:
        with pytest.raises(PictureSetError, match="No set of pictures was named"):
            picture_set(text)

    def test_unknown_user(self) -> None:
        with pytest.raises(PictureSetError, match="no folder or file ~nobody-of-that-name"):
            picture_set("~nobody-of-that-name/x")

    def test_empty(self, tmp_path: Path) -> None:
        with pytest.raises(PictureSetError, match="is empty"):
            picture_set(str(tmp_path))

    def test_without_pictures(self, tmp_path: Path) -> None:
        touch(tmp_path, "a.txt")
        with pytest.raises(PictureSetError, match="holds no pictures"):
            picture_set(str(tmp_path))

    def test_one_picture(self, tmp_path: Path) -> None:
        touch(tmp_path / "young", "a.png")
        with pytest.raises(PictureSetError, match=r"young holds one picture; a mean needs .* 2\."):
            picture_set(str(tmp_path / "young"))

    def test_unreadable_folder_inside_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        touch(tmp_path, "a.png", "b.png", "locked/c.png")
        scandir = os.scandir

        def refuse(folder: Path) -> object:
            if Path(folder).name == "locked":
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
            return scandir(folder)

        monkeypatch.setattr(os, "scandir", refuse)
        with pytest.raises(PictureSetError, match=r"Permission denied .*locked"):
            picture_set(str(tmp_path))


class TestList:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_paths_in_its_order(self, tmp_path: Path, encoding: str, end: str) -> None:
        first, second, third = touch(tmp_path, "in/ü.png", "b.png", "c c.jpg")
        lines = ["# mine", "in/ü.png", "", "  c c.jpg ", str(second), "in/../c c.jpg", "b.png"]
        path = tmp_path / "young.txt"
        path.write_bytes(end.join(lines).encode(encoding))
        found = picture_set(str(path))
        assert found == PictureSet("young", (first, third, second))

    def test_missing_pictures_are_counted(self, tmp_path: Path) -> None:
        touch(tmp_path, "a.png", "b.png")
        path = tmp_path / "l.txt"
        path.write_text("a.png\nx.png\nb.png\ny.png\nz.png\n")
        with pytest.raises(PictureSetError, match=r"names 5 .*x\.png does not exist, and 2 more"):
            picture_set(str(path))

    def test_no_paths(self, tmp_path: Path) -> None:
        (tmp_path / "l.txt").write_text("# nothing yet\n")
        with pytest.raises(PictureSetError, match="names no pictures"):
            picture_set(str(tmp_path / "l.txt"))

    def test_the_same_picture_twice_is_one(self, tmp_path: Path) -> None:
        touch(tmp_path, "a.png")
        (tmp_path / "l.txt").write_text("a.png\n./a.png\n")
        with pytest.raises(PictureSetError, match="l holds one picture"):
            picture_set(str(tmp_path / "l.txt"))

    def test_picture_instead_of_a_list(self, tmp_path: Path) -> None:
        touch(tmp_path, "a.png")
        with pytest.raises(PictureSetError, match=r"a\.png is a picture, not a set; name the fold"):
            picture_set(str(tmp_path / "a.png"))

    @pytest.mark.parametrize(
        "content", [b"\xff\xd8\xff\xe0", b"a.png\0b.png", "a".encode("utf-16")]
    )
    def test_binary_file(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "l.bin").write_bytes(content)
        with pytest.raises(PictureSetError, match="not a text file in UTF-8"):
            picture_set(str(tmp_path / "l.bin"))


class TestDigests:
    def test_names_the_content(self, tmp_path: Path) -> None:
        contents = [b"", b"a" * 3_000_000, b"a" * 3_000_001]
        for number, content in enumerate(contents):
            (tmp_path / f"{number}").write_bytes(content)
        (tmp_path / "again").write_bytes(contents[1])
        digests = [file_digest(tmp_path / name) for name in ("0", "1", "2", "again")]
        assert len(set(digests)) == 3
        assert digests[1] == digests[3]
        assert all(len(each) == 32 for each in digests)

    def test_unreadable(self, tmp_path: Path) -> None:
        with pytest.raises(PictureSetError, match="cannot be read"):
            file_digest(tmp_path / "missing")


class TestQueries:
    @pytest.fixture
    def faces(self, tmp_path: Path) -> Path:
        folder = tmp_path / "faces"
        touch(folder, "a.png", "b.png", "sub/c.png", "d.png")
        (folder / "labels.csv").write_text("file,age\na.png,20\nb.png,60\nsub/c.png,70\n")
        return folder

    def test_a_folder_with_a_query(self, faces: Path) -> None:
        found = picture_set(f"{faces}?age >= 60")
        assert [path.name for path in found.paths] == ["b.png", "c.png"]
        assert found.name == "faces where age >= 60"
        assert picture_set(f"{faces}?") == picture_set(str(faces))
        unlabelled = picture_set(f"{faces}?not age >= 60")
        assert [path.name for path in unlabelled.paths] == ["a.png", "d.png"]

    def test_a_list_with_a_query(self, faces: Path) -> None:
        (faces / "list.txt").write_text("sub/c.png\nb.png\na.png\nd.png\n")
        found = picture_set(f"{faces / 'list.txt'}?age is known")
        assert [path.name for path in found.paths] == ["b.png", "a.png"]  # c has no table beside it

    def test_a_name_may_hold_a_question_mark(self, tmp_path: Path) -> None:
        touch(tmp_path / "who?", "a.png", "b.png")
        (tmp_path / "who?/labels.csv").write_text("file,age\na.png,1\nb.png,2\n")
        assert picture_set(f"{tmp_path}/who?").name == "who?"
        assert len(picture_set(f"{tmp_path}/who??age > 0").paths) == 2
        with pytest.raises(PictureSetError, match=r"There is no folder or file .*what; check"):
            picture_set(f"{tmp_path}/what?")
        with pytest.raises(PictureSetError, match=r"There is no folder or file .*what; check"):
            picture_set(f"{tmp_path}/what?age >")

    @pytest.mark.parametrize(
        ("query", "words"),
        [("age >", "character 6: expected a value"), ("agee", "no label agee; did you mean age?")],
    )
    def test_a_wrong_query_says_where(self, faces: Path, query: str, words: str) -> None:
        with pytest.raises(QueryError, match=re.escape(words)):
            picture_set(f"{faces}?{query}")

    def test_too_few(self, faces: Path) -> None:
        with pytest.raises(PictureSetError, match="faces where age = 60 holds one picture"):
            picture_set(f"{faces}?age = 60")

    def test_a_table_that_cannot_be_read(self, faces: Path) -> None:
        (faces / "labels.csv").write_text("file,age\na.png\n")
        with pytest.raises(PictureSetError, match="Line 2 of"):
            picture_set(f"{faces}?age > 3")
        assert len(picture_set(str(faces)).paths) == 4

    def test_the_catalogue(self, tmp_path: Path) -> None:
        with default_catalog() as catalog:
            labelled(catalog, "one", [{"age": 20.0}, {"age": 60.0}])
            labelled(catalog, "two", [{"age": 70.0}, {"age": 80.0}])
            catalog.set_labels([1], "pick", "yes")
            catalog.set_labels([2], "pick", "yes")
        assert [path.name for path in picture_set("catalog:one").paths] == ["0.png", "1.png"]
        found = picture_set("catalog:*?age >= 60")
        assert [path.parent.name for path in found.paths] == ["one", "two", "two"]
        assert found.name == "catalogue where age >= 60"
        assert len(picture_set("catalog:ONE?pick").paths) == 2
        with pytest.raises(CatalogError, match="no folder three; it has one, two"):
            picture_set("catalog:three")
        with pytest.raises(QueryError, match="did you mean age"):
            picture_set("catalog:*?aged > 3")
