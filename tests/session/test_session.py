from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace, SavedAttribute
from dfi_studio.session import edits
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.session import Session

PHOTO = Photo.of(freeze(np.full((40, 50, 3), 0.5)), Path("anna.jpg"))


def done(*steps: edits.Edit) -> Document:
    session = Session()
    for step in steps:
        session.do(step)
    return session.document


def test_what_is_missing_is_told_in_order() -> None:
    session = Session()
    assert session.document.missing is Missing.PHOTO
    session.do(edits.open_photo(PHOTO))
    assert session.document.missing is Missing.ATTRIBUTE
    session.do(edits.set_alpha(2))
    assert session.document.missing is Missing.ATTRIBUTE
    session.do(edits.set_target("old"))
    assert session.document.missing is Missing.SOURCE
    session.do(edits.set_sets("young", ""))
    assert session.document.missing is Missing.TARGET
    session.do(edits.set_target("old"))
    assert session.document.missing is None
    assert session.document.sets == ("young", "old")


@pytest.mark.parametrize(
    ("edit", "read", "wanted"),
    [
        (edits.set_alpha(1.5), lambda d: d.recipe.directions[0].alpha, 1.5),
        (edits.set_k(7.0), lambda d: d.attribute.k, 7),
        (edits.set_tv(0.25), lambda d: d.recipe.solver.tv, 0.25),
        (edits.set_tv_beta(1.5), lambda d: d.recipe.solver.tv_beta, 1.5),
        (edits.set_iterations(33.0), lambda d: d.recipe.solver.iterations, 33),
        (edits.set_size(96.0), lambda d: d.recipe.space.size, 96),
        (edits.set_source("s"), lambda d: d.attribute, Contrast("s", "")),
        (edits.use_attribute_file("w", FeatureSpace()), lambda d: d.attribute, SavedAttribute("w")),
    ],
)
def test_an_edit_changes_one_thing(
    edit: edits.Edit, read: Callable[[Document], object], wanted: object
) -> None:
    assert read(done(edit)) == wanted
    assert isinstance(wanted, Contrast | SavedAttribute | float) or isinstance(
        read(done(edit)), int
    )


def test_swapping_twice_is_nothing() -> None:
    once = done(edits.set_sets("young", "old"), edits.set_k(5), edits.swap_sets())
    assert once.attribute == Contrast("old", "young", 5)
    twice = edits.swap_sets().apply(once)
    assert twice.attribute == Contrast("young", "old", 5)


def test_sets_after_a_file_keep_the_strength() -> None:
    document = done(
        edits.use_attribute_file("w", FeatureSpace()),
        edits.set_alpha(2),
        edits.set_sets("young", "old"),
    )
    assert document.recipe.directions[0].alpha == 2
    assert document.attribute == Contrast("young", "old")


def test_a_change_is_told_once_with_both_documents() -> None:
    session, heard = Session(), []
    session.subscribe(lambda old, new: heard.append((old, new)))
    session.do(edits.set_tv(0.5))
    session.do(edits.set_tv(0.5))
    assert len(heard) == 1
    session.undo()
    session.undo()
    assert [new for _, new in heard] == [heard[0][1], Document()]
    session.redo()
    assert session.document.recipe.solver.tv == 0.5


def test_a_number_out_of_range_leaves_the_document_alone() -> None:
    session = Session()
    with pytest.raises(UsageError, match="Iterations is 0"):
        session.do(edits.set_iterations(0))
    assert session.document == Document()
    assert session.history.undo_label is None


def test_photographs_in_the_past_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfi_studio.session.session._PHOTO_BUDGET", 3 * PHOTO.image.nbytes)
    session = Session()
    for shade in range(10):
        image = freeze(np.full((40, 50, 3), shade / 10))
        session.do(edits.open_photo(Photo.of(image)))
        session.do(edits.set_alpha(shade))
    held = {each.value.photo for each in session.history.entries}
    assert len(held) <= 3
    assert session.document.photo is not None


def test_alike_lessons_differ_in_strength_only() -> None:
    document = done(edits.open_photo(PHOTO), edits.set_sets("young", "old"))
    assert document.learns_like(edits.set_alpha(3).apply(document))
    assert document.learns_like(edits.set_tv(1).apply(document))
    for edit in (edits.set_k(3), edits.set_size(64), edits.swap_sets()):
        assert not document.learns_like(edit.apply(document))
