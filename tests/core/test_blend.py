import numpy as np
import pytest

from dfi_studio.core.blend import frame_blend


def test_it_is_whole_in_the_middle_and_nothing_along_the_border():
    weights = frame_blend(200)
    assert weights[100, 100] == 1
    assert weights[80:120, 80:120].min() == 1
    assert weights[:3].max() == weights[:, -3:].max() == 0


def test_it_is_symmetric_and_never_steep():
    weights = frame_blend(200)
    assert np.array_equal(weights, weights[::-1])
    assert np.array_equal(weights, weights.T)
    assert np.abs(np.diff(weights, axis=0)).max() < 2.2 / (0.14 * 200)


def test_a_frame_without_an_inside_is_refused():
    with pytest.raises(ValueError, match="no inside"):
        frame_blend(6)
