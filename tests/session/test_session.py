from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    Contrast,
    FeatureSpace,
    Quality,
    SavedAttribute,
    Scaling,
    Smoothing,
)
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
        (edits.set_scaling(Scaling.BETA), lambda d: d.attribute.scaling, Scaling.BETA),
        (edits.set_smooth(Smoothing.PICTURE), lambda d: d.recipe.solver.smooth, Smoothing.PICTURE),
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
    assert isinstance(wanted, Contrast | SavedAttribute | str | float) or isinstance(
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
    assert session.undo_label is None


def test_photographs_in_the_past_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfi_studio.session.session._PHOTO_BUDGET", 3 * PHOTO.image.nbytes)
    session = Session()
    for shade in range(10):
        image = freeze(np.full((40, 50, 3), shade / 10))
        session.do(edits.open_photo(Photo.of(image)))
        session.do(edits.set_alpha(shade))
    held = {each.value.photo for each in session.state.entries}
    assert len(held) <= 3
    assert session.document.photo is not None


def test_alike_lessons_differ_in_strength_only() -> None:
    document = done(edits.open_photo(PHOTO), edits.set_sets("young", "old"))
    assert document.learns_like(edits.set_alpha(3).apply(document))
    assert document.learns_like(edits.set_tv(1).apply(document))
    for edit in (edits.set_k(3), edits.set_size(64), edits.swap_sets()):
        assert not document.learns_like(edit.apply(document))


def test_near_is_what_moves_along_a_part_of_the_same() -> None:
    one = done(edits.open_photo(PHOTO), edits.set_sets("young", "old"))
    two = edits.add_direction(SavedAttribute("smile")).apply(one)
    other = edits.set_sets("a", "b").apply(one)
    assert one.near(two)
    assert two.near(one)
    assert two.near(edits.turn_on(False, at=1).apply(two))
    assert not two.near(other)
    assert not one.near(edits.set_crop(Crop(0, 0, 40, 40)).apply(one))


STACK = done(*[edits.add_direction(SavedAttribute(name)) for name in "abc"])


def names(document: Document) -> str:
    return "".join(each.attribute.path for each in document.recipe.directions)


def test_the_stack_grows_at_its_end_and_can_be_put_in_order() -> None:
    assert names(STACK) == "abc"
    assert names(edits.remove_direction(at=1).apply(STACK)) == "ac"
    assert names(edits.move_direction(at=0, to=2).apply(STACK)) == "bca"
    assert names(edits.move_direction(at=2, to=0).apply(STACK)) == "cab"


def test_an_attribute_that_is_off_keeps_its_place_and_takes_no_part() -> None:
    off = edits.turn_on(False, at=1).apply(edits.set_alpha(3, at=1).apply(STACK))
    assert [each.attribute for each in off.recipe.moving] == [
        SavedAttribute("a"),
        SavedAttribute("c"),
    ]
    assert off.recipe.directions[1].alpha == 3
    assert edits.orthogonalise(True, at=2).apply(STACK).recipe.directions[2].orthogonal


def test_a_set_that_is_still_to_be_chosen_does_not_matter_while_it_is_off() -> None:
    document = done(edits.open_photo(PHOTO), edits.add_direction(Contrast("", "")))
    assert document.missing is Missing.ATTRIBUTE
    assert edits.turn_on(False, at=0).apply(document).missing is None


def test_layers_and_their_weights_go_together() -> None:
    document = edits.set_layers(("conv3_1", "conv4_1"), (1.0, 0.5)).apply(Document())
    assert document.recipe.space.layers == ("conv3_1", "conv4_1")
    assert document.recipe.solver.layer_weights == (1.0, 0.5)
    with pytest.raises(UsageError, match="at least one layer"):
        edits.set_layers(()).apply(document)


def test_a_quality_is_a_number_of_iterations() -> None:
    assert done(edits.set_quality(Quality.FINAL)).recipe.solver.quality is Quality.FINAL


def test_a_crop_leaves_a_part_of_the_photo_and_a_new_photo_is_whole() -> None:
    document = done(edits.open_photo(PHOTO), edits.set_crop(Crop(5, 5, 20, 20)))
    assert document.subject == PHOTO.cropped(Crop(5, 5, 20, 20))
    assert document.photo == PHOTO
    assert edits.open_photo(PHOTO).apply(document).subject == PHOTO


def test_a_snapshot_outlives_undo_and_comes_back_as_a_step() -> None:
    session = Session()
    session.do(edits.set_tv(0.5))
    session.take_snapshot("soft")
    session.undo()
    assert [each.name for each in session.snapshots] == ["soft"]
    session.restore("soft")
    assert session.document.recipe.solver.tv == 0.5
    session.undo()
    assert session.document == Document()
    session.rename_snapshot("soft", "softer")
    session.delete_snapshot("softer")
    assert session.snapshots == ()


def test_two_snapshots_cannot_have_one_name() -> None:
    session = Session()
    session.take_snapshot("one")
    session.take_snapshot("two")
    for name in ("one", " "):
        with pytest.raises(UsageError):
            session.take_snapshot(name)
        with pytest.raises(UsageError):
            session.rename_snapshot("two", name)
    session.rename_snapshot("two", "two")
    assert [each.name for each in session.snapshots] == ["one", "two"]


def test_a_jump_goes_anywhere_and_forgets_nothing() -> None:
    session = Session()
    for tv in (0.1, 0.2, 0.3):
        session.do(edits.set_tv(tv))
        session.settle()
    session.jump(1)
    assert session.document.recipe.solver.tv == 0.1
    assert session.redo_label == "Smoothness"
    session.jump(3)
    assert [each.detail for each in session.state.entries] == ["", "0.1", "0.2", "0.3"]
    with pytest.raises(IndexError):
        session.jump(4)


def test_who_watches_hears_of_steps_that_leave_the_document_as_it_was() -> None:
    session, heard = Session(), []
    session.watch(lambda: heard.append(session.state.position))
    session.do(edits.set_tv(0.5))
    session.settle()
    session.do(edits.set_tv(0.001))
    session.jump(0)
    session.take_snapshot("start")
    assert heard == [1, 2, 0, 0]


def test_a_session_is_put_in_the_place_of_another_with_its_history() -> None:
    one, two = Session(), Session()
    one.do(edits.set_tv(0.5))
    one.take_snapshot("soft")
    one.undo()
    told = []
    two.subscribe(lambda old, new: told.append(new))
    two.do(edits.set_tv(0.7))
    two.load(one.state)
    assert two.state == one.state
    assert told[-1] == one.document
    two.redo()
    assert two.document.recipe.solver.tv == 0.5


def test_what_the_hand_has_done_already_comes_before_any_other_change() -> None:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    waiting = [0.5]

    def gather() -> None:
        while waiting:
            session.do(edits.set_crop(Crop(0, 0, 10, round(20 * waiting.pop()))))

    session.expect(gather)
    session.undo()
    assert session.document.photo == PHOTO
    assert session.document.crop is None
    assert session.redo_label is not None
    waiting.append(0.8)
    session.take_snapshot("now")
    assert session.snapshots[0].document.crop == Crop(0, 0, 10, 16)
    waiting.append(0.9)
    session.gather()
    assert session.document.crop == Crop(0, 0, 10, 18)
    assert len(session.state.entries) == 4
