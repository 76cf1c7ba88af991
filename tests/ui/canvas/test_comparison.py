from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QRegion

from dfi_studio.ui.canvas.comparison import GAP, Arrangement, Comparison, Side

arrangements = st.builds(
    Arrangement,
    st.sampled_from(Comparison),
    swapped=st.booleans(),
    flipped=st.booleans(),
    split=st.floats(0, 1),
    across=st.booleans(),
)
sizes = st.builds(QSize, st.integers(40, 3000), st.integers(40, 3000))


@given(arrangements, sizes)
def test_panes_cover_the_canvas_without_overlap(arrangement: Arrangement, size: QSize) -> None:
    panes = arrangement.panes(size)
    covered = QRegion()
    for pane in panes:
        assert pane.view.contains(pane.clip) or pane.clip.isEmpty()
        assert not covered.intersects(pane.clip)
        covered += pane.clip
        assert pane.view.size() == panes[0].view.size()
    bare = QRegion(QRect(QPoint(0, 0), size)) - covered
    gap = bare.boundingRect()
    side_by_side = arrangement.mode is Comparison.SIDE
    assert min(gap.width(), gap.height()) <= (GAP + 1 if side_by_side else 0)


def test_the_modes_go_round() -> None:
    mode, seen = Comparison.OFF, []
    for _ in Comparison:
        mode = mode.next
        seen.append(mode)
    assert seen == ["split", "side", "flip", "difference", "off"]


@pytest.mark.parametrize("mode", [Comparison.SPLIT, Comparison.SIDE])
def test_the_reference_comes_first_until_the_sides_are_swapped(mode: Comparison) -> None:
    for swapped, first in ((False, Side.REFERENCE), (True, Side.RESULT)):
        near, far = Arrangement(mode, swapped=swapped).panes(QSize(400, 300))
        assert near.side is first
        assert far.side is not first
        assert (near.far, far.far) == (False, True)
        assert far.clip.left() > near.clip.right()


def test_side_by_side_follows_the_shape_of_the_canvas() -> None:
    above, below = Arrangement(Comparison.SIDE).panes(QSize(300, 400))
    assert below.view.top() > above.view.bottom()
    assert above.view.width() == 300
    left, right = Arrangement(Comparison.SIDE).panes(QSize(400, 300))
    assert right.view.left() > left.view.right()


def test_the_split_runs_either_way() -> None:
    near, far = Arrangement(Comparison.SPLIT, split=0.25).panes(QSize(400, 300))
    assert (near.clip, far.clip) == (QRect(0, 0, 100, 300), QRect(100, 0, 300, 300))
    near, far = Arrangement(Comparison.SPLIT, split=0.25, across=True).panes(QSize(400, 300))
    assert (near.clip, far.clip) == (QRect(0, 0, 400, 75), QRect(0, 75, 400, 225))


def test_a_flip_begins_with_the_result() -> None:
    shown = [
        Arrangement(Comparison.FLIP, flipped=flipped).panes(QSize(40, 30))[0].side
        for flipped in (False, True)
    ]
    assert shown == [Side.RESULT, Side.REFERENCE]
