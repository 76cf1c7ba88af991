from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, QSize

from dfi_studio.ui.canvas.viewport import GREATEST_ZOOM, Viewport

sides = st.integers(1, 12_000)
sizes = st.builds(QSize, sides, sides)
views = st.builds(QSize, st.integers(200, 4000), st.integers(200, 2400))
factors = st.floats(0.05, 20)
shares = st.floats(0, 1)


@st.composite
def viewports(draw: st.DrawFn) -> Viewport:
    """A fitted viewport after a zoom and a pan somewhere."""
    viewport = Viewport(photo=draw(sizes)).resized(draw(views), 20)
    at = in_view(viewport, draw(shares), draw(shares))
    viewport = viewport.zoomed(viewport.zoom * draw(factors), at)
    return viewport.panned(QPointF(draw(st.floats(-900, 900)), draw(st.floats(-900, 900))))


def in_view(viewport: Viewport, across: float, down: float) -> QPointF:
    return QPointF(across * viewport.view.width(), down * viewport.view.height())


def middle(viewport: Viewport) -> QPointF:
    return in_view(viewport, 0.5, 0.5)


def exact(viewport: Viewport, point: QPointF) -> tuple[float, float]:
    """The point of the photo at a point of the view, before frames are put on the grid."""
    off = (point - middle(viewport)) / viewport.zoom
    return viewport.centre[0] + off.x(), viewport.centre[1] + off.y()


@given(sizes, views, st.floats(0, 60))
def test_a_fitted_photo_is_seen_whole_and_fills_the_view(
    photo: QSize, view: QSize, margin: float
) -> None:
    viewport = Viewport(photo=photo).resized(view, margin)
    frame, room = viewport.frame, QRect(QPoint(0, 0), view)
    assert viewport.fitted
    assert room.adjusted(-1, -1, 1, 1).contains(frame)
    assert not viewport.overflows or frame.width() > view.width() or frame.height() > view.height()
    tight_across = frame.width() >= view.width() - 2 * margin - 2
    tight_down = frame.height() >= view.height() - 2 * margin - 2
    assert tight_across or tight_down or viewport.zoom == GREATEST_ZOOM
    assert (frame.center() - room.center()).manhattanLength() <= 2


@given(viewports(), factors, shares, shares)
def test_zooming_at_a_point_of_the_photo_keeps_it_there(
    viewport: Viewport, factor: float, across: float, down: float
) -> None:
    at = in_view(viewport, across, down)
    x, y = exact(viewport, at)
    assume(0 <= x <= viewport.photo.width() and 0 <= y <= viewport.photo.height())
    after = viewport.zoomed(viewport.zoom * factor, at)
    kept_x, kept_y = exact(after, at)
    # Zooming out may bring an edge to the middle of the view, where the photo is held back.
    held = (
        after.centre[0] in (0.0, after.photo.width()),
        after.centre[1]
        in (
            0.0,
            after.photo.height(),
        ),
    )
    assert held[0] or kept_x == pytest.approx(x, abs=1e-6 * viewport.photo.width())
    assert held[1] or kept_y == pytest.approx(y, abs=1e-6 * viewport.photo.height())
    if after.zoom > viewport.zoom * 1.01 and 0 < x < after.photo.width():
        inside = 0 < viewport.centre[0] < after.photo.width()
        assert kept_x == pytest.approx(x, abs=1e-6 * viewport.photo.width()) or not inside


@given(viewports(), st.lists(st.floats(-1, 1), max_size=20))
def test_many_small_steps_do_not_drift(viewport: Viewport, steps: list[float]) -> None:
    viewport = viewport.fit()
    at = middle(viewport) + QPointF(3, 5)
    zoom = max(viewport.zoom, 0.1)
    start = viewport.zoomed(zoom, at)
    there = start
    for step in steps:
        there = there.zoomed(there.zoom * 1.2 ** abs(step), at)
    back = there.zoomed(start.zoom, at)
    assert back.zoom == pytest.approx(start.zoom)
    assert back.centre == pytest.approx(start.centre, rel=1e-6, abs=1e-6)


@given(viewports(), st.lists(st.tuples(st.floats(-5e4, 5e4), st.floats(-5e4, 5e4)), max_size=5))
def test_panning_never_loses_the_photo(
    viewport: Viewport, moves: list[tuple[float, float]]
) -> None:
    for by in moves:
        viewport = viewport.panned(QPointF(*by))
    on = viewport.frame.adjusted(-2, -2, 2, 2)
    assert on.contains(middle(viewport).toPoint())


@given(viewports(), st.floats(-300, 300), st.floats(-300, 300))
def test_panning_moves_the_frame_by_what_the_hand_moved(
    viewport: Viewport, x: float, y: float
) -> None:
    after = viewport.panned(QPointF(x, y))
    moved = after.frame.topLeft() - viewport.frame.topLeft()
    for by, got, centre, side in (
        (x, moved.x(), after.centre[0], after.photo.width()),
        (y, moved.y(), after.centre[1], after.photo.height()),
    ):
        assert abs(got - by) <= 1.01 or centre in (0.0, float(side))
    assert not after.fitted


@given(viewports(), st.floats(1e-6, 1e6), shares, shares)
def test_the_zoom_stays_within_its_limits(
    viewport: Viewport, zoom: float, across: float, down: float
) -> None:
    after = viewport.zoomed(zoom, in_view(viewport, across, down))
    assert after.least_zoom <= after.zoom <= GREATEST_ZOOM
    assert after.least_zoom <= after.fit_zoom


@given(viewports(), shares, shares)
def test_a_pixel_is_found_where_it_is_painted(
    viewport: Viewport, across: float, down: float
) -> None:
    photo = viewport.photo
    x = min(int(across * photo.width()), photo.width() - 1)
    y = min(int(down * photo.height()), photo.height() - 1)
    found = viewport.pixel_at(viewport.to_view(QPointF(x + 0.5, y + 0.5)))
    assert found == QPoint(x, y)
    assert viewport.pixel_at(QPointF(viewport.frame.topLeft()) - QPointF(1, 1)) is None


@given(viewports(), views)
def test_another_size_of_the_view_keeps_zoom_and_centre(viewport: Viewport, view: QSize) -> None:
    assert viewport.resized(view, 20).zoom == viewport.zoom
    assert viewport.resized(view, 20).centre == viewport.centre
    fitted = viewport.fit().resized(view, 20)
    assert fitted.fitted
    assert fitted.zoom == pytest.approx(fitted.fit_zoom)


@given(viewports(), sizes)
def test_another_photo_is_fitted_if_the_last_was(viewport: Viewport, photo: QSize) -> None:
    assert viewport.fit().with_photo(photo).fitted
    after = viewport.with_photo(photo)
    assert after.zoom == viewport.zoom
    across = viewport.centre[0] / viewport.photo.width()
    assert after.centre[0] / photo.width() == pytest.approx(across)
    assert viewport.with_photo(QSize()).with_photo(photo).fitted


@given(viewports())
def test_round_figures_go_up_and_down_and_meet_100_percent(viewport: Viewport) -> None:
    assert viewport.next_zoom(larger=True) >= min(viewport.zoom, GREATEST_ZOOM)
    assert viewport.next_zoom(larger=False) <= max(viewport.zoom, 1 / 64)
    there = replace(viewport, zoom=0.7)
    assert there.next_zoom(larger=True) == 1
    assert replace(viewport, zoom=1.2).next_zoom(larger=False) == 1


def test_at_100_percent_the_frame_has_the_size_of_the_photo() -> None:
    viewport = Viewport(photo=QSize(301, 203)).resized(QSize(1000, 701), 20)
    frame = viewport.zoomed(1.0, QPointF(7, 9)).frame
    assert frame.size() == QSize(301, 203)
