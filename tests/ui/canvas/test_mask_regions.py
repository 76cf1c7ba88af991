"""Outlines and the fill by colour: no widget."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QImage

from dfi_studio.core.mask import rectangle
from dfi_studio.ui.canvas.painting.coverage import Coverage
from dfi_studio.ui.canvas.painting.flood import Flood, connected
from dfi_studio.ui.canvas.painting.outlines import (
    cover_inside,
    ellipse_path,
    polygon_path,
    rectangle_path,
    squared,
)

WIDTH, HEIGHT = 80, 60
points = st.builds(QPointF, st.floats(-40, WIDTH + 40), st.floats(-40, HEIGHT + 40))


def covered(path: object) -> Coverage:
    coverage = Coverage(WIDTH, HEIGHT)
    crop = cover_inside(coverage, path)  # type: ignore[arg-type]
    assert crop == coverage.within
    return coverage


@given(st.lists(points, min_size=3, max_size=9))
def test_nothing_is_covered_beside_the_rectangle_that_is_said(outline: list[QPointF]) -> None:
    coverage = covered(polygon_path(outline))
    if coverage.within is not None:
        coverage.levels[rectangle(coverage.within)] = 0
    assert not coverage.levels.any()
    coverage.clear()
    assert not coverage.levels.any()


@given(points, points)
def test_a_rectangle_has_whole_pixels(one: QPointF, other: QPointF) -> None:
    levels = covered(rectangle_path(one, other)).levels
    assert set(np.unique(levels)) <= {0, 255}


def test_a_rectangle_covers_what_lies_between_two_points() -> None:
    coverage = covered(rectangle_path(QPointF(30.4, 40.6), QPointF(10.6, 5.4)))
    expected = np.zeros((HEIGHT, WIDTH), np.uint8)
    expected[5:41, 11:30] = 255
    assert (coverage.levels == expected).all()


def test_an_ellipse_has_the_area_of_one_and_a_smooth_edge() -> None:
    levels = covered(ellipse_path(QPointF(10, 10), QPointF(70, 50))).levels
    assert levels.sum() / 255 == pytest.approx(np.pi * 30 * 20, rel=0.01)
    assert ((levels > 0) & (levels < 255)).any()
    assert levels[30, 40] == 255


def test_an_outline_that_crosses_itself_encloses_all() -> None:
    star = [
        QPointF(40 + 25 * np.sin(turn), 30 - 25 * np.cos(turn))
        for turn in 4 * np.pi * np.arange(5) / 5
    ]
    assert covered(polygon_path(star)).levels[30, 40] == 255


def test_an_outline_beside_the_picture_covers_nothing() -> None:
    assert covered(rectangle_path(QPointF(-30, 2), QPointF(-2, 30))).within is None
    assert covered(rectangle_path(QPointF(5, 5), QPointF(5, 5))).within is None


def test_both_sides_are_as_long_as_the_longer() -> None:
    assert squared(QPointF(10, 10), QPointF(40, 15)) == QPointF(40, 40)
    assert squared(QPointF(10, 10), QPointF(8, 60)) == QPointF(-40, 60)


# -- fill by colour -------------------------------------------------------------------------------


def slowly(near: np.ndarray, x: int, y: int) -> np.ndarray:
    """The same pixel by pixel."""
    found = np.zeros_like(near)
    queue = deque([(y, x)])
    found[y, x] = True
    while queue:
        row, column = queue.popleft()
        for r, c in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            inside = 0 <= r < near.shape[0] and 0 <= c < near.shape[1]
            if inside and near[r, c] and not found[r, c]:
                found[r, c] = True
                queue.append((r, c))
    return found


@given(st.integers(0, 2**32 - 1), st.integers(1, 24), st.integers(1, 24), st.floats(0.3, 0.95))
def test_the_fill_reaches_what_hangs_together(
    seed: int, height: int, width: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    near = rng.random((height, width)) < share
    x, y = int(rng.integers(width)), int(rng.integers(height))
    near[y, x] = True
    assert (connected(near, x, y) == slowly(near, x, y)).all()


@pytest.fixture
def fields() -> QImage:
    """Two fields of red, parted by a blue column; the right one is a little darker at its end."""
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[..., 2] = 200
    pixels[:, 14] = (255, 0, 0, 0)
    pixels[:, 25:] = (0, 0, 190, 0)
    return QImage(pixels.data, 30, 20, QImage.Format.Format_RGB32).copy()


def fill(picture: QImage, at: QPoint, tolerance: float, photo: QSize | None = None) -> np.ndarray:
    photo = photo or picture.size()
    region = Flood(picture, photo, at, tolerance, erases=True).region()
    assert region is not None
    assert region.erases
    levels = np.zeros((photo.height(), photo.width()), np.uint8)
    levels[rectangle(region.crop)] = region.levels
    return levels


def test_the_fill_stops_at_another_colour(fields: QImage) -> None:
    left = fill(fields, QPoint(3, 3), 0)
    assert (left[:, :14] == 255).all()
    assert not left[:, 14:].any()
    assert not fill(fields, QPoint(20, 3), 9)[:, 25:].any()
    assert (fill(fields, QPoint(20, 3), 10)[:, 15:] == 255).all()
    assert (fill(fields, QPoint(20, 3), 255) == 255).all()


def test_the_fill_is_as_large_as_the_photo(fields: QImage) -> None:
    levels = fill(fields, QPoint(70, 50), 9, QSize(90, 61))
    assert (levels[:, 45:75] == 255).all()
    assert not levels[:, :45].any()


def test_there_is_no_colour_beside_the_picture(fields: QImage) -> None:
    assert Flood(fields, fields.size(), QPoint(30, 3), 9, erases=False).region() is None
