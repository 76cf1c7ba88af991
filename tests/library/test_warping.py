import numpy as np
import pytest

from dfi_studio.core.alignment import Similarity
from dfi_studio.library.warping import touched, warped

ROWS, COLUMNS = np.mgrid[0:80, 0:120].astype(np.float32)
RAMP = np.stack([COLUMNS, ROWS], axis=-1)


@pytest.mark.parametrize(
    ("turn", "scale", "shift", "within"),
    [(20, 1.3, (30, -5), 0.1), (-10, 0.4, (3, 12), 0.35), (33, 4.0, (80, 0), 0.02)],
)
def test_a_ramp_tells_where_each_pixel_came_from(turn, scale, shift, within):
    transform = Similarity.turned(turn, scale=scale).then(Similarity.moved(*shift))
    seen = warped(RAMP, transform, height=120, width=150)
    rows, columns = np.mgrid[0:120, 0:150]
    origin = transform.inverse()(np.stack([columns, rows], axis=-1))
    inner = (origin > 8).all(axis=-1) & (origin < (111, 71)).all(axis=-1)
    assert inner.sum() > 500
    assert np.abs(seen - origin)[inner].max() < within


def test_nothing_changes_where_nothing_moves():
    noise = np.random.default_rng(0).random((30, 40, 3)).astype(np.float32)
    assert np.array_equal(warped(noise, Similarity(), height=30, width=40), noise)


def test_beyond_the_border_it_is_mirrored_or_nothing():
    noise = np.random.default_rng(0).random((30, 40)).astype(np.float32)
    moved = Similarity.moved(10, 0)
    assert np.array_equal(warped(noise, moved, height=30, width=40)[:, :10], noise[:, :10][:, ::-1])
    assert not warped(noise, moved, height=30, width=40, outside="zero")[:, :8].any()


@pytest.mark.parametrize("shift", [(500, 0), (-500, -500), (0, 300)])
def test_what_lies_wholly_outside_is_no_fault(shift):
    noise = np.random.default_rng(0).random((30, 40)).astype(np.float32)
    away = Similarity.moved(*shift)
    assert not warped(noise, away, height=20, width=20, outside="zero").any()
    assert warped(noise, away, height=20, width=20).shape == (20, 20)
    assert touched(away, height=30, width=40, within=(40, 50)) is None


def test_a_picture_touches_whole_pixels():
    crop = touched(Similarity.moved(2.2, -4), height=10, width=10, within=(50, 50))
    assert (crop.left, crop.top, crop.width, crop.height) == (2, 0, 11, 6)


def test_a_constant_stays_one_however_it_is_shrunk():
    flat = np.full((300, 400), 0.25, np.float32)
    seen = warped(flat, Similarity.turned(17, scale=0.1), height=50, width=50)
    assert np.allclose(seen, 0.25, atol=1e-5)
