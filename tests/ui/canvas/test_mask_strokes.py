"""Brushes, strokes and the sheet that they cover: no widget."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import UsageError
from dfi_studio.core.mask import freeze_mask, in_levels, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.coverage import Coverage, united
from dfi_studio.ui.canvas.painting.laying import Laying, Spare
from dfi_studio.ui.canvas.painting.stroke import Stroke

WIDTH, HEIGHT = 90, 70
WHOLE = Crop(0, 0, WIDTH, HEIGHT)
points = st.tuples(
    st.floats(-30, WIDTH + 30, allow_nan=False), st.floats(-30, HEIGHT + 30, allow_nan=False)
)
sizes = st.one_of(st.floats(1, 80), st.integers(1, 120).map(float))
brushes = st.builds(Brush, sizes, st.floats(0, 100))
ways = st.lists(points, min_size=1, max_size=5)
masks = st.integers(0, 2**32 - 1).map(
    lambda seed: freeze_mask(np.random.default_rng(seed).random((HEIGHT, WIDTH), np.float32))
)


def stroked(brush: Brush, way: list[tuple[float, float]], pressure: float = 1.0) -> Coverage:
    coverage = Coverage(WIDTH, HEIGHT)
    stroke = Stroke(coverage, brush, *way[0], pressure)
    for point in way[1:]:
        stroke.to(*point, pressure)
    stroke.end()
    return coverage


def laid_on(
    coverage: Coverage, mask: np.ndarray, at: Crop, *, erases: bool, spare: Spare | None = None
) -> np.ndarray | None:
    """What laying it to its end makes of a mask."""
    laying = Laying(coverage, at, "Stroke", erases)
    for _ in laying.steps(spare or Spare(mask)):
        pass
    return None if laying.laid is None else laying.laid.mask


@given(brushes, ways, masks, st.booleans())
def test_all_that_changes_lies_in_the_rectangle(
    brush: Brush, way: list[tuple[float, float]], mask: np.ndarray, erases: bool
) -> None:
    coverage = stroked(brush, way)
    painted = laid_on(coverage, mask, WHOLE, erases=erases)
    outside = np.ones(mask.shape, bool)
    if coverage.within is not None:
        assert coverage.within == coverage.within.within(WIDTH, HEIGHT)
        outside[rectangle(coverage.within)] = False
    assert not coverage.levels[outside].any()
    if painted is not None:
        assert (painted[outside] == mask[outside]).all()
        assert not painted.flags.writeable
        assert painted.min() >= 0
        assert painted.max() <= 1


@given(brushes, ways)
def test_each_step_says_where_it_covers(brush: Brush, way: list[tuple[float, float]]) -> None:
    coverage = Coverage(WIDTH, HEIGHT)
    stroke = Stroke(coverage, brush, *way[0])
    said = stroke.began
    for point in way[1:]:
        before = coverage.levels.copy()
        crop = stroke.to(*point)
        changed = coverage.levels != before
        if crop is not None:
            changed[rectangle(crop)] = False
        assert not changed.any()
        said = united(said, crop)
    assert united(said, stroke.end()) == coverage.within


@given(brushes, ways)
def test_what_is_painted_is_erased_by_the_same_stroke(
    brush: Brush, way: list[tuple[float, float]]
) -> None:
    nothing = freeze_mask(np.zeros((HEIGHT, WIDTH)))
    coverage = stroked(brush, way)
    painted = laid_on(coverage, nothing, WHOLE, erases=False)
    if painted is None:
        assert coverage.within is None or not coverage.levels.any()
    else:
        erased = laid_on(coverage, painted, WHOLE, erases=True)
        assert erased is not None
        assert not erased.any()


@given(brushes, ways, masks)
def test_painting_adds_and_erasing_takes_away(
    brush: Brush, way: list[tuple[float, float]], mask: np.ndarray
) -> None:
    coverage = stroked(brush, way)
    more = laid_on(coverage, mask, WHOLE, erases=False)
    less = laid_on(coverage, mask, WHOLE, erases=True)
    assert more is None or (more >= mask).all()
    assert less is None or (less <= mask).all()
    if more is not None:  # a second time makes no difference
        assert laid_on(coverage, more, WHOLE, erases=False) is None


@given(
    brushes, points, points,
    st.lists(st.floats(0.001, 0.999), max_size=12).map(sorted),
)  # fmt: skip
def test_a_straight_line_is_the_same_however_often_the_hand_is_asked(
    brush: Brush, begin: tuple[float, float], end: tuple[float, float], shares: list[float]
) -> None:
    between = [
        (begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share)
        for share in shares
    ]
    once, often = stroked(brush, [begin, end]), stroked(brush, [begin, *between, end])
    # A dab whose place is rounded the other way may lie a quarter of a pixel, or a pixel, aside.
    assert np.mean(once.levels != often.levels) < 0.02


def test_a_straight_line_in_whole_steps_is_the_very_same() -> None:
    for size in (1, 7, 40, 100):
        brush = Brush(size, 50)
        once = stroked(brush, [(10, 20), (74, 52)])
        often = stroked(brush, [(10 + 2 * n, 20 + n) for n in range(33)])
        assert (once.levels == often.levels).all()


@pytest.mark.parametrize("hardness", [0, 50, 100])
@pytest.mark.parametrize("size", [3, 12, 40, 64, 65, 200])
def test_a_stroke_is_even(size: int, hardness: int) -> None:
    coverage = Coverage(600, 260)
    stroke = Stroke(coverage, Brush(size, hardness), 120.5, 130.5)
    stroke.to(480.5, 130.5)
    stroke.end()
    middle = coverage.levels[:, 240:360].astype(int)
    assert np.ptp(middle, axis=1).max() <= (70 if size < 6 else 40)  # of 255, at the very edge
    assert middle[130].min() >= (225 if size < 6 else 245)
    assert (middle > 0).sum(axis=0).mean() == pytest.approx(size, abs=2 + 0.04 * size)


def test_a_hard_brush_covers_a_disc_of_its_size() -> None:
    for size in (5, 31, 64, 101):
        levels = Brush(size, 100).dab(200.5, 200.5).levels
        assert levels.astype(float).sum() / 255 == pytest.approx(math.pi * size**2 / 4, rel=0.04)
        assert (levels == levels[::-1]).all() or size <= 64
    soft = Brush(101, 0).dab(200.5, 200.5).levels.astype(int)
    row = soft[len(soft) // 2, len(soft) // 2 :]
    assert row[0] == 255
    assert (np.diff(row) <= 0).all()


def test_a_single_pixel_is_painted_whole() -> None:
    coverage = stroked(Brush(1, 100), [(20.3, 30.8)])
    assert coverage.levels[30, 20] == 255
    assert (coverage.levels > 0).sum() == 1


def test_a_pen_that_presses_less_paints_less() -> None:
    wide, thin = (stroked(Brush(40, 100), [(20, 30), (70, 30)], each) for each in (1.0, 0.25))
    assert (thin.levels <= wide.levels).all()
    assert (thin.levels > 0).sum(axis=0)[45] == pytest.approx(11, abs=1)
    coverage = Coverage(WIDTH, HEIGHT)
    stroke = Stroke(coverage, Brush(40, 100), 5, 35, 0.1)
    stroke.to(85, 35, 1.0)
    widths = (coverage.levels[:, 10:70:10] > 0).sum(axis=0)
    assert (np.diff(widths) > 0).all()  # it grows evenly on the way


def test_wiping_leaves_nothing() -> None:
    coverage = stroked(Brush(30, 20), [(10, 10), (80, 60)])
    within = coverage.within
    assert coverage.clear() == within
    assert not coverage.levels.any()
    assert coverage.within is None
    assert coverage.clear() is None
    stroke = Stroke(coverage, Brush(30, 20), 12, 12)
    assert stroke.began == coverage.within
    assert (
        laid_on(coverage, freeze_mask(np.zeros((HEIGHT, WIDTH))), WHOLE, erases=False) is not None
    )


def test_only_the_part_that_is_shown_is_painted() -> None:
    mask = freeze_mask(np.zeros((100, 200)))
    coverage = Coverage(50, 40)
    Stroke(coverage, Brush(60, 100), 10, 10)
    made = laid_on(coverage, mask, Crop(100, 30, 50, 40), erases=False)
    assert made is not None
    assert made[30:40, 100:110].min() == 1
    made = made.copy()
    made[30:70, 100:150] = 0
    assert not made.any()


@given(brushes, ways, ways)
def test_strokes_leave_whole_levels_and_no_trace(
    brush: Brush, painted: list[tuple[float, float]], erased: list[tuple[float, float]]
) -> None:
    mask = freeze_mask(np.zeros((HEIGHT, WIDTH)))
    for way, erases in ((painted, False), (erased, True), (painted, True)):
        made = laid_on(stroked(brush, way), mask, WHOLE, erases=erases)
        mask = mask if made is None else made
        assert (mask == in_levels(mask)).all()
    assert not mask.any()  # what a brush painted, the same stroke of the eraser takes away


@given(brushes, ways, masks, st.booleans(), st.integers(0, 3))
def test_a_copy_made_ahead_serves_as_well(
    brush: Brush, way: list[tuple[float, float]], mask: np.ndarray, erases: bool, bands: int
) -> None:
    coverage, spare = stroked(brush, way), Spare(mask)
    for _ in zip(range(bands), spare.grow(), strict=False):
        pass  # the hand was quicker than the copy
    made = laid_on(coverage, mask, WHOLE, erases=erases, spare=spare)
    expected = laid_on(coverage, mask, WHOLE, erases=erases)
    assert (made is None) == (expected is None)
    if made is not None:
        assert (made == expected).all()
        assert not made.flags.writeable
    else:
        assert (spare.copy() == mask).all()


def test_a_stroke_that_changes_nothing_is_none() -> None:
    nothing, all_ = (freeze_mask(np.full((HEIGHT, WIDTH), value)) for value in (0, 1))
    coverage = stroked(Brush(20, 50), [(30, 30)])
    assert laid_on(coverage, nothing, WHOLE, erases=True) is None
    assert laid_on(coverage, all_, WHOLE, erases=False) is None


def test_brushes_change_in_steps_within_their_limits() -> None:
    brush = Brush(60, 80)
    assert brush.resized(1).size == 69
    assert brush.resized(-1).size == 52
    assert Brush(1, 0).resized(1).size == 2
    assert Brush(2, 0).resized(-1).size == 1
    assert Brush(1, 0).resized(-1).size == 1
    assert Brush(2000, 0).resized(1).size == 2000
    assert brush.hardened(1).hardness == 90
    assert brush.hardened(3).hardness == 100
    with pytest.raises(UsageError):
        Brush(2001, 0)
    with pytest.raises(UsageError):
        Brush(10, 101)
