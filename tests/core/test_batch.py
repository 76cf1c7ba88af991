from pathlib import Path

import pytest

from dfi_studio.core.batch import Batch, Item, Variant
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import UsageError
from dfi_studio.core.fill import Fill
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.core.treatment import ExportOptions, Extent, Treatment

OLDER = Recipe((Direction(SavedAttribute("/a/older.safetensors")),))
SMILING = Recipe((Direction(Contrast("sets/plain", "sets/smiling"), 0.5),))
VARIANTS = (Variant.of(OLDER, alpha=2), Variant.of(SMILING))
BATCH = Batch(
    (Path("/photos/anna.jpg"), Path("/photos/ben.jpg")),
    VARIANTS,
    "out",
    "jpg",
    Conflict.SKIP,
    Treatment(face=2, extent=Extent.WHOLE, export=ExportOptions(depth=16)),
)


def test_comes_back_from_json() -> None:
    assert Batch.from_json(BATCH.to_json()) == BATCH


def test_variants_are_named_after_what_they_change() -> None:
    assert [each.name for each in VARIANTS] == ["older", "plain-to-smiling"]
    assert [each.alpha for each in VARIANTS] == [2, 0.5]
    assert Variant.of(Recipe()).alpha == 0
    assert Variant.of(OLDER, name="x").name == "x"
    assert Variant.of(Recipe(fill=Fill("x"))).recipe.fill is None


def test_items_are_photos_times_variants_those_of_a_photo_together() -> None:
    items = list(BATCH)
    assert len(items) == len(BATCH) == 4
    assert [each.photo.stem for each in items] == ["anna", "anna", "ben", "ben"]


def test_identity_depends_on_all_that_the_result_depends_on() -> None:
    item = next(iter(BATCH))
    names = {
        BATCH.identity(item, "content"),
        BATCH.identity(item, "other content"),
        BATCH.identity(Item(Path("/other.jpg"), item.variant), "content"),
        BATCH.identity(Item(item.photo, VARIANTS[1]), "content"),
        Batch(BATCH.photos, VARIANTS, "out").identity(item, "content"),
    }
    assert len(names) == 5


def test_identity_does_not_depend_on_where_it_goes_nor_on_the_other_items() -> None:
    item = next(iter(BATCH))
    other = Batch(BATCH.photos[:1], VARIANTS[:1], "else", "jpg", treatment=BATCH.treatment)
    assert other.identity(item, "content") == BATCH.identity(item, "content")


@pytest.mark.parametrize(
    ("photos", "variants"),
    [((), VARIANTS), (BATCH.photos, ()), (BATCH.photos * 2, VARIANTS)],
)
def test_what_makes_nothing_or_something_twice_is_refused(photos, variants) -> None:
    with pytest.raises(UsageError, match="The batch"):
        Batch(photos, variants, "out")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        BATCH.to_json().replace("skip", "delete"),
        BATCH.to_json().replace('"version": 1', '"version": 2'),
        BATCH.to_json().replace('"depth": 16', '"depth": 7'),
        BATCH.to_json().replace('"face": 2', '"face": 0'),
        BATCH.to_json().replace('"align": true', '"align": 1'),
        BATCH.to_json().replace('"/photos/anna.jpg"', "7"),
        "[" * 100_000,
    ],
)
def test_json_that_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^This (is not a batch|does not say)"):
        Batch.from_json(text)
