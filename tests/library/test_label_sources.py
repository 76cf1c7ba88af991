"""Labels from tables of every make, from names and from folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.catalog.values import Origin, Value, text_of, value_of
from dfi_studio.library.label_sources.celeba import read_celeba
from dfi_studio.library.label_sources.image_folder import read_image_folder
from dfi_studio.library.label_sources.labels_csv import read_labels_csv
from dfi_studio.library.label_sources.lfw import read_lfw
from dfi_studio.library.label_sources.sources import fingerprint, read_sources
from dfi_studio.library.label_sources.utkface import read_utkface


def write(folder: Path, text: str | bytes, name: str = "labels.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestValues:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("60", 60.0),
            (" -.5e1 ", -5.0),
            ("male", "male"),
            ("nan", "nan"),
            ("inf", "inf"),
            ("1e999", "1e999"),
            ("1_000", "1_000"),
            ("١٢", "١٢"),
            ("a\nb\0c", "a b c"),
            ("", None),
            (" \t\0", None),
        ],
    )
    def test_reading(self, text: str, value: Value | None) -> None:
        assert value_of(text) == value

    @given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.text()))
    def test_what_is_written_is_read(self, value: Value) -> None:
        read = value_of(value) if isinstance(value, str) else value
        if read is not None:
            assert value_of(text_of(read)) == read


class TestTables:
    TEXT = 'file,age, hair \r\na.png,20,"brown, long"\r\n\r\nb.png,,blönd\r\n'

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
    )
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        table = read_labels_csv(write(tmp_path, self.TEXT.encode(encoding)))
        assert table.columns == ("age", "hair")
        assert table.rows == {"a.png": ("20", "brown, long"), "b.png": ("", "blönd")}
        assert table.of("b.png") == {"hair": "blönd"}
        assert table.of("c.png") == {}

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_separators(self, tmp_path: Path, separator: str) -> None:
        text = separator.join(["file", "age", "hair"]) + "\n" + separator.join(["a.png", "2", "x"])
        assert read_labels_csv(write(tmp_path, text)).of("a.png") == {"age": "2", "hair": "x"}

    def test_a_decimal_comma_comes_with_semicolons(self, tmp_path: Path) -> None:
        table = read_labels_csv(write(tmp_path, "file;a;b;c\np.png;-3,5;x,5;1,2,3\n"))
        assert table.rows["p.png"] == ("-3.5", "x,5", "1,2,3")
        table = read_labels_csv(write(tmp_path, 'file,a\np.png,"3,5"\n'))
        assert table.rows["p.png"] == ("3,5",)

    def test_empty_columns_of_a_spreadsheet(self, tmp_path: Path) -> None:
        assert read_labels_csv(write(tmp_path, "file,a\np.png,1,,\n")).rows == {"p.png": ("1",)}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "have no columns"),
            ("file\na.png\n", r"have no columns.* commas between"),
            ("file,age,\na.png,3,\n", "without a name of their own"),
            ("file,age,Age\na.png,3,4\n", "without a name of their own"),
            ("file,age\na.png,3\nb.png\n", "Line 3 of .* has 1 columns where the first line has 2"),
            ("file,age\na.png,3,4\n", "Line 2 of .* has 3 columns where the first line has 2"),
            ("file,age\na.png,3\n\na.png,4\n", "Line 4 of .* names a.png a second time"),
            ('file,age\na.png,"3" 4\n', "Line 2 of .* is not a line of a table"),
            (b"\x89PNG\r\n\0\0\0\rIHDR\0\0", "are not text; save them as CSV in UTF-8"),
            (b"\xff\xfe\x00", "are not text"),
        ],
    )
    def test_what_is_not_a_table(self, tmp_path: Path, text: str | bytes, words: str) -> None:
        path = write(tmp_path, text)
        with pytest.raises(PictureSetError, match=words) as caught:
            read_labels_csv(path)
        assert str(path) in str(caught.value)

    def test_one_that_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(PictureSetError, match=r"cannot be read \(Is a directory\)"):
            read_labels_csv(tmp_path)

    @given(st.binary(max_size=60))
    def test_any_bytes_are_read_or_refused(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        path = write(tmp_path_factory.mktemp("any"), content)
        for read in (read_labels_csv, read_celeba, read_lfw):
            try:
                table = read(path)
            except PictureSetError as error:
                assert str(path) in str(error)  # noqa: PT017 - either is right
            else:
                assert all(len(row) == len(table.columns) for row in table.rows.values())


class TestWellKnown:
    def test_celeba(self, tmp_path: Path) -> None:
        text = "2\nMale 5_o_Clock_Shadow\n000001.jpg -1  1\n000002.jpg  1 -1 \n\n"
        table = read_celeba(write(tmp_path, text))
        assert table.of("000001.jpg") == {"Male": "-1", "5_o_Clock_Shadow": "1"}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "do not begin as CelebA's do"),
            ("file,age\na,3\n", "do not begin as CelebA's do"),
            ("1\nMale Young\n1.jpg 1\n", "Line 3 of .* has 1 values where there are 2 names"),
        ],
    )
    def test_not_celeba(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(PictureSetError, match=words):
            read_celeba(write(tmp_path, text))

    def test_lfw(self, tmp_path: Path) -> None:
        text = "# lfw_attributes.txt: 2 attributes\n#\tperson\timagenum\tMale\tSmiling\n"
        table = read_lfw(write(tmp_path, text + "Aaron Eckhart\t1\t1.56\t-0.3\n"))
        assert table.of("Aaron_Eckhart_0001.jpg") == {"Male": "1.56", "Smiling": "-0.3"}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Aaron\t1\t1.5\n", "no line that names the attributes"),
            ("#\tperson\timagenum\tMale\nAaron\tone\t1\n", "Line 2 of .* does not hold"),
            ("#\tperson\timagenum\tMale\nAaron\t1\n", "Line 2 of .* 1 scores"),
        ],
    )
    def test_not_lfw(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(PictureSetError, match=words):
            read_lfw(write(tmp_path, text))

    def test_utkface_names(self) -> None:
        named = ["x/25_1_2_20170104003740977.jpg", "25_1_2_20170104003740977.jpg.chip.jpg"]
        others = ["25_1_9_20170104003740977.jpg", "25_1_20170104003740977.jpg", "photo.jpg"]
        found = read_utkface([*named, *others])
        assert set(found) == set(named)
        assert found[named[0]] == {"age": 25.0, "gender": "female", "race": "asian"}

    def test_class_folders(self) -> None:
        found = read_image_folder(["cat/a.png", "dog/big/b.png", "c.png", "7/d.png"])
        assert found == {
            "cat/a.png": {"class": "cat"},
            "dog/big/b.png": {"class": "dog"},
            "7/d.png": {"class": 7.0},
        }
        assert read_image_folder(["images/a.png", "images/b.png", "c.png"]) == {}


class TestPlaces:
    @pytest.mark.parametrize(
        ("pictures", "table", "name"),
        [
            ("set", "set", "labels.csv"),
            ("set/images", "set", "labels.csv"),
            ("set/img_align_celeba", "set", "list_attr_celeba.csv"),
        ],
    )
    def test_in_the_folder_or_beside_it(
        self, tmp_path: Path, pictures: str, table: str, name: str
    ) -> None:
        write(tmp_path / table, "file,age\na.png,3\n", name)
        found = read_sources(tmp_path / pictures, ["a.png", "b.png"])
        assert found.of("a.png") == {"age": 3.0}
        assert found.of("b.png") == {}
        assert found.names == ["age"]

    def test_beside_any_other_folder_lies_what_is_of_others(self, tmp_path: Path) -> None:
        write(tmp_path, "file,age\na.png,3\n")
        assert read_sources(tmp_path / "pictures", ["a.png"]).names == []

    def test_names_with_and_without_suffix_and_folder(self, tmp_path: Path) -> None:
        write(tmp_path, "file,n\na.png,1\nx/b.png,2\n./c.png,3\nx\\d.png,4\ne,5\n")
        paths = ["a.png", "x/b.png", "c.png", "x/d.png", "x/e.png"]
        found = read_sources(tmp_path, paths)
        assert [found.of(path)["n"] for path in paths] == [1, 2, 3, 4, 5]
        assert found.notices == ()

    def test_an_inner_table_holds_before_an_outer_one(self, tmp_path: Path) -> None:
        write(tmp_path, "file,age,hair\na.png,3,red\n")
        write(tmp_path / "x", "file,age\na.png,4\n")
        assert read_sources(tmp_path, ["x/a.png"]).of("x/a.png") == {"age": 4.0, "hair": "red"}

    def test_a_bad_table_spoils_no_other(self, tmp_path: Path) -> None:
        write(tmp_path, "nothing")
        write(tmp_path / "x", "file,age\na.png,4\n")
        found = read_sources(tmp_path, ["x/a.png"])
        assert found.of("x/a.png") == {"age": 4.0}
        (problem,) = found.problems
        assert "have no columns" in problem

    def test_what_does_not_fit_is_told(self, tmp_path: Path) -> None:
        path = write(tmp_path, "file,age\na.png,3\ngone.png,4\n")
        found = read_sources(tmp_path, ["a.png", "b.png"])
        assert found.notices == (
            f"{path} has no row for 1 of 2 pictures.",
            f"{path} names 1 pictures that are not there.",
        )

    def test_the_fingerprint_follows_the_tables(self, tmp_path: Path) -> None:
        marks = [fingerprint(tmp_path, ["x/a.png"])]
        for text in ("file,age\n", "file,age\na.png,3\n"):
            write(tmp_path / "x", text)
            marks.append(fingerprint(tmp_path, ["x/a.png"]))
        assert len(set(marks)) == 3
        assert fingerprint(tmp_path, ["x/a.png"]) == marks[-1]

    def test_origins(self, tmp_path: Path) -> None:
        name = "30_1_0_20170104003740977.jpg"
        write(tmp_path, f"file,AGE\nx/{name},31\n")
        found = read_sources(tmp_path, [f"x/{name}", "y/b.png"])
        assert found.values[Origin.FOLDER]["y/b.png"] == {"class": "y"}
        assert found.of(f"x/{name}") == {
            "AGE": 31.0, "gender": "female", "race": "white", "class": "x"
        }  # fmt: skip
