from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from dfi_studio.core.image import freeze
from dfi_studio.ui.canvas.budget import LEAST, MOST, Budget
from dfi_studio.ui.canvas.layer import Layer
from dfi_studio.ui.canvas.pyramid import Pyramid
from dfi_studio.ui.pixels import from_qimage, to_qimage

RNG = np.random.default_rng(3)


def random_picture(width: int, height: int) -> QImage:
    return to_qimage(freeze(RNG.random((height, width, 3), dtype=np.float32)))


def run_out(steps: object) -> int:
    return sum(1 for _ in steps)  # type: ignore[attr-defined]


@given(st.integers(1, 90), st.integers(1, 90), st.floats(0.005, 3))
def test_a_level_is_the_smallest_that_need_not_be_enlarged(
    width: int, height: int, scale: float
) -> None:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("#123456"))
    pyramid = Pyramid(picture)
    run_out(pyramid.grow(scale))
    assert not pyramid.lacks(scale)
    level = pyramid.best(scale).image
    assert level.width() >= min(width, width * scale * 0.99)
    assert level.pixelColor(level.width() // 2, 0) == QColor("#123456")
    if scale >= 0.51:
        assert level.size() == picture.size()
    elif min(width, height) > 8 and scale > 0.2:
        assert level.width() < 2.1 * width * scale + 2


def test_half_a_picture_is_the_mean_of_each_four_pixels() -> None:
    picture = random_picture(700, 600)  # larger than one band
    pyramid = Pyramid(picture)
    run_out(pyramid.grow(0.5))
    exact = from_qimage(picture).reshape(300, 2, 350, 2, 3).mean((1, 3))
    error = from_qimage(pyramid.best(0.5).image) - exact
    assert np.abs(error).max() <= 0.51 / 255
    assert abs(error.mean()) < 0.01 / 255  # neither darker nor brighter


def test_an_odd_picture_is_reduced_without_being_stretched() -> None:
    picture = random_picture(61, 37)
    pyramid = Pyramid(picture)
    run_out(pyramid.grow(0.25))
    level = pyramid.best(0.25)
    assert (level.reduction, level.image.width(), level.image.height()) == (4, 16, 10)
    exact = from_qimage(picture)[:36, :60].reshape(9, 4, 15, 4, 3).mean((1, 3))
    assert np.abs(from_qimage(level.image)[:9, :15] - exact).max() <= 1.1 / 255


def test_levels_are_made_in_slices_and_serve_when_they_are_whole() -> None:
    picture = QImage(2000, 1500, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    pyramid = Pyramid(picture)
    steps = pyramid.grow(0.2)
    next(steps)
    assert pyramid.best(0.2).image.width() == 2000
    assert run_out(steps) > 10
    assert pyramid.best(0.2).image.width() == 500
    assert pyramid.best(0.3).image.width() == 1000


def test_two_that_grow_one_pyramid_do_not_disturb_each_other() -> None:
    pyramid = Pyramid(random_picture(1500, 1000))
    one, other = pyramid.grow(0.1), pyramid.grow(0.1)
    for _ in one:
        next(other, None)
    run_out(other)
    assert [pyramid.best(2.0**-k).image.width() for k in range(4)] == [1500, 750, 375, 188]


PHOTO = QSize(400, 300)


@pytest.mark.parametrize(
    ("width", "zoom", "fitted", "smooth"),
    [
        (400, 0.5, False, True),
        (400, 1.0, False, False),
        (400, 3.7, False, False),
        (400, 3.7, True, True),  # a small photo that fills the window
        (100, 1.0, False, True),  # a result that is coarser than the photo
        (100, 3.9, False, True),
        (100, 4.0, False, False),
        (800, 1.0, False, True),
        (800, 2.0, False, False),
    ],
)
def test_pixels_are_blended_or_true(width: int, zoom: float, fitted: bool, smooth: bool) -> None:
    layer = Layer(random_picture(width, width * 3 // 4), PHOTO)
    frame = QRect(0, 0, round(400 * zoom), round(300 * zoom))
    assert layer.is_smooth(frame, fitted=fitted) is smooth


def painted(layer: Layer, frame: QRect, clip: QRect, most: int) -> tuple[np.ndarray, bool]:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    said = layer.paint(painter, frame, clip, fitted=False, most=most)
    painter.end()
    return from_qimage(image), said.unsettled


def test_what_is_too_much_is_painted_roughly_then_settled() -> None:
    layer = Layer(random_picture(400, 300), PHOTO)
    frame, clip = QRect(-20, -30, 280, 210), QRect(0, 0, 300, 200)
    best, unsettled = painted(layer, frame, clip, 100_000)
    assert not unsettled
    layer = Layer(layer.picture, PHOTO)
    rough, unsettled = painted(layer, frame, clip, 1000)
    assert unsettled
    assert np.abs(rough - best).mean() > 0.05
    assert rough[:, 270:].max() == 0  # nothing beside the photo
    run_out(layer.settle(frame, clip))
    settled, unsettled = painted(layer, frame, clip, 1000)
    assert not unsettled
    assert np.abs(settled - best).max() < 1.5 / 255
    # Panned: what was settled moves along, the rest is filled in.
    moved = frame.translated(13, -7)
    panned, _ = painted(layer, moved, clip, 100_000)
    anew, _ = painted(Layer(layer.picture, PHOTO), moved, clip, 100_000)
    assert np.abs(panned - anew).max() < 1.5 / 255


def test_a_picture_that_stays_is_settled_and_a_live_frame_is_not() -> None:
    layer = Layer(random_picture(400, 300), PHOTO)
    frame, clip = QRect(0, 0, 280, 210), QRect(0, 0, 300, 200)
    assert [painted(layer, frame, clip, MOST)[1] for _ in range(2)] == [False, True]
    other = QRect(0, 0, 240, 180)
    assert [painted(layer, other, clip, MOST)[1] for _ in range(2)] == [False, True]


def test_any_format_is_painted() -> None:
    picture = QImage(40, 30, QImage.Format.Format_RGBA8888)
    picture.fill(QColor(10, 200, 30))
    shown, _ = painted(Layer(picture, QSize(40, 30)), QRect(0, 0, 40, 30), QRect(0, 0, 300, 200), 9)
    assert (shown[10, 10] * 255).round().tolist() == [10, 200, 30]


def test_the_budget_falls_at_once_and_recovers_slowly() -> None:
    budget = Budget()
    assert budget.pixels == MOST
    budget.learn(2_000_000, 0.050)
    fallen = budget.pixels
    assert fallen < 400_000
    budget.learn(1000, 1.0)  # too little to learn from
    assert budget.pixels == fallen
    budget.learn(350_000, 0.0005)
    assert fallen < budget.pixels <= fallen * 1.06
    for _ in range(100):
        budget.learn(2_000_000, 0.001)
    assert budget.pixels == MOST
    budget.learn(2_000_000, 10.0)
    assert budget.pixels == LEAST
