import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dfi_studio.core.mask import freeze_mask
from dfi_studio.core.mask_shapes import feathered, grown, shrunk

masks = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 12), st.integers(1, 14)),
    elements=st.sampled_from([0.0, 0.0, 0.0, 0.25, 1.0]).map(np.float32),
).map(freeze_mask)


def by_hand(mask, radius, pick):
    height, width = mask.shape
    y, x = np.mgrid[:height, :width]
    found = np.empty_like(mask)
    for row in range(height):
        for column in range(width):
            near = (y - row) ** 2 + (x - column) ** 2 <= radius**2
            found[row, column] = pick(mask[near])
    return found


@given(masks, st.integers(0, 7))
@settings(deadline=None, max_examples=60)
def test_growing_is_the_largest_within_a_disc(mask, radius):
    assert np.array_equal(grown(mask, radius), by_hand(mask, radius, np.max))


@given(masks, st.integers(0, 7))
@settings(deadline=None, max_examples=60)
def test_shrinking_is_the_smallest_within_a_disc(mask, radius):
    assert np.array_equal(shrunk(mask, radius), by_hand(mask, radius, np.min))


@given(masks, st.floats(0, 9))
@settings(deadline=None, max_examples=100)
def test_feathering_is_a_ramp_of_the_distance_to_the_outside(mask, width):
    height, columns = mask.shape
    expected = mask.copy()
    outside = np.argwhere(mask == 0)
    if len(outside) and width > 0:
        far = np.array(
            [[np.hypot(*(outside - (r, c)).T).min() for c in range(columns)] for r in range(height)]
        )
        t = np.minimum(far / (width + 1), 1)
        expected = mask * t * t * (3 - 2 * t)
    found = feathered(mask, width)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert ((found == 0) == (mask == 0)).all()
    assert (found <= mask).all()


def test_the_edge_of_the_picture_is_no_border():
    mask = np.zeros((20, 20), np.float32)
    mask[:, :10] = 1
    soft = feathered(freeze_mask(mask), 4)
    assert (soft[:, :5] == 1).all()
    assert (shrunk(freeze_mask(mask), 4)[:, :6] == 1).all()


@pytest.mark.parametrize("change", [grown, shrunk, feathered])
def test_empty_and_full_masks_stay_what_they_are(change):
    for value in (0, 1):
        mask = freeze_mask(np.full((9, 7), value, np.float32))
        assert np.array_equal(change(mask, 3), mask)


def test_a_pixel_alone_grows_into_a_disc():
    mask = np.zeros((9, 9), np.float32)
    mask[4, 4] = 1
    assert int(grown(freeze_mask(mask), 2).sum()) == 13
    assert shrunk(freeze_mask(mask), 1).sum() == 0
