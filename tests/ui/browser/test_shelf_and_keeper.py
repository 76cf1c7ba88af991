"""The browser's reading and writing, over a real catalogue of a few small pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from fake_engine import FakeEngine
from pulling import pulled

from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.session.trays import Desk, Role, Trays
from dfi_studio.ui.browser.contrasts import Contrasts
from dfi_studio.ui.browser.keeper import Keeper
from dfi_studio.ui.browser.looking import Look, Nearby
from dfi_studio.ui.browser.shelf import Shelf

Run = Callable[[Any], Any]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / "people"
    folder.mkdir()
    lines = ["file,age,smile"]
    for number in range(8):
        name = f"{number}.png"
        PIL.Image.new("RGB", (40, 48), (number * 30, 90, 60)).save(folder / name)
        lines.append(f"{name},{20 + 10 * number},{number % 2}")
    (folder / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    made = Shelf(tmp_path / "catalog.sqlite")
    (report,) = pulled(made.scan(folder))[1]
    assert report.added == 8
    return made


def test_a_look_counts_each_condition(shelf: Shelf) -> None:
    seen = shelf.look(Look("age >= 60 and smile = 1"))
    assert seen.ids is not None
    assert len(seen.ids) == 2
    assert [(chip.text, chip.count) for chip in seen.chips] == [("age >= 60", 4), ("smile = 1", 4)]
    assert seen.total == 8
    assert {"age", "smile"} <= set(seen.labels)


def test_a_wrong_query_says_where_and_leaves_what_is_shown(shelf: Shelf) -> None:
    seen = shelf.look(Look("age >= and"))
    assert seen.ids is None
    assert "character" in seen.wrong
    assert seen.total == 8


def test_neighbours_keep_their_order_under_a_query(shelf: Shelf) -> None:
    everyone = shelf.look(Look()).ids
    assert everyone is not None
    nearby = Nearby("like", everyone[::-1], np.linspace(0, 0.7, 8).astype(np.float32))
    seen = shelf.look(Look("smile = 1", among=nearby))
    assert seen.ids is not None
    assert seen.ids.tolist() == everyone[::-1][::2].tolist()
    assert seen.written == ("0.0000", "0.2000", "0.4000", "0.6000")


def test_rules_fill_trays_which_become_sets_and_are_compared(shelf: Shelf) -> None:
    contrasts = Contrasts(shelf)
    queries = ("age < 50", "age >= 50")
    trays = contrasts.fill(queries, Look("smile = 1"))
    assert (len(trays.source), len(trays.target)) == (1, 3)
    desk = Desk().filled(contrasts.fill(queries, Look()), queries)
    comparison = contrasts.compare(desk)
    assert [row.label for row in comparison.rows] == ["smile"]  # age is what is wanted
    assert comparison.heat is not None
    texts = contrasts.write_sets(desk)
    assert len(picture_set(texts[1]).paths) == len(desk.trays.target)
    matched = contrasts.match(Trays(desk.trays.source, desk.trays.target[1:]), "smile")
    assert len(matched.source) == len(matched.target)


def test_one_tray_can_be_filled_alone(shelf: Shelf) -> None:
    trays = Contrasts(shelf).fill_one(Role.TARGET, "age > 70", Look(), Trays((1,), (2,)))
    assert trays.source == (1,)
    assert len(trays.target) == 2


def test_labels_are_given_undone_and_given_again(run: Run, shelf: Shelf) -> None:
    changes: list[tuple[Desk, Desk]] = []
    keeper = Keeper(shelf, lambda before, after: changes.append((before, after)))

    def smiles() -> int:
        ids = shelf.look(Look("smile = 5")).ids
        assert ids is not None
        return len(ids)

    async def main() -> None:
        await keeper.label([1, 2, 3], "smile", "5")
        keeper.put(keeper.trays.put(Role.SOURCE, [1]), "To the source")
        assert smiles() == 3
        await keeper.undo()
        assert (keeper.trays, smiles()) == (Trays(), 3)
        await keeper.undo()
        assert smiles() == 0
        await keeper.undo()
        await keeper.redo()
        assert smiles() == 3
        with pytest.raises(UsageError):
            await keeper.label([1], " ", "5")
        await keeper.label([1], "smile", "")
        assert smiles() == 2

    run(main())
    assert len(changes) == 6


def test_a_deleted_attribute_comes_back_and_goes_again(run: Run, shelf: Shelf) -> None:
    library = AttributeLibrary()
    sets = Contrast("young", "old")
    card = pulled(FakeEngine().keep(None, sets, FeatureSpace(), None, "older"))[1]
    keeper = Keeper(shelf, lambda before, after: None)

    async def main() -> None:
        await keeper.delete_attribute(card.path)
        assert library.cards() == []
        for _ in range(2):
            await keeper.undo()
            assert [each.name for each in library.cards()] == ["older"]
            await keeper.redo()
            assert library.cards() == []

    run(main())
