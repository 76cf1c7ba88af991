"""Neighbours in the catalogue: the right ones, in the right order, among those asked for."""

from __future__ import annotations

from contextlib import closing

import pytest
from portraits import portrait, portrait_folder
from pulling import pulled

from dfi_studio.core.errors import CatalogError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.pipeline.index import index, neighbours_of

SPACE = FeatureSpace(size=48)


@pytest.fixture
def people(tmp_path):
    """Six people, each once young and once old."""
    folder = portrait_folder(tmp_path / "people", old=False, count=6)
    for seed in range(6):
        save_photo(folder / f"old{seed}.png", portrait(old=True, seed=seed), mark=None)
    return folder


@pytest.fixture
def catalog(tmp_path, people, workshop):
    with closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        pulled(scan(opened, people))
        for age, letter in (("young", "p"), ("old", "o")):
            chosen = [each for each in opened.ids() if opened.paths([each])[0].name[0] == letter]
            opened.set_labels(chosen, "age", age)
            for each in chosen:
                opened.set_labels([each], "person", opened.paths([each])[0].stem[-1])
        pulled(index(workshop, opened, space=SPACE))
        yield opened


@pytest.fixture
def ask(workshop, catalog):
    def asked(photo, **options):
        return pulled(neighbours_of(workshop, catalog, photo, space=SPACE, **options))[1]

    return asked


def names(found):
    return [each.path.name for each in found]


def test_a_pasted_copy_finds_its_picture_first(ask, people):
    found = ask(Photo.of(open_photo(people / "p03.png")), k=4)
    assert names(found)[0] == "p03.png"
    assert found[0].distance < 1e-3
    assert [each.distance for each in found] == sorted(each.distance for each in found)
    assert len(found) == 4


def test_a_picture_is_not_its_own_neighbour(ask, catalog, people):
    number = catalog.find(people / "p03.png")
    photo = Photo.of(open_photo(people / "p03.png"), people / "p03.png")
    by_number, by_file = ask(number, k=50), ask(photo, k=50)
    assert names(by_number) == names(by_file)
    assert len(by_number) == 11
    assert number not in [each.id for each in by_number]


def test_without_labels_only_the_distance_counts(ask, catalog, people):
    found = ask(catalog.find(people / "p00.png"), k=11)
    assert {each.differing for each in found} == {0}


def test_labels_count_before_distance(ask, catalog, people):
    found = ask(catalog.find(people / "old2.png"), k=7, agreeing=True)
    keys = [(each.differing, each.distance) for each in found]
    assert keys == sorted(keys)
    assert [each.differing for each in found] == [0, 0, 1, 1, 1, 1, 1]
    assert set(names(found)[:2]) == {"old1.png", "old3.png"}


def test_of_equally_agreeing_ones_the_nearest_are_taken(ask, catalog, people):
    number = catalog.find(people / "old2.png")
    everyone = ask(number, k=50, agreeing=True)
    for k in range(1, 12):
        assert names(ask(number, k=k, agreeing=True)) == names(everyone)[:k]


def test_a_query_narrows_the_search(ask, catalog, people):
    found = ask(catalog.find(people / "p00.png"), k=50, query=parse("age = old"))
    assert sorted(names(found)) == [f"old{n}.png" for n in range(6)]


def test_a_folder_narrows_the_search(ask, catalog, workshop, tmp_path, people):
    other = portrait_folder(tmp_path / "others", old=False, count=3, first=70)
    pulled(scan(catalog, other))
    pulled(index(workshop, catalog, space=SPACE))
    found = ask(catalog.find(people / "p00.png"), k=50, folder="others")
    assert {each.path.parent.name for each in found} == {"others"}
    assert len(found) == 3


def test_what_is_not_indexed_is_told(ask, catalog, workshop, tmp_path, people):
    pulled(scan(catalog, portrait_folder(tmp_path / "others", old=False, count=3, first=70)))
    steps, found = pulled(
        neighbours_of(workshop, catalog, catalog.find(people / "p00.png"), k=50, space=SPACE)
    )
    assert len(found) == 11
    assert [each.text for each in steps if isinstance(each, Notice)] == [
        "3 pictures are not indexed yet and were left out."
    ]
    with pytest.raises(CatalogError, match="None of these pictures is indexed yet"):
        ask(1, k=3, folder="others")


def test_a_picture_that_is_not_indexed_is_embedded_for_the_question(ask, catalog, tmp_path):
    other = portrait_folder(tmp_path / "others", old=False, count=2, first=3)
    pulled(scan(catalog, other))  # p03 and p04 are there a second time
    found = ask(catalog.find(other / "p03.png"), k=1)
    assert names(found) == ["p03.png"]
    assert found[0].distance < 1e-3


def test_a_change_of_the_catalogue_is_seen_at_once(ask, catalog, people):
    number = catalog.find(people / "p00.png")
    assert len(ask(number, k=50)) == 11
    (people / "p01.png").unlink()
    pulled(scan(catalog, people))
    assert "p01.png" not in names(ask(number, k=50))


def test_a_picture_that_is_gone_is_told(ask):
    with pytest.raises(CatalogError, match="no longer in the catalogue"):
        ask(999, k=2)
