"""Masks of the document: what they change, what they name, and that undo brings them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from dfi_studio.core.errors import MaskError, UsageError
from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.scaling import Scaling
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.edits import Edit
from dfi_studio.session.session import Session

PHOTO = Photo.of(freeze(np.full((40, 50, 3), 0.5)))
SMALL = Photo.of(freeze(np.full((40, 48, 3), 0.5)))
SAME_SIZE = Photo.of(freeze(np.full((40, 50, 3), 0.25)))


def square(
    top: int = 10, left: int = 10, side: int = 8, *, role: MaskRole = MaskRole.FILL
) -> MaskLayer:
    mask = np.zeros((40, 50), np.float32)
    mask[top : top + side, left : left + side] = 1
    return MaskLayer.of("square", role, mask)


def done(*steps: Edit) -> Document:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    for step in steps:
        session.do(step)
    return session.document


def painted(layer: MaskLayer, crop: Crop, value: float = 1) -> np.ndarray:
    mask = layer.mask.copy()
    mask[crop.top : crop.top + crop.height, crop.left : crop.left + crop.width] = value
    mask.flags.writeable = False
    return mask


# -- edits --------------------------------------------------------------------------------------


def test_masks_get_names_that_are_free() -> None:
    document = done(*[mask_edits.add_mask(square(top)) for top in (1, 2, 3)])
    assert [each.name for each in document.masks] == ["square", "square 2", "square 3"]
    again = mask_edits.rename_mask("square", at=2).apply(document)
    assert [each.name for each in again.masks] == ["square", "square 2", "square 3"]
    assert mask_edits.rename_mask(" ", at=0).apply(document) == document
    assert mask_edits.rename_mask("eye", at=0).apply(document).masks[0].name == "eye"


def test_every_stroke_is_one_step_of_undo() -> None:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(mask_edits.add_mask(MaskLayer.blank("new", MaskRole.FILL, height=40, width=50)))
    for left in (1, 11, 21):
        layer, crop = session.document.masks[0], Crop(left, 2, 5, 6)
        session.do(mask_edits.paint_mask(painted(layer, crop), crop, "Brush", at=0))
    assert [each.label for each in session.state.entries[2:]] == ["Add mask", *["Brush"] * 3]
    counts = []
    for _ in range(4):
        counts.append(int(session.document.masks[0].mask.sum()))
        session.undo()
    assert counts == [90, 60, 30, 0]
    assert session.document.masks == ()
    session.redo()
    assert session.document.masks[0].empty


def test_a_change_of_the_whole_keeps_name_role_and_whether_it_is_on() -> None:
    layer = square(role=MaskRole.PROTECT)
    document = done(mask_edits.add_mask(layer), mask_edits.turn_mask(False, at=0))
    (changed,) = mask_edits.replace_mask(square(3), "Grow mask", at=0).apply(document).masks
    assert (changed.name, changed.role, changed.on) == ("square", MaskRole.PROTECT, False)
    assert changed.digest == square(3).digest


def test_role_and_removal() -> None:
    document = done(*[mask_edits.add_mask(square(top)) for top in (1, 2)])
    document = mask_edits.set_mask_role(MaskRole.EDIT, at=0).apply(document)
    assert [each.role for each in document.masks] == [MaskRole.EDIT, MaskRole.FILL]
    assert mask_edits.remove_mask(at=0).apply(document).masks == document.masks[1:]
    assert mask_edits.use_masks(()).apply(document).masks == ()


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(MaskError, match="scale the mask"):
        done(mask_edits.add_mask(MaskLayer.of("odd", MaskRole.FILL, np.zeros((3, 4)))))


@pytest.mark.parametrize(
    ("edit", "name", "wanted"),
    [
        (mask_edits.set_fill_pictures("faces"), "pictures", "faces"),
        (mask_edits.set_fill_k(7.0), "k", 7),
        (mask_edits.set_fill_alpha(2.8), "alpha", 2.8),
        (mask_edits.set_fill_scaling(Scaling.BETA), "scaling", Scaling.BETA),
        (mask_edits.set_fill_start(3.0), "start", 3),
        (mask_edits.set_fill_tv(0.5), "tv", 0.5),
        (mask_edits.set_fill_colours(Colours.SOLVED), "colours", Colours.SOLVED),
        (mask_edits.set_fill_blend(Blend.FEATHER), "blend", Blend.FEATHER),
        (mask_edits.set_fill_feather(2.0), "feather", 2.0),
    ],
)
def test_an_edit_of_the_filling_changes_one_thing(edit: Edit, name: str, wanted: object) -> None:
    fill = done(edit).recipe.fill
    assert fill == Fill(**{"pictures": "", name: wanted})  # type: ignore[arg-type]
    assert type(getattr(fill, name)) is type(wanted)


def test_what_a_filling_differs_in_names_the_step() -> None:
    fill = Fill("faces", alpha=2)
    edit = mask_edits.change_fill(fill, Fill("faces", alpha=3))
    assert (edit.label, edit.merge, edit.detail) == (
        "Strength of the filling",
        "fill alpha",
        "3.00",
    )
    assert mask_edits.change_fill(None, Fill("faces")).label == "Pictures to fill from"
    whole = mask_edits.change_fill(fill, Fill("others", k=3))
    assert (whole.label, whole.merge) == ("Fill", None)
    for each in (edit, whole):
        assert each.apply(Document()).recipe.fill is not None


def test_a_number_out_of_range_is_told() -> None:
    with pytest.raises(UsageError):
        done(mask_edits.set_fill_k(1))
    with pytest.raises(UsageError):
        done(mask_edits.set_feather(-1))


# -- another photo ------------------------------------------------------------------------------


def test_a_photo_of_another_size_drops_the_masks_in_the_same_step() -> None:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(mask_edits.add_mask(square()))
    session.do(edits.open_photo(SMALL))
    assert session.document == Document(SMALL)
    session.undo()
    assert session.document == Document(PHOTO, masks=(square(),))
    session.redo()
    session.undo()
    session.do(edits.open_photo(SAME_SIZE))
    assert session.document.masks == (square(),)


def test_a_photo_with_a_mask_of_its_own_brings_no_other() -> None:
    own = square(3)
    document = mask_edits.open_photo_with(SAME_SIZE, (own,)).apply(
        done(mask_edits.add_mask(square()))
    )
    assert document == Document(SAME_SIZE, masks=(own,))


# -- what they mean -----------------------------------------------------------------------------


def test_the_crop_cuts_the_masks_and_leaves_those_out_that_it_does_not_touch() -> None:
    document = done(
        mask_edits.add_mask(square(10, 10)),
        mask_edits.add_mask(square(30, 40)),
        edits.set_crop(Crop(12, 4, 20, 16)),
    )
    (part,) = document.subject_masks
    assert part.mask.shape == (16, 20)
    assert np.array_equal(part.mask, document.masks[0].mask[4:20, 12:32])
    assert part.digest != document.masks[0].digest
    assert len({part.digest, edits.set_crop(None).apply(document).subject_masks[0].digest}) == 2
    assert len(document.masks) == 2


def test_what_is_off_or_still_empty_has_no_say() -> None:
    blank = MaskLayer.blank("new", MaskRole.FILL, height=40, width=50)
    document = done(mask_edits.add_mask(blank))
    assert (document.subject_masks, document.marks, document.filling) == ((), frozenset(), False)
    document = done(mask_edits.add_mask(square()), mask_edits.turn_mask(False, at=0))
    assert (document.subject_masks, document.marks, document.filling) == ((), frozenset(), False)


def test_names_and_order_do_not_matter_to_what_is_made() -> None:
    one = done(mask_edits.add_mask(square(1)), mask_edits.add_mask(square(2)))
    other = done(mask_edits.add_mask(square(2)), mask_edits.add_mask(square(1)))
    assert one.marks == mask_edits.rename_mask("x", at=0).apply(other).marks
    assert one.marks != mask_edits.set_mask_role(MaskRole.EDIT, at=0).apply(one).marks


def test_what_is_missing_needs_pictures_and_no_attribute() -> None:
    document = done(mask_edits.add_mask(square()))
    assert document.missing is Missing.FILL
    document = mask_edits.set_fill_alpha(2).apply(document)
    assert document.missing is Missing.FILL
    document = mask_edits.set_fill_pictures("faces").apply(document)
    assert document.missing is None
    assert document.sets == ("faces",)
    document = mask_edits.turn_mask(False, at=0).apply(document)
    assert document.missing is Missing.ATTRIBUTE
    assert document.sets == ()
    document = edits.set_sets("young", "").apply(mask_edits.turn_mask(True, at=0).apply(document))
    assert document.missing is Missing.TARGET


@pytest.mark.parametrize("name", [each.name for each in fields(Fill)])
def test_each_part_of_a_filling_names_its_own_step(name: str) -> None:
    value = {"colours": Colours.SOLVED, "blend": Blend.FEATHER, "scaling": Scaling.BETA}.get(
        name, "others" if name == "pictures" else 3
    )
    change = {name: value}
    fill = Fill("faces")
    edit = mask_edits.change_fill(fill, replace(fill, **change))
    assert edit.label not in ("Fill", "")
    assert done(mask_edits.set_fill(fill), edit).recipe.fill == replace(fill, **change)


READY = done(
    edits.set_sets("young", "old"),
    mask_edits.add_mask(square()),
    mask_edits.set_fill_pictures("faces"),
)


@pytest.mark.parametrize(
    ("change", "near", "learns_like"),
    [
        (mask_edits.set_fill_alpha(2).apply, True, True),
        (mask_edits.set_fill_blend(Blend.FEATHER).apply, True, True),
        (mask_edits.set_feather(3).apply, True, True),
        (mask_edits.set_fill_k(5).apply, True, False),
        (mask_edits.set_fill_pictures("others").apply, True, False),
        (mask_edits.add_mask(square(role=MaskRole.EDIT)).apply, True, True),
        (mask_edits.add_mask(square(20)).apply, False, False),
        (mask_edits.turn_mask(False, at=0).apply, False, False),
    ],
)
def test_near_and_alike_lessons(
    change: Callable[[Document], Document], near: bool, learns_like: bool
) -> None:
    other = change(READY)
    assert READY.near(other) is other.near(READY) is near
    assert READY.learns_like(other) is other.learns_like(READY) is learns_like


def test_the_past_counts_masks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    room = PHOTO.image.nbytes + 3 * square().mask.nbytes
    monkeypatch.setattr("dfi_studio.session.session._PHOTO_BUDGET", room)
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(mask_edits.add_mask(square()))
    for top in range(10):
        session.do(mask_edits.replace_mask(square(top), "Stroke", at=0))
        session.do(mask_edits.turn_mask(False, at=0))
        session.do(mask_edits.turn_mask(True, at=0))
    held = {id(each.mask) for entry in session.state.entries for each in entry.value.masks}
    assert len(held) <= 3
    assert len(session.state.entries) > 3  # steps that share a mask cost nothing
