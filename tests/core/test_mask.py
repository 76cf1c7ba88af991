from dataclasses import replace

import numpy as np
import pytest

from dfi_studio.core.errors import MaskError
from dfi_studio.core.mask import (
    Change,
    MaskLayer,
    MaskRole,
    allowed,
    bounds,
    freeze_mask,
    in_levels,
    inverted,
    mask_digest,
    union,
)
from dfi_studio.core.photo import Crop


def square(top, bottom, left, right, value=1.0, shape=(8, 10)):
    mask = np.zeros(shape, np.float32)
    mask[top:bottom, left:right] = value
    return freeze_mask(mask)


def layer(mask, role=MaskRole.EDIT, **others):
    return replace(MaskLayer.of("a", role, mask), **others)


def test_a_mask_is_checked_and_cannot_be_written_to():
    values = np.zeros((3, 4))
    mask = freeze_mask(values)
    values[0, 0] = 1
    assert mask.dtype == np.float32
    assert mask[0, 0] == 0
    assert not mask.flags.writeable
    assert freeze_mask(mask) is mask
    assert freeze_mask(values > 0)[0, 0] == 1


@pytest.mark.parametrize("values", [np.zeros((2, 2, 3)), np.zeros((0, 3)), [[1.1]], [[np.nan]]])
def test_what_breaks_the_convention_is_refused(values):
    with pytest.raises(ValueError, match="a mask"):
        freeze_mask(values)


def test_freezing_does_not_lock_the_callers_array():
    values = np.zeros((3, 4), np.float32)
    freeze_mask(values)
    values[0, 0] = 1
    assert values[0, 0] == 1


def test_layers_compare_by_content():
    one, same, other = (
        layer(square(1, 3, 1, 3)),
        layer(square(1, 3, 1, 3)),
        layer(square(1, 3, 1, 4)),
    )
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != replace(one, on=False)


def test_a_stroke_names_the_content_by_what_it_touched():
    old = layer(square(1, 3, 1, 3))
    painted = square(1, 5, 1, 3)
    new = old.repainted(painted, Crop(1, 1, 2, 4))
    assert new == old.repainted(painted, Crop(1, 1, 2, 4))
    assert new.digest not in (old.digest, old.repainted(painted, Crop(1, 3, 2, 2)).digest)
    assert np.array_equal(new.mask, painted)
    assert (new.name, new.role) == (old.name, old.role)


def test_what_is_known_of_a_stroke_is_taken_as_it_is():
    old, values = layer(square(1, 3, 1, 3)), square(1, 5, 1, 3)
    crop, change = Crop(1, 1, 2, 4), Change("a stroke", empty=False)
    new = old.repainted(values, crop, change)
    assert new.mask is values
    assert not new.empty
    assert new == old.repainted(values, crop, change)
    others = (old, old.repainted(values, crop, Change("another", empty=False)))
    assert new.digest not in [each.digest for each in others]
    assert new.repainted(values, crop, change).digest != new.digest
    assert old.repainted(values, crop, Change("a stroke", empty=True)).empty


def test_the_digest_knows_the_shape():
    assert mask_digest(freeze_mask(np.zeros((2, 6)))) != mask_digest(freeze_mask(np.zeros((3, 4))))


def test_union_takes_the_largest_of_one_role():
    layers = [
        layer(square(0, 2, 0, 2, 0.5)),
        layer(square(1, 3, 0, 2, 0.25)),
        layer(square(0, 8, 0, 10), MaskRole.FILL),
        layer(square(5, 8, 5, 8), on=False),
    ]
    found = union(layers, MaskRole.EDIT)
    assert [found[0, 0], found[1, 0], found[2, 0], found[6, 6]] == [0.5, 0.5, 0.25, 0]
    assert union(layers, MaskRole.PROTECT) is None


def test_protecting_is_stronger_than_editing():
    edit, protect = layer(square(0, 4, 0, 4)), layer(square(2, 8, 0, 4, 0.75), MaskRole.PROTECT)
    free = allowed([edit, protect])
    assert [free[0, 0], free[3, 0], free[6, 0], free[0, 9]] == [1, 0.25, 0, 0]
    alone = allowed([protect])
    assert [alone[0, 0], alone[3, 0], alone[0, 9]] == [1, 0.25, 1]
    assert allowed([]) is None


def test_inverting_is_exact_at_both_ends():
    found = inverted(square(1, 3, 1, 3))
    assert found[1, 1] == 0
    assert found[0, 0] == 1


def test_bounds_are_the_smallest_rectangle():
    mask = square(2, 5, 3, 9, 1e-6)
    assert bounds(mask) == Crop(3, 2, 6, 3)
    assert bounds(mask, margin=2) == Crop(1, 0, 9, 7)
    assert bounds(freeze_mask(np.zeros((3, 3)))) is None


def test_another_size_is_refused_in_a_sentence():
    with pytest.raises(MaskError, match="The mask a is 10 x 8 pixels, but the photo is 20 x 8"):
        layer(square(0, 1, 0, 1)).check_size(8, 20)


def test_a_blank_layer_is_empty_until_something_is_painted():
    blank = MaskLayer.blank("new", MaskRole.FILL, height=8, width=10)
    assert blank.empty
    assert blank == MaskLayer.blank("new", MaskRole.FILL, height=8, width=10)
    assert blank.digest != MaskLayer.blank("new", MaskRole.FILL, height=10, width=8).digest
    painted = blank.repainted(square(1, 3, 1, 3), Crop(1, 1, 2, 2))
    assert not painted.empty
    assert painted.repainted(square(0, 0, 0, 0), Crop(1, 1, 2, 2)).empty
    assert not painted.repainted(square(1, 2, 1, 3), Crop(0, 2, 8, 1)).empty  # a part was erased
    assert layer(square(0, 0, 0, 0)).empty
    assert not layer(square(7, 8, 9, 10, 1e-6)).empty


def test_of_a_stroke_only_the_rectangle_is_looked_at():
    old = layer(square(1, 3, 1, 3))
    values = square(1, 5, 1, 3)
    assert old.repainted(values, Crop(1, 3, 2, 2)).mask is values
    odd = np.full((8, 10), 2, np.float32)
    odd.flags.writeable = False
    with pytest.raises(ValueError, match="a mask lies in"):
        old.repainted(odd, Crop(1, 1, 2, 2))


def test_a_crop_shares_the_values_and_has_a_name_of_its_own():
    whole = layer(square(2, 4, 2, 4))
    part = whole.cropped(Crop(1, 1, 5, 4))
    assert np.shares_memory(part.mask, whole.mask)
    assert np.array_equal(part.mask, whole.mask[1:5, 1:6])
    assert part == whole.cropped(Crop(1, 1, 5, 4))
    assert part.digest not in (whole.digest, whole.cropped(Crop(1, 1, 5, 5)).digest)
    assert whole.cropped(Crop(5, 5, 3, 3)).empty
    with pytest.raises(ValueError, match="does not lie within"):
        whole.cropped(Crop(6, 0, 5, 5))


def test_in_levels_a_trace_stays_and_what_fits_is_untouched():
    levels = freeze_mask(np.arange(80, dtype=np.float32).reshape(8, 10) / np.float32(255))
    assert np.array_equal(in_levels(levels), levels)
    found = in_levels(freeze_mask([[0.0, 1e-7, 0.3, 1.0]]))
    assert found.tolist() == [[0, np.float32(1 / 255), np.float32(76) / np.float32(255), 1]]
