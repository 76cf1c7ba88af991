from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QSize

from dfi_studio.core.photo import MIN_SIDE, Crop
from dfi_studio.ui.canvas.crop_frame import HANDLES, CropFrame, Grip

grips = st.sampled_from(list(Grip))
moves = st.builds(QPointF, st.floats(-5000, 5000), st.floats(-5000, 5000))


@st.composite
def frames(draw: st.DrawFn) -> CropFrame:
    width, height = draw(st.integers(1, 4000)), draw(st.integers(1, 4000))
    crop = Crop(*(draw(st.integers(-200, 4500)) for _ in range(4)))
    return CropFrame.of(QSize(width, height), crop)


def is_sound(frame: CropFrame) -> bool:
    width, height = frame.photo.width(), frame.photo.height()
    crop = frame.crop
    return (
        crop == crop.within(width, height)
        and crop.width >= min(MIN_SIDE, width)
        and crop.height >= min(MIN_SIDE, height)
        and all(isinstance(each, int) for each in (crop.left, crop.top, crop.width, crop.height))
    )


@given(frames(), st.lists(st.tuples(grips, moves, st.booleans()), max_size=6))
def test_whatever_is_dragged_the_crop_lies_in_the_photo(
    frame: CropFrame, drags: list[tuple[Grip, QPointF, bool]]
) -> None:
    assert is_sound(frame)
    for grip, by, keep in drags:
        frame = frame.dragged(grip, by, keep_aspect=keep)
        assert is_sound(frame)


@given(frames(), st.sampled_from(HANDLES), moves, st.booleans())
def test_a_handle_leaves_the_edges_across_from_it_alone(
    frame: CropFrame, grip: Grip, by: QPointF, keep: bool
) -> None:
    before, after = frame.crop, frame.dragged(grip, by, keep_aspect=keep).crop
    across, down = grip.value
    if across <= 0:
        assert after.left + after.width == before.left + before.width
    if across >= 0:
        assert after.left == before.left
    if down <= 0:
        assert after.top + after.height == before.top + before.height
    if down >= 0:
        assert after.top == before.top


@given(frames(), st.sampled_from([grip for grip in HANDLES if grip.corner]), moves)
def test_a_corner_can_keep_the_proportion(frame: CropFrame, grip: Grip, by: QPointF) -> None:
    before, after = frame.crop, frame.dragged(grip, by, keep_aspect=True).crop
    # Both sides are rounded to whole pixels.
    assert after.width / before.width == pytest.approx(
        after.height / before.height, abs=1.01 / min(before.width, before.height)
    )


@given(frames(), st.integers(-50, 50), st.integers(-50, 50))
def test_moving_keeps_the_size(frame: CropFrame, x: int, y: int) -> None:
    after = frame.moved(QPoint(x, y)).crop
    assert (after.width, after.height) == (frame.crop.width, frame.crop.height)
    assert abs(after.left - frame.crop.left) <= abs(x)


def test_the_whole_photo_is_no_crop() -> None:
    whole = CropFrame.of(QSize(400, 300), None)
    assert whole.chosen is None
    part = whole.dragged(Grip.LEFT, QPointF(100, 0))
    assert part.chosen == Crop(100, 0, 300, 300)
    assert part.dragged(Grip.LEFT, QPointF(-900, 0)).chosen is None


def test_the_proportion_is_kept_as_far_as_there_is_room() -> None:
    frame = CropFrame.of(QSize(400, 300), Crop(100, 100, 100, 50))
    grown = frame.dragged(Grip.BOTTOM_RIGHT, QPointF(80, 0), keep_aspect=True)
    assert grown.crop == Crop(100, 100, 180, 90)
    most = frame.dragged(Grip.BOTTOM_RIGHT, QPointF(9000, 0), keep_aspect=True)
    assert most.crop == Crop(100, 100, 300, 150)
    least = frame.dragged(Grip.BOTTOM_RIGHT, QPointF(-9000, -9000), keep_aspect=True)
    assert least.crop == Crop(100, 100, 64, 32)
