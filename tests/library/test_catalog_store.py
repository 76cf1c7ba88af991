"""The catalogue: what is asked of it, labels and their undoing."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest
from catalogs import filled, labelled
from hypothesis import given, settings
from hypothesis import strategies as st

from dfi_studio.core.errors import CatalogError, UsageError
from dfi_studio.library.catalog.labelling import LabelKind
from dfi_studio.library.catalog.ordering import Places
from dfi_studio.library.catalog.query import QueryError, matches, parse
from dfi_studio.library.catalog.store import Catalog, Key, Order
from dfi_studio.library.catalog.values import Origin


@pytest.fixture
def catalog(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Catalog(tmp_path / "deep/catalog.sqlite") as opened:
        yield opened


class TestAsking:
    def test_an_empty_one(self, catalog: Catalog) -> None:
        assert catalog.folders() == []
        assert catalog.ids().tolist() == []
        assert catalog.label_names() == {}
        assert catalog.labels_of([]) == {}
        assert catalog.pictures([]) == []
        assert catalog.notice == ""

    def test_a_query_over_one_folder_or_all(self, catalog: Catalog) -> None:
        labelled(catalog, "one", [{"age": 20.0}, {"age": 70.0, "sex": "f"}])
        labelled(catalog, "two", [{"age": 71.0}])
        assert catalog.ids(parse("age > 60")).tolist() == [2, 3]
        assert catalog.ids(parse("age > 60"), folder="ONE").tolist() == [2]
        assert catalog.ids(parse("age > 99")).tolist() == []
        assert catalog.count(parse("sex is unknown")) == 2
        with pytest.raises(QueryError, match="no label agee; did you mean age"):
            catalog.ids(parse("agee > 60"))
        with pytest.raises(CatalogError, match="no folder three; it has one, two"):
            catalog.ids(folder="three")

    def test_orders(self, catalog: Catalog) -> None:
        filled(catalog, "set", ["c.png", "a.png", "b.png"], times=[2, 3, 1])
        catalog.set_labels([1], "age", 5)
        catalog.set_labels([2], "age", 50)
        orders = {
            (Key.ADDED, False): [1, 2, 3],
            (Key.ADDED, True): [3, 2, 1],
            (Key.NAME, False): [2, 3, 1],
            (Key.NAME, True): [1, 3, 2],
            (Key.DATE, False): [3, 1, 2],
            (Key.LABEL, False): [1, 2, 3],
            (Key.LABEL, True): [2, 1, 3],  # who has none stays at the end
        }
        for (key, descending), expected in orders.items():
            order = Order(key, "AGE" if key is Key.LABEL else "", descending)
            assert catalog.ids(order=order).tolist() == expected, order
        catalog.set_labels([1], "age", 100)  # a kept order must not outlive the change
        assert catalog.ids(order=Order(Key.LABEL, "age")).tolist() == [2, 1, 3]
        with pytest.raises(CatalogError, match="no label hair; sort by another"):
            catalog.ids(order=Order(Key.LABEL, "hair"))

    def test_kept_places_serve_the_next_opening(self, catalog: Catalog) -> None:
        filled(catalog, "set", ["b.png", "a.png"])
        places = Places()
        for _ in range(2):
            with Catalog(catalog.path, places=places) as other:
                assert other.ids(order=Order(Key.NAME)).tolist() == [2, 1]
        filled(catalog, "other", ["0.png"])
        with Catalog(catalog.path, places=places) as other:
            assert other.ids(order=Order(Key.NAME)).tolist() == [3, 2, 1]

    def test_pictures_and_paths_in_the_order_asked(self, catalog: Catalog, tmp_path: Path) -> None:
        filled(catalog, "set", ["a.png", "sub/b.png"])
        assert [each.id for each in catalog.pictures([2, 99, 1])] == [2, 1]
        assert catalog.paths(np.array([2, 1, 2])) == [
            Path("/pictures/set") / name for name in ("sub/b.png", "a.png", "sub/b.png")
        ]
        assert catalog.find(Path("/pictures/set/sub/b.png")) == 2
        assert catalog.find(Path("/pictures/set/c.png")) is None
        assert catalog.find(tmp_path / "a.png") is None
        with pytest.raises(CatalogError, match="Picture 99 is no longer"):
            catalog.paths([1, 99])
        with pytest.raises(CatalogError, match="Picture 99 is no longer"):
            catalog.picture(99)

    def test_a_broken_picture_is_listed_and_left_out(self, catalog: Catalog) -> None:
        filled(catalog, "set", ["a.png", "b.png"])
        catalog.mark_broken(1, "It is cut short.")
        assert catalog.ids().tolist() == [2]
        assert [(each.id, each.problem) for each in catalog.broken()] == [(1, "It is cut short.")]
        (folder,) = catalog.folders()
        assert (folder.pictures, folder.broken) == (1, 1)
        catalog.set_labels([1, 2], "tag", "x")
        assert catalog.ids(parse("tag")).tolist() == [2]


class TestLabels:
    def test_the_hand_holds_before_files_names_and_estimates(self, catalog: Catalog) -> None:
        filled(catalog, "set", ["a.png"])
        said = {Origin.ESTIMATE: 30, Origin.FOLDER: 31, Origin.NAME: 32, Origin.FILE: 33}
        for origin, age in said.items():
            catalog.set_labels([1], "age", age, origin=origin)
            assert catalog.picture(1).labels == {"age": float(age)}
        undo = catalog.set_labels([1], "Age", " 40 ")
        assert catalog.ids(parse("age = 40")).tolist() == [1]
        catalog.set_estimates({1: {"age": 99.0, "mood": "glad"}, 7: {"age": 1.0}})
        assert catalog.picture(1).labels == {"age": 40.0, "mood": "glad"}
        catalog.restore(undo)
        assert catalog.picture(1).labels["age"] == 33.0

    def test_an_undo_is_undone(self, catalog: Catalog) -> None:
        filled(catalog, "set", [f"{number}.png" for number in range(1, 4)])
        catalog.set_labels([1], "tag", "old")
        undo = catalog.set_labels(np.array([1, 2]), "tag", "new")
        redo = catalog.restore(undo)
        assert [each.labels.get("tag") for each in catalog.pictures([1, 2])] == ["old", None]
        catalog.restore(redo)
        assert [each.labels.get("tag") for each in catalog.pictures([1, 2])] == ["new", "new"]
        catalog.set_labels([1, 2], "tag", None)
        assert catalog.label_names() == {}

    @pytest.mark.parametrize(("name", "value"), [("", "x"), ("  ", "x"), ("tag", " ")])
    def test_nothing_is_no_label(self, catalog: Catalog, name: str, value: str) -> None:
        filled(catalog, "set", ["a.png"])
        version = catalog.version()
        with pytest.raises(UsageError, match="type"):
            catalog.set_labels([1], name, value)
        assert catalog.version() == version

    def test_columns(self, catalog: Catalog) -> None:
        labelled(catalog, "set", [{"age": 20.0, "sex": "f"}, {}, {"age": "old"}])
        columns = catalog.labels_of([3, 1, 2, 1, 99])
        ages = columns["age"]
        assert np.array_equal(ages.numbers, [math.nan, 20, math.nan, 20, math.nan], equal_nan=True)
        assert ages.words.tolist() == ["old", None, None, None, None]
        assert ages.known.tolist() == [True, True, False, True, False]
        assert columns["sex"].words.tolist() == [None, "f", None, "f", None]
        assert set(catalog.labels_of([2])) == set()

    def test_summaries(self, catalog: Catalog) -> None:
        labelled(
            catalog, "set", [{"age": 20.0, "sex": "f"}, {"age": 30.0, "sex": "F"}, {"age": "x"}]
        )
        summary = catalog.label_names()
        assert (summary["age"].kind, summary["age"].count) == (LabelKind.MIXED, 3)
        assert (summary["age"].low, summary["age"].high) == (20.0, 30.0)
        assert summary["age"].words == (("x", 1),)
        assert summary["sex"].kind is LabelKind.WORDS
        assert [count for _, count in summary["sex"].words] == [2]

    def test_summaries_follow_every_change(self, catalog: Catalog) -> None:
        def ages() -> tuple[int, float]:
            with Catalog(catalog.path) as other:  # what was kept is read by others
                found = other.label_names().get("age")
                return (found.count, found.high) if found else (0, 0.0)

        ids = labelled(catalog, "set", [{"age": 20.0}, {"age": 30.0}, {}])
        version = catalog.version()
        assert ages() == ages() == (2, 30)
        assert catalog.version() == version
        undo = catalog.set_labels(ids[2:], "age", 70)
        assert ages() == (3, 70)
        catalog.restore(undo)
        assert ages() == (2, 30)
        catalog.set_estimates({ids[2]: {"age": 50.0}})
        assert ages() == (3, 50)
        catalog.mark_broken(ids[2], "It is cut short.")
        assert ages() == (2, 30)
        labelled(catalog, "more", [{"age": 90.0}])
        assert ages() == (3, 90)
        catalog.remove_folder("more")
        assert ages() == (2, 30)
        catalog.remove_folder("set")
        assert ages() == (0, 0)

    @settings(max_examples=25, deadline=None)
    @given(
        rows=st.lists(
            st.dictionaries(
                st.sampled_from(["age", "sex"]),
                st.one_of(st.integers(0, 3).map(float), st.sampled_from(["f", "m", "no"])),
            ),
            min_size=1,
            max_size=5,
        ),
        asked=st.sampled_from(
            ["age > 1", "not age > 1", "sex = f or age = 0", "sex", "not (sex and age)", "age = f"]
        ),
    )
    def test_the_catalogue_means_what_the_query_means(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        rows: list[dict[str, float | str]],
        asked: str,
    ) -> None:
        query = parse(asked)
        assert query is not None
        with Catalog(tmp_path_factory.mktemp("catalog") / "c.sqlite") as catalog:
            labelled(catalog, "set", [*rows, {"age": 9.0, "sex": "x"}])
            found = set(catalog.ids(query).tolist())
            assert found == {
                each.id for each in catalog.pictures(catalog.ids()) if matches(query, each.labels)
            }


class TestFolders:
    def test_names_are_free_and_told_apart(self, catalog: Catalog) -> None:
        for path in ("/a/faces", "/b/faces", "/c/Faces/images", "/"):
            catalog.add_folder(Path(path))
        names = [each.name for each in catalog.folders()]
        assert names == ["faces", "faces 2", "Faces 3", "pictures"]
        assert catalog.add_folder(Path("/a/faces")).name == "faces"
        assert catalog.add_folder(Path("/a/faces"), "old").name == "old"
        with pytest.raises(CatalogError, match="Another folder is called OLD"):
            catalog.add_folder(Path("/b/faces"), "OLD")

    def test_removing_forgets_pictures_and_labels(self, catalog: Catalog) -> None:
        labelled(catalog, "one", [{"age": 20.0}])
        labelled(catalog, "two", [{"age": 30.0}])
        catalog.remove_folder("one")
        assert catalog.ids(parse("age")).tolist() == [2]
        assert catalog.label_names()["age"].count == 1
        labelled(catalog, "three", [{}])
        assert catalog.ids().tolist() == [2, 3]  # a number is never given twice
        with pytest.raises(CatalogError, match="no folder one"):
            catalog.remove_folder("one")

    def test_every_change_is_counted_and_seen_by_others(self, catalog: Catalog) -> None:
        with Catalog(catalog.path) as other:
            before = other.version()
            filled(catalog, "set", ["a.png"])
            assert other.version() > before
            assert other.ids().tolist() == [1]


def test_a_failed_change_leaves_nothing(catalog: Catalog) -> None:
    filled(catalog, "set", ["a.png"])
    version = catalog.version()

    def fail() -> None:
        with catalog.writing() as connection:
            connection.execute("DELETE FROM picture")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert catalog.ids().tolist() == [1]
    assert catalog.version() == version


@pytest.mark.slow
def test_two_hundred_thousand_answer_in_a_moment(catalog: Catalog) -> None:
    """Half the goal, and twice its time: the benchmark measures, this notices a lost column."""
    count = 100_000
    filled(catalog, "set", [f"{number:06d}.png" for number in range(count)])
    values = np.random.default_rng(0)
    catalog.set_estimates(
        {
            number: {"age": float(age), "sex": "mf"[age % 2], "glasses": float(age % 5 == 0)}
            for number, age in enumerate(values.integers(0, 90, count).tolist(), start=1)
        }
    )
    query = parse("age >= 60 and sex = m and not glasses")
    started = time.process_time()
    found = catalog.ids(query)
    assert time.process_time() - started < 0.1
    assert 5_000 < len(found) < 20_000
