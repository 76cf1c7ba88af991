import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.image import digest, freeze
from dfi_studio.core.photo import Photo


def grey(value=0.5, shape=(4, 5, 3)):
    return np.full(shape, value, np.float32)


def test_a_frozen_image_is_read_only_and_its_source_is_not():
    pixels = grey()
    image = freeze(pixels)
    with pytest.raises(ValueError, match="read-only"):
        image[0, 0, 0] = 1
    pixels[0, 0, 0] = 1
    assert image[0, 0, 0] == 0.5


def test_freezing_twice_copies_once():
    image = freeze(grey())
    assert freeze(image) is image


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 4), (0, 5, 3), (1, 4, 5, 3)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="height, width, 3"):
        freeze(np.zeros(shape, np.float32))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1, 255])
def test_values_outside_the_convention_are_refused(value):
    pixels = grey()
    pixels[1, 2, 0] = value
    with pytest.raises(ValueError, match=r"0\.\.1"):
        freeze(pixels)


def test_rounding_errors_are_clipped():
    assert freeze(grey(1 + 1e-5)).max() == 1
    assert freeze(grey(-1e-5)).min() == 0


def test_other_types_become_float32():
    assert freeze(np.ones((2, 2, 3), np.float64)).dtype == np.float32


@given(st.integers(0, 59), st.floats(0.625, 1, width=32))
def test_the_digest_names_the_content(place, value):
    pixels = grey()
    same = digest(freeze(pixels))
    pixels.flat[place] = value
    assert digest(freeze(grey())) == same != digest(freeze(pixels))


def test_the_digest_tells_shapes_apart():
    assert digest(freeze(grey(shape=(4, 5, 3)))) != digest(freeze(grey(shape=(5, 4, 3))))


def test_photos_are_equal_when_content_and_file_are(tmp_path):
    image = freeze(grey())
    assert Photo.of(image) == Photo.of(freeze(grey()))
    assert Photo.of(image) != Photo.of(image, tmp_path / "a.png")
    assert Photo.of(image, tmp_path / "a.png").name == "a.png"
