import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.label_sources import labels_csv, sources
from dfi_studio.library.label_sources.table import Table
from dfi_studio.library.labels import LabelTable, labels_for


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.csv").write_text(text, encoding="utf-8")
    return folder


def table(**labels: dict[str, str]) -> LabelTable:
    return LabelTable({Path(f"/set/{name}"): known for name, known in labels.items()})


class TestDisagreements:
    def test_words_differ_when_unequal(self) -> None:
        labels = table(
            a={"sex": "f", "hair": "red"}, b={"sex": "f", "hair": "fair"}, c={"sex": "m"}
        )
        counts = labels.disagreements(Path("/set/a"), [Path("/set/b"), Path("/set/c")])
        assert counts is not None
        assert counts.tolist() == [1, 1]

    def test_numbers_differ_when_a_deviation_apart(self) -> None:
        ages = {f"p{age}": {"age": str(age)} for age in (20, 30, 40)}  # deviation 8.16
        counts = table(**ages, q={"age": "28"}).disagreements(
            Path("/set/p20"), [Path("/set/q"), Path("/set/p30"), Path("/set/p20")]
        )
        assert counts is not None
        assert counts.tolist() == [1, 1, 0]
        counts = table(**ages, q={"age": "22"}).disagreements(Path("/set/p20"), [Path("/set/q")])
        assert counts is not None
        assert counts.tolist() == [0]

    @pytest.mark.parametrize("odd", ["about 30", "nan", "inf"])
    def test_one_word_makes_a_column_of_words(self, odd: str) -> None:
        labels = table(a={"age": "20"}, b={"age": "20.0"}, c={"age": odd})
        counts = labels.disagreements(Path("/set/a"), [Path("/set/b")])
        assert counts is not None
        assert counts.tolist() == [1]

    def test_without_labels(self) -> None:
        labels = table(a={"age": "20"})
        assert labels.disagreements(Path("/set/unknown"), [Path("/set/a")]) is None
        counts = labels.disagreements(Path("/set/a"), [Path("/set/unknown")])
        assert counts is not None
        assert counts.tolist() == [1]  # nothing says that it agrees
        assert LabelTable({}).disagreements(Path("/set/a"), []) is None

    @given(
        st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "age": st.integers(0, 99).map(str),
                    "score": st.floats(-1e6, 1e6).map(str),
                    "sex": st.sampled_from("mf"),
                    "hair": st.text(st.characters(codec="utf-8"), min_size=1, max_size=3),
                },
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_agrees_with_the_definition(self, rows: list[dict[str, str]]) -> None:
        paths = [Path(f"/set/{number}") for number in range(len(rows))]
        labels = LabelTable(dict(zip(paths, rows, strict=True)))
        counts = labels.disagreements(paths[0], paths)
        assert counts is not None
        assert counts.tolist() == [differing(rows, rows[0], row) for row in rows]

    def test_fifty_thousand_in_a_moment(self) -> None:
        ages = np.random.default_rng(0).integers(0, 90, 50_000)
        paths = [Path(f"/set/{number}") for number in range(len(ages))]
        rows = ({"age": str(age), "sex": "mf"[age % 2], "c": str(age / 7)} for age in ages)
        labels = LabelTable(dict(zip(paths, rows, strict=True)))
        labels.disagreements(paths[0], paths)  # the paths are resolved once
        started = time.process_time()
        counts = labels.disagreements(paths[1], paths)
        assert time.process_time() - started < 1
        assert counts is not None
        assert counts.max() == 3


def differing(rows: list[dict[str, str]], a: dict[str, str], b: dict[str, str]) -> int:
    """The definition, one label at a time."""
    count = 0
    for column in a.keys() & b.keys():
        try:
            values = np.array([float(row[column]) for row in rows if column in row])
            assert np.isfinite(values).all()
        except (ValueError, AssertionError):
            count += a[column] != b[column]
        else:
            count += bool(abs(float(a[column]) - float(b[column])) > np.nanstd(values))
    return count


class TestCollecting:
    def test_each_folder_has_its_own(self, tmp_path: Path) -> None:
        write(tmp_path / "one", "file,age\na.png,20\n")
        write(tmp_path / "two", "name,sex,age\nb.png,f,70\n")
        (tmp_path / "three").mkdir()
        paths = [tmp_path / name for name in ("one/a.png", "two/b.png", "three/c.png", "one/d.png")]
        labels = labels_for(paths)
        assert len(labels) == 2
        counts = labels.disagreements(paths[0], paths)
        assert counts is not None
        assert counts.tolist() == [0, 1, 1, 1]

    def test_each_file_is_read_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, "file,age\na.png,20\n")
        read: list[Path] = []

        def counted(path: Path) -> Table:
            read.append(path)
            return labels_csv.read_labels_csv(path)

        monkeypatch.setitem(sources.READERS, "labels.csv", counted)
        labels_for([tmp_path / f"{number}.png" for number in range(50)])
        assert read == [tmp_path.resolve() / "labels.csv"]

    def test_file_names_and_tables_speak_together(self, tmp_path: Path) -> None:
        write(tmp_path, "file,AGE\n25_0_0_20170104003740977.jpg,26\n")
        names = ["25_0_0_20170104003740977.jpg", "26_1_0_20170104003750790.jpg"]
        labels = labels_for([tmp_path / name for name in names])
        counts = labels.disagreements(tmp_path / names[0], [tmp_path / name for name in names])
        assert counts is not None
        assert counts.tolist() == [0, 1]  # the gender; the table holds before the name

    def test_a_table_that_cannot_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, "file\n")
        with pytest.raises(PictureSetError, match="have no columns"):
            labels_for([tmp_path / "a.png"])

    def test_links_and_detours_are_one_picture(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "set", "file,age\na.png,20\nb.png,40\n")
        (tmp_path / "set/a.png").touch()
        (tmp_path / "folder").symlink_to(tmp_path / "set")
        (tmp_path / "mine.png").symlink_to(tmp_path / "set/a.png")
        labels = labels_for([tmp_path / "set/a.png", tmp_path / "folder/b.png"])
        monkeypatch.chdir(tmp_path / "set")
        photos = [tmp_path / "mine.png", Path("a.png"), tmp_path / "folder/../set/a.png"]
        for photo in photos:
            counts = labels.disagreements(photo, [tmp_path / "set/b.png"])
            assert counts is not None
            assert counts.tolist() == [1]

    def test_utkface(self, research_data: Path) -> None:
        paths = sorted((research_data / "utkface" / "images").iterdir())
        labels = labels_for(paths)
        assert len(labels) == len(paths)
        counts = labels.disagreements(paths[0], paths)
        assert counts is not None
        assert counts[0] == 0
        assert counts[1:].min() >= 0
        assert counts.max() >= 5
