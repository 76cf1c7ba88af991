from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from hands import LEFT, drag, move, wheel
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.canvas.picture_view import device_grid
from dfi_studio.ui.canvas.probe import Probe
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.theme import SURROUND

Paint = Callable[..., QImage]
Read = Callable[[QWidget], np.ndarray]
RED, GREEN, BLUE = (200, 10, 20), (10, 190, 40), (30, 40, 210)
SIZE = QSize(40, 30)
LEFT_PLACE, RIGHT_PLACE = (220, 150), (220, 500)  # row, column of the grab
ABOVE, BELOW = (100, 320), (340, 320)


@pytest.fixture
def compared(canvas: Canvas, flat: Paint) -> Canvas:
    """A red photo and a green result."""
    canvas.show_photo(flat(RED), SIZE)
    canvas.show_result(flat(GREEN, 8, 6))
    return canvas


@pytest.fixture
def at(compared: Canvas, read: Read) -> Callable[[tuple[int, int]], tuple[int, ...]]:
    return lambda place: tuple(read(compared)[place].tolist())


At = Callable[[tuple[int, int]], tuple[int, ...]]


def test_an_empty_canvas_is_all_surround(canvas: Canvas, read: Read) -> None:
    assert (read(canvas) == QColor(SURROUND).red()).all(axis=(0, 1))[0]
    assert canvas.accessibleDescription() == "No photo is open."
    canvas.compare(Comparison.SPLIT)
    assert np.unique(read(canvas).reshape(-1, 3), axis=0).shape == (1, 3)


def test_the_result_stands_in_the_photos_place(compared: Canvas, at: At) -> None:
    assert at(LEFT_PLACE) == GREEN
    compared.reveal_original()
    assert at(LEFT_PLACE) == RED
    compared.return_to_result()
    assert at(LEFT_PLACE) == GREEN
    compared.show_result(None)
    assert at(LEFT_PLACE) == RED


def test_a_draft_stands_in_the_results_place_under_its_name(
    compared: Canvas, at: At, flat: Paint, read: Read
) -> None:
    bare = read(compared)[:40, :160]
    compared.show_draft(flat(BLUE), "α −0.5")  # noqa: RUF001 - a minus
    assert at(LEFT_PLACE) == BLUE
    assert np.abs(read(compared)[:40, :160] - bare).max() > 100  # the label
    compared.show_result(flat(RED))
    assert at(LEFT_PLACE) == BLUE
    compared.show_draft(None, "")
    assert at(LEFT_PLACE) == RED


def test_split_shows_the_reference_up_to_the_line(compared: Canvas, at: At) -> None:
    compared.compare(Comparison.SPLIT)
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (RED, GREEN)
    compared.swap_sides()
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (GREEN, RED)
    compared.rotate_split()
    assert (at(ABOVE), at(BELOW)) == (GREEN, RED)
    compared.swap_sides()
    assert (at(ABOVE), at(BELOW)) == (RED, GREEN)


def test_any_picture_can_be_the_reference(
    compared: Canvas, at: At, flat: Paint, read: Read
) -> None:
    compared.compare(Comparison.SPLIT)
    compared.show_reference(flat(BLUE, 80, 60), "Step 3")
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (BLUE, GREEN)
    named = read(compared)[:40, :120]
    compared.show_reference(flat(BLUE), "Another state")
    assert (read(compared)[:40, :120] != named).any()
    compared.reveal_original()
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (RED, RED)
    compared.return_to_result()
    compared.show_reference(None, "")
    assert at(LEFT_PLACE) == RED
    compared.show_reference(flat(BLUE), "Step 3")
    compared.show_photo(flat(GREEN), SIZE)  # it was another photo's
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (GREEN, GREEN)


def test_side_by_side_moves_in_step(canvas: Canvas, noisy: QImage, read: Read) -> None:
    canvas.show_photo(noisy, noisy.size())
    canvas.show_result(noisy.copy())
    canvas.compare(Comparison.SIDE)
    canvas.zoom_to(6)

    def halves() -> tuple[np.ndarray, np.ndarray]:
        shown = read(canvas)[60:]  # below the labels
        return shown[:, :319], shown[:, 321:]

    for gesture in (
        lambda: wheel(canvas, QPoint(500, 180), (0, 120)),
        lambda: drag(canvas, [QPoint(100, 200), QPoint(160, 170)]),
    ):
        before = halves()
        gesture()
        one, other = halves()
        assert (one == other).all()
        assert (one != before[0]).any()
    assert canvas.zoom == pytest.approx(7.2)


def test_side_by_side_reveals_the_photo_on_both_sides(compared: Canvas, at: At) -> None:
    compared.compare(Comparison.SIDE)
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (RED, GREEN)
    compared.reveal_original()
    assert (at(LEFT_PLACE), at(RIGHT_PLACE)) == (RED, RED)


def test_flip_alternates_while_it_is_seen(compared: Canvas, at: At, qtbot: QtBot) -> None:
    compared._flip.setInterval(30)
    compared.compare(Comparison.FLIP)
    assert at(LEFT_PLACE) == GREEN
    qtbot.waitUntil(lambda: at(LEFT_PLACE) == RED)
    qtbot.waitUntil(lambda: at(LEFT_PLACE) == GREEN)
    compared.hide()
    assert not compared._flip.isActive()
    compared.show()
    assert compared._flip.isActive()
    compared.swap_sides()  # by hand from now on
    held = at(LEFT_PLACE)
    assert not compared._flip.isActive()
    compared.hide()
    compared.show()
    assert not compared._flip.isActive()
    compared.swap_sides()
    assert {held, at(LEFT_PLACE)} == {RED, GREEN}
    compared.compare(Comparison.FLIP)
    assert compared._flip.isActive()
    compared.show_photo(None, QSize())
    assert not compared._flip.isActive()


def test_the_difference_is_amplified_and_made_beside_the_painting(
    compared: Canvas, at: At, qtbot: QtBot, flat: Paint
) -> None:
    compared.show_result(flat((190, 10, 90), 8, 6))
    compared.compare(Comparison.DIFFERENCE)
    qtbot.waitUntil(lambda: at(LEFT_PLACE) == (40, 0, 255))
    made = compared._pictures.difference
    compared.show_result(compared._pictures.result.picture)  # type: ignore[union-attr]
    assert not compared._slices.runs("difference")  # it is there already
    assert compared._pictures.difference is made
    compared.show_result(flat((200, 12, 20)))
    qtbot.waitUntil(lambda: at(LEFT_PLACE) == (0, 8, 0))
    compared.show_reference(flat((200, 12, 21)), "Step 2")
    qtbot.waitUntil(lambda: at(LEFT_PLACE) == (0, 0, 4))
    compared.reveal_original()
    assert at(LEFT_PLACE) == RED


def test_what_a_coarse_result_cannot_show_is_no_difference(
    canvas: Canvas, noisy: QImage, noise: np.ndarray, qtbot: QtBot
) -> None:
    canvas.show_photo(noisy, noisy.size())
    coarse = noise.reshape(30, 4, 40, 4, 3).mean((1, 3))
    canvas.show_result(to_qimage(freeze(coarse / 255)))
    canvas.compare(Comparison.DIFFERENCE)
    qtbot.waitUntil(lambda: canvas._pictures.difference is not None)
    difference = canvas._pictures.difference
    assert difference is not None
    assert difference.picture.size() == QSize(40, 30)
    pixels = np.frombuffer(difference.picture.constBits(), np.uint8).reshape(30, 40, 4)
    assert pixels[..., :3].max() <= 4 * 3
    assert (pixels[..., 3] == 255).all()


def test_modes_are_told(compared: Canvas, qtbot: QtBot) -> None:
    heard: list[object] = []
    compared.comparison_changed.connect(heard.append)
    for _ in range(5):
        compared.next_comparison()
    compared.compare(Comparison.OFF)
    assert heard == [*list(Comparison)[1:], Comparison.OFF]
    assert compared.comparison is Comparison.OFF


def test_a_result_of_any_size_leaves_zoom_and_place_alone(
    compared: Canvas, flat: Paint, qtbot: QtBot
) -> None:
    compared.zoom_to(30)
    drag(compared, [QPoint(200, 200), QPoint(260, 180)])
    before = compared._viewport
    compared.show_result(flat(BLUE, 123, 45))
    compared.compare(Comparison.SPLIT)
    assert compared._viewport == before


def test_another_photo_is_fitted_only_if_the_last_was(compared: Canvas, flat: Paint) -> None:
    compared.zoom_to(2)
    compared.show_photo(flat(BLUE), QSize(400, 300))
    assert (compared.zoom, compared.fitted) == (2, False)
    compared.fit()
    compared.show_photo(flat(BLUE), QSize(800, 300))
    assert compared.fitted
    compared.zoom_to(2)
    compared.show_photo(None, QSize())
    assert compared.zoom == 0
    compared.show_photo(flat(BLUE), QSize(400, 300))
    assert compared.fitted


def test_true_pixels_at_100_percent_and_above(
    canvas: Canvas, noisy: QImage, noise: np.ndarray, read: Read
) -> None:
    canvas.show_photo(noisy, noisy.size())
    for zoom in (1, 2, 3):
        canvas.zoom_to(zoom)
        left, top = canvas._viewport.frame.topLeft().toTuple()
        shown = read(canvas)[top : top + 120 * zoom, left : left + 160 * zoom]
        assert (shown == noise.repeat(zoom, 0).repeat(zoom, 1)).all()


def test_smooth_below_100_percent(
    canvas: Canvas, noisy: QImage, noise: np.ndarray, read: Read
) -> None:
    canvas.show_photo(noisy, noisy.size())
    canvas.zoom_to(0.5)
    left, top = canvas._viewport.frame.topLeft().toTuple()
    shown = read(canvas)[top : top + 60, left : left + 80]
    mean = noise.reshape(60, 2, 80, 2, 3).mean((1, 3))
    assert np.abs(shown - mean).max() <= 1


def test_the_pixel_under_the_pointer_is_told(
    canvas: Canvas, noisy: QImage, noise: np.ndarray, flat: Paint
) -> None:
    heard: list[Probe | None] = []
    canvas.probed.connect(heard.append)
    canvas.show_photo(noisy, noisy.size())
    canvas.zoom_to(2)
    corner = canvas._viewport.frame.topLeft()
    move(canvas, corner + QPoint(2 * 31 + 1, 2 * 17))
    assert heard == [Probe(31, 17, tuple(noise[17, 31].tolist()))]  # type: ignore[arg-type]
    canvas.show_result(flat(BLUE, 4, 3))
    assert heard[-1] == Probe(31, 17, BLUE)
    move(canvas, corner - QPoint(1, 0))
    assert heard[-1] is None
    canvas.compare(Comparison.SIDE)
    move(canvas, QPoint(160, 220))
    left = heard[-1]
    move(canvas, QPoint(160 + 321, 220))
    right = heard[-1]
    assert left is not None
    assert right is not None
    assert (left.x, left.y, right.rgb) == (right.x, right.y, BLUE)
    assert left.rgb == tuple(noise[left.y, left.x].tolist())


def test_the_divider_is_dragged_moved_with_keys_and_turned(
    compared: Canvas, at: At, qtbot: QtBot
) -> None:
    divider = compared._divider
    assert divider.isHidden()
    compared.compare(Comparison.SPLIT)
    assert divider.isVisible()
    middle = QPoint(divider.width() // 2, 100)
    drag(divider, [middle, middle + QPoint(60, 0)])
    assert at((120, 370)) == RED
    assert at((120, 390)) == GREEN
    split = compared._arrangement.split
    qtbot.keyClick(divider, Qt.Key.Key_Left)
    assert compared._arrangement.split == pytest.approx(split - 0.01)
    qtbot.keyClick(
        compared,
        Qt.Key.Key_Right,
        Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert compared._arrangement.split == pytest.approx(split + 0.09)
    qtbot.keyClick(divider, Qt.Key.Key_Home)
    assert compared._arrangement.split == 0
    assert divider.geometry().right() >= 8  # what can be grabbed is never lost
    qtbot.keyClick(divider, Qt.Key.Key_End)
    qtbot.keyClick(divider, Qt.Key.Key_Right)
    assert compared._arrangement.split == 1
    qtbot.mouseDClick(divider, LEFT, pos=divider.rect().center())
    assert compared._arrangement.across
    assert divider.width() == compared.width()
    qtbot.keyClick(divider, Qt.Key.Key_Up)
    assert compared._arrangement.split == pytest.approx(0.99)


def test_over_the_divider_the_canvas_is_panned_zoomed_and_probed(
    compared: Canvas, qtbot: QtBot
) -> None:
    compared.compare(Comparison.SPLIT)
    compared.zoom_to(30)
    divider, middle = compared._divider, QPoint(12, 120)
    before = compared._viewport.frame.topLeft()
    drag(divider, [middle, middle + QPoint(40, 0)], Qt.MouseButton.MiddleButton)
    assert compared._viewport.frame.topLeft() - before == QPoint(40, 0)
    place = QPointF(divider.mapTo(compared, middle))
    QTest.wheelEvent(compared.windowHandle(), place, QPoint(0, 120))
    assert compared.zoom == pytest.approx(36)
    qtbot.keyPress(compared, Qt.Key.Key_Space)
    assert divider.cursor().shape() is Qt.CursorShape.OpenHandCursor
    drag(divider, [middle, middle + QPoint(40, 0)])
    qtbot.keyRelease(compared, Qt.Key.Key_Space)
    assert compared._arrangement.split == 0.5
    assert divider.cursor().shape() is Qt.CursorShape.SplitHCursor


def test_what_is_shown_is_described(compared: Canvas) -> None:
    compared.zoom_to(1)
    assert compared.accessibleDescription() == "40 \u00d7 30 pixels, shown at 100%. Result"
    compared.compare(Comparison.SPLIT)
    assert compared.accessibleDescription().endswith("Original | Result")
    assert compared.accessibleName() == "Picture"
    assert compared._divider.accessibleName()


def test_the_focus_is_seen_where_the_keyboard_led_to_it(compared: Canvas, read: Read) -> None:
    compared.clearFocus()
    bare = read(compared)
    compared.setFocus(Qt.FocusReason.MouseFocusReason)
    assert (read(compared) == bare).all()
    compared.clearFocus()
    compared.setFocus(Qt.FocusReason.TabFocusReason)
    ring = (read(compared) != bare).any(axis=2)
    assert ring[0].all()
    assert ring[:, -1].all()
    assert not ring[5:-5, 5:-5].any()


@pytest.mark.parametrize(("ratio", "corner"), [(1.0, 7), (1.25, 7), (1.5, 101), (2.0, 3)])
def test_the_grid_of_device_pixels(ratio: float, corner: int) -> None:
    screen = QImage(400, 300, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(ratio)
    painter = QPainter(screen)
    painter.setWindow(0, 0, 400, 300)
    painter.setViewport(corner, corner, 400, 300)  # where a widget lies in its window
    painter.setWorldTransform(device_grid(painter))
    place = painter.deviceTransform().map(QPointF(10, 20))
    painter.end()
    begin = math.floor(corner * ratio + 0.5)
    assert place.toTuple() == pytest.approx((begin + 10, begin + 20), abs=1e-9)


def test_a_live_frame_costs_next_to_nothing(compared: Canvas) -> None:
    frames = [to_qimage(freeze(np.full((250, 200, 3), k / 60))) for k in range(60)]
    began = time.thread_time()
    for frame in frames:
        compared.show_result(frame)
    assert (time.thread_time() - began) / 60 < 0.002


def test_a_large_photo_becomes_sharp_by_itself(canvas: Canvas, read: Read, qtbot: QtBot) -> None:
    """Lines of one pixel are grey from afar; left out or kept, they would be black and white."""
    picture = QImage(4000, 3000, QImage.Format.Format_RGB32)
    rows = np.frombuffer(picture.bits(), np.uint32).reshape(3000, 4000)
    rows[0::2], rows[1::2] = 0xFF000000, 0xFFFFFFFF
    canvas.show_photo(picture, picture.size())

    def grey() -> bool:
        middle = read(canvas)[100:300, 200:400]
        return middle.min() >= 120 and middle.max() <= 135

    assert not grey()
    qtbot.waitUntil(grey)
