"""The attribute library: cards are kept, found, renamed, copied, deleted and brought back."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.errors import AttributeFileError, OutputError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Contrast, Scaling
from dfi_studio.library import attribute_library as module
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attribute_record import AttributeRecord, NearRecord, SetRecord
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.folders import data
from dfi_studio.library.photos import open_photo

SETS = Contrast("/faces?age <= 30", "/faces?age >= 60", k=7, scaling=Scaling.BETA)


def record(name: str = "older", *, value: float = 1.0) -> AttributeRecord:
    return AttributeRecord(
        name=name,
        arrays={
            "conv3_1": np.full((2, 6, 8), value, np.float32),
            "conv4_1": np.zeros((1, 3, 4), np.float32),
        },
        height=48,
        width=64,
        backbone="vgg16",
        backbone_identity="abc",
        k=7,
        scaling=Scaling.BETA,
        source=SetRecord("young", ("00", "11")),
        target=SetRecord("old", ("22", "33", "44")),
        near=NearRecord("me.jpg", "55"),
    )


@pytest.fixture
def library(tmp_path: Path) -> AttributeLibrary:
    return AttributeLibrary(tmp_path / "attributes")


def names(library: AttributeLibrary, search: str = "") -> set[str]:
    return {card.name for card in library.cards(search)}


def test_it_is_in_the_users_data_and_empty_at_first() -> None:
    library = AttributeLibrary()
    assert library.folder == data() / "attributes"
    assert library.cards() == []
    assert not library.folder.exists()


def test_a_card_tells_what_was_learned(library: AttributeLibrary, picture: Image) -> None:
    card = library.add(record(), sets=SETS, preview=picture)
    assert library.cards() == [card]
    assert (card.name, card.k, card.near, card.scaling) == ("older", 7, "me.jpg", Scaling.BETA)
    assert (card.source, card.source_count) == ("young", 2)
    assert (card.target, card.target_count) == ("old", 3)
    assert (card.height, card.width, card.backbone) == (48, 64, "vgg16")
    assert card.layers == ("conv3_1", "conv4_1")
    assert card.sets == SETS
    assert card.preview is not None
    np.testing.assert_array_equal(open_photo(card.preview), picture)
    assert load_attribute(card.path) == record()


def test_without_preview_and_sets(library: AttributeLibrary) -> None:
    card = library.add(record())
    assert card.preview is None
    assert card.sets is None


def test_two_of_one_name_are_two(library: AttributeLibrary) -> None:
    paths = {library.add(record(value=value)).path for value in (1.0, 2.0)}
    assert len(paths) == len(library.cards()) == 2


@pytest.mark.parametrize("name", ["../../etc", "a/b\\c", "...", "", "né:*?", "x" * 500])
def test_whatever_the_name_the_file_is_in_the_folder(library: AttributeLibrary, name: str) -> None:
    card = library.add(record(name))
    assert card.path.parent == library.folder
    assert card.name == name
    assert library.cards() == [card]


def test_the_latest_comes_first(library: AttributeLibrary) -> None:
    for age, name in enumerate(["new", "older", "oldest"]):
        os.utime(library.add(record(name)).path, (1e9 - age, 1e9 - age))
    assert [card.name for card in library.cards()] == ["new", "older", "oldest"]


def test_all_words_of_a_search_must_be_there(library: AttributeLibrary) -> None:
    library.add(record("Older"))
    library.add(record("smile"))
    assert names(library, "older") == {"Older"}
    assert names(library, "OLD young") == {"Older", "smile"}
    assert names(library, "smile vgg16") == {"smile"}
    assert names(library, "smile vgg19") == set()


def test_renaming_keeps_the_file_and_its_date(library: AttributeLibrary) -> None:
    card = library.add(record(), sets=SETS)
    os.utime(card.path, (1e9, 1e9))
    renamed = library.rename(card.path, "  much   older ")
    assert renamed.name == "much older"
    assert renamed.path == card.path
    assert renamed.learned.timestamp() == 1e9
    assert load_attribute(card.path).arrays["conv3_1"].max() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_is_none_is_refused(library: AttributeLibrary, name: str) -> None:
    card = library.add(record())
    with pytest.raises(UsageError, match="1 to 120 letters"):
        library.rename(card.path, name)
    assert names(library) == {"older"}


def test_copies_have_names_of_their_own(library: AttributeLibrary, picture: Image) -> None:
    card = library.add(record(), sets=SETS, preview=picture)
    copy = library.duplicate(card.path)
    library.duplicate(card.path)
    assert names(library) == {"older", "older copy", "older copy 2"}
    assert copy.sets == SETS
    assert copy.preview is not None
    assert copy.path != card.path
    library.delete(card.path)
    assert load_attribute(copy.path).arrays["conv3_1"].max() == 1


def test_deleting_can_be_undone(library: AttributeLibrary, picture: Image) -> None:
    card = library.add(record(), sets=SETS, preview=picture)
    deleted = library.delete(card.path)
    assert library.cards() == []
    assert [each.name for each in library.folder.iterdir()] == [".deleted"]
    assert library.restore(deleted) == card
    with pytest.raises(OutputError, match="too long ago"):
        library.restore(deleted)


def test_undoing_takes_no_others_place(library: AttributeLibrary) -> None:
    deleted = library.delete(library.add(record(value=1)).path)
    other = library.add(record(value=2))
    back = library.restore(deleted)
    assert load_attribute(other.path).arrays["conv3_1"].max() == 2
    assert load_attribute(back.path).arrays["conv3_1"].max() == 1


def test_the_deleted_ones_do_not_fill_the_disk(
    library: AttributeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_IN_TRASH", 3)
    deleted = [library.delete(library.add(record(f"a{n}")).path) for n in range(5)]
    assert [each.trash.exists() for each in deleted] == [False, False, True, True, True]


def test_a_damaged_file_is_told_and_can_be_deleted(library: AttributeLibrary) -> None:
    card = library.add(record())
    broken = library.folder / "broken.safetensors"
    broken.write_bytes(b"broken")
    assert library.cards() == [card]
    (problem,) = library.problems
    assert "broken.safetensors is not an attribute file" in problem
    library.delete(broken)
    library.cards()
    assert library.problems == []


@pytest.mark.parametrize("text", ["", "[]", '{"source": 1}', '{"scaling": "none", "k": -1}'])
def test_sets_that_cannot_be_read_are_unknown(library: AttributeLibrary, text: str) -> None:
    card = library.add(record(), sets=SETS)
    card.path.with_suffix(".json").write_text(text)
    assert library.card(card.path).sets is None


def test_a_file_that_is_gone_is_told(library: AttributeLibrary) -> None:
    card = library.add(record())
    card.path.unlink()
    with pytest.raises(AttributeFileError, match="cannot be read"):
        library.rename(card.path, "new")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be changed"):
        AttributeLibrary(tmp_path / "file").add(record())
