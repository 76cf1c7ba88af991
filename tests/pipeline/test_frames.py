import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from portraits import portrait

from dfi_studio.core.image import freeze
from dfi_studio.pipeline.frames import to_image, to_tensor, working_frame

CPU = torch.device("cpu")


@given(st.integers(32, 400), st.integers(32, 256), st.integers(32, 200))
def test_the_frame_has_the_photos_shape_and_its_smallest_side_is_the_size(height, width, size):
    image = np.broadcast_to(np.float32(0), (height, width, 3))
    if max(height, width) > 8 * min(height, width):
        return
    frame = working_frame(image, size)
    assert min(frame) == size
    assert frame[0] / frame[1] == pytest.approx(height / width, rel=1 / size)


def test_a_picture_that_fits_comes_back_bit_for_bit():
    image = portrait(old=True)
    assert np.array_equal(to_image(to_tensor(image, (64, 64), device=CPU)), image)


@pytest.mark.parametrize("frame", [(32, 32), (100, 50), (48, 200)])
def test_pictures_fill_the_frame(frame):
    pixels = to_tensor(portrait(old=True, height=80, width=60), frame, device=CPU)
    assert tuple(pixels.shape) == (1, 3, *frame)
    assert 0 <= float(pixels.min()) <= float(pixels.max()) <= 1


def test_the_centre_is_kept():
    pixels = np.zeros((64, 128, 3), np.float32)
    pixels[:, 48:80] = 1
    shown = to_image(to_tensor(freeze(pixels), (32, 32), device=CPU))
    assert shown[16, 16].tolist() == pytest.approx([1, 1, 1], abs=0.02)
    assert shown[16, 2].tolist() == pytest.approx([0, 0, 0], abs=0.02)
    np.testing.assert_allclose(shown, shown[:, ::-1], atol=1e-4)
