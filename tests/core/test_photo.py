import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo

PHOTO = Photo.of(freeze(np.linspace(0, 1, 40 * 50 * 3).reshape(40, 50, 3)))


@given(*[st.integers(-100, 200)] * 4, st.integers(1, 8))
def test_a_crop_brought_within_lies_within_and_stays_there(left, top, width, height, least):
    crop = Crop(left, top, width, height).within(50, 40, least=least)
    assert 0 <= crop.left <= crop.left + crop.width <= 50
    assert 0 <= crop.top <= crop.top + crop.height <= 40
    assert min(crop.width, crop.height) >= least
    assert crop.within(50, 40) == crop


def test_a_cropped_photo_is_a_part_of_the_whole_and_shares_its_pixels():
    part = PHOTO.cropped(Crop(3, 5, 20, 10))
    assert np.array_equal(part.image, PHOTO.image[5:15, 3:23])
    assert np.shares_memory(part.image, PHOTO.image)
    assert not part.image.flags.writeable


def test_parts_are_told_from_each_other_and_from_the_whole():
    crops = [Crop(0, 0, 10, 10), Crop(1, 0, 10, 10), Crop(0, 0, 50, 40)]
    names = {PHOTO.digest, *(PHOTO.cropped(crop).digest for crop in crops)}
    assert len(names) == 4
    assert PHOTO.cropped(crops[0]) == PHOTO.cropped(crops[0])


def test_a_crop_outside_is_refused():
    with pytest.raises(ValueError, match="does not lie within 50 x 40"):
        PHOTO.cropped(Crop(41, 0, 10, 10))
