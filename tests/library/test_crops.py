import numpy as np

from dfi_studio.core.image import freeze
from dfi_studio.library.crops import square, within


def test_the_centre_is_kept(picture):
    found = square(picture, 48)
    assert found.dtype == np.uint8
    want = np.rint(picture[:, 8:56] * 255)
    np.testing.assert_array_equal(found, want)


def test_a_side_is_as_asked_whatever_the_shape():
    for shape in [(20, 90, 3), (90, 20, 3), (300, 300, 3)]:
        assert square(freeze(np.full(shape, 0.5)), 37).shape == (37, 37, 3)


def test_a_larger_picture_is_reduced_to_its_longer_side(picture):
    assert within(picture, 32).shape == (24, 32, 3)


def test_a_smaller_picture_stays_as_it_is(picture):
    np.testing.assert_array_equal(within(picture, 500), np.rint(picture * 255))
