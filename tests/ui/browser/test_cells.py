from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from dfi_studio.ui.browser.cells import Cells

LAYOUTS = st.builds(Cells, st.integers(1, 500), st.integers(40, 320), st.integers(60, 2000))


@given(LAYOUTS, st.integers(0, 499))
def test_a_cell_is_found_where_it_is(cells: Cells, at: int) -> None:
    assume(at < cells.count)
    rect = cells.rect(at)
    for point in (rect.center(), rect.topLeft(), rect.bottomRight()):
        assert cells.at(point) == at
        assert cells.nearest(point) == at


@given(LAYOUTS)
def test_cells_fill_the_width_and_do_not_overlap(cells: Cells) -> None:
    assume(cells.width > cells.least + 20)
    first, last = cells.rect(0), cells.rect(cells.columns - 1)
    assert cells.side >= cells.least
    assert first.left() >= 0
    assert last.right() < cells.width
    if cells.columns > 1:
        assert not first.intersects(cells.rect(1))
    assert cells.rect(cells.count - 1).bottom() < cells.height


@given(LAYOUTS, st.integers(0, 4000), st.integers(1, 1200))
def test_all_cells_in_sight_are_painted(cells: Cells, top: int, height: int) -> None:
    shown = cells.between(top, top + height)
    window = QRect(0, top, cells.width, height)
    touched = [at for at in range(cells.count) if cells.rect(at).intersects(window)]
    assert set(touched) <= set(shown)
    assert len(shown) <= len(touched) + 2 * cells.columns


@example(Cells(1, 183, 950), 0, 236, 7, 1)  # begins just below a cell
@given(LAYOUTS, st.integers(0, 900), st.integers(0, 900), st.integers(1, 400), st.integers(1, 400))
def test_a_rubber_band_takes_what_it_touches(
    cells: Cells, left: int, top: int, width: int, height: int
) -> None:
    band = QRect(left, top, width, height)
    taken = {at for run in cells.within(band) for at in run}
    assert taken == {at for at in range(cells.count) if cells.rect(at).intersects(band)}


def test_between_cells_there_is_nothing() -> None:
    cells = Cells(4, 100, 212)
    assert cells.at(QPoint(0, 0)) is None
    assert cells.nearest(QPoint(0, 0)) == 0
    assert Cells(0, 100, 212).nearest(QPoint(5, 5)) is None
