from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hands import LEFT, drag, move, wheel
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.comparison import Comparison

Paint = Callable[..., QImage]
Read = Callable[[QWidget], np.ndarray]
GREY, RED = (128, 128, 128), (200, 10, 20)
WHOLE = QSize(400, 300)
START = Crop(100, 60, 160, 120)
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Said:
    """What the canvas says."""

    def __init__(self, canvas: Canvas) -> None:
        self.chosen: list[Crop | None] = []
        self.left = 0
        canvas.crop_chosen.connect(self.chosen.append)
        canvas.crop_left.connect(self.leave)

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def cropping(canvas: Canvas, flat: Paint) -> Canvas:
    """A crop of a grey photograph; what is edited is red."""
    canvas.show_photo(flat(RED, 160, 120), QSize(160, 120))
    canvas.compare(Comparison.SPLIT)
    canvas.begin_crop(flat(GREY, 400, 300), WHOLE, START)
    return canvas


def place(canvas: Canvas, x: float, y: float) -> QPoint:
    return canvas._viewport.to_view(QPointF(x, y)).toPoint()


def now(canvas: Canvas) -> Crop:
    assert canvas._crop is not None
    return canvas._crop.frame.crop


def test_the_whole_photograph_is_shown_and_darkened_around_the_crop(
    cropping: Canvas, read: Read
) -> None:
    assert cropping.cropping
    assert cropping._divider.isHidden()
    shown = read(cropping)
    inside, outside = place(cropping, 150, 90), place(cropping, 40, 30)
    assert tuple(shown[inside.y(), inside.x()]) == GREY
    assert shown[outside.y(), outside.x()].max() < 80
    third = place(cropping, 100 + 160 / 3, 75)
    assert shown[third.y(), third.x() - 2 : third.x() + 3].max() > 150


def test_corners_edges_and_the_whole_are_dragged(cropping: Canvas) -> None:
    zoom = cropping.zoom
    by = QPoint(round(20 * zoom), round(10 * zoom))
    for start, expected in (
        (place(cropping, 100, 60), Crop(120, 70, 140, 110)),
        (place(cropping, 260, 125), Crop(120, 70, 160, 110)),
        (place(cropping, 240, 180), Crop(120, 70, 160, 120)),
        (place(cropping, 180, 130), Crop(140, 80, 160, 120)),
        (place(cropping, 155, 80), Crop(140, 90, 160, 110)),  # an edge beside its handle
    ):
        drag(cropping, [start, start + by / 2, start + by])
        got = now(cropping)
        for name in ("left", "top", "width", "height"):
            assert getattr(got, name) == pytest.approx(getattr(expected, name), abs=2), start


def test_shift_keeps_the_proportion_while_a_corner_is_dragged(cropping: Canvas) -> None:
    corner = place(cropping, 260, 180)
    drag(cropping, [corner, corner + QPoint(60, 0)], keys=SHIFT)
    got = now(cropping)
    assert got.width > 180
    assert got.width / got.height == pytest.approx(160 / 120, abs=0.01)


def test_arrows_move_by_a_pixel_and_ten_and_size_with_control(
    cropping: Canvas, qtbot: QtBot
) -> None:
    assert cropping.hasFocus()
    qtbot.keyClick(cropping, Qt.Key.Key_Right)
    qtbot.keyClick(cropping, Qt.Key.Key_Down, SHIFT)
    assert now(cropping) == Crop(101, 70, 160, 120)
    qtbot.keyClick(cropping, Qt.Key.Key_Left, CONTROL | SHIFT)
    assert now(cropping) == Crop(101, 70, 150, 120)


def test_enter_chooses_and_escape_leaves_before_the_windows_keys(
    cropping: Canvas, qtbot: QtBot, flat: Paint
) -> None:
    said, taken = Said(cropping), []
    for key in ("Esc", "Return"):
        QShortcut(QKeySequence(key), cropping).activated.connect(lambda: taken.append(1))
    qtbot.keyClick(cropping, Qt.Key.Key_Right)
    qtbot.keyClick(cropping, Qt.Key.Key_Return)
    assert (said.chosen, said.left) == ([Crop(101, 60, 160, 120)], 0)
    assert not cropping.cropping
    cropping.begin_crop(flat(GREY, 400, 300), WHOLE, START)
    qtbot.keyClick(cropping, Qt.Key.Key_Right)
    qtbot.keyClick(cropping, Qt.Key.Key_Escape)
    assert (len(said.chosen), said.left) == (1, 1)
    assert taken == []
    qtbot.keyClick(cropping, Qt.Key.Key_Escape)  # now it is the window's again
    assert taken == [1]


def test_a_double_click_applies(cropping: Canvas, qtbot: QtBot) -> None:
    said = Said(cropping)
    qtbot.mouseDClick(cropping, LEFT, pos=place(cropping, 180, 120))
    assert said.chosen == [START]


def test_what_was_shown_comes_back_as_it_was(cropping: Canvas, flat: Paint, read: Read) -> None:
    said = Said(cropping)
    cropping.end_crop()
    cropping.zoom_to(2)
    before, shown = cropping._viewport, read(cropping)
    cropping.begin_crop(flat(GREY, 400, 300), WHOLE, START)
    wheel(cropping, QPoint(300, 200), (0, 120))
    cropping.end_crop()
    assert cropping._viewport == before
    assert (read(cropping) == shown).all()
    assert (said.chosen, said.left) == ([], 0)
    assert cropping._divider.isVisible()


def test_another_photo_ends_the_crop(cropping: Canvas, flat: Paint) -> None:
    said = Said(cropping)
    cropping.show_photo(flat(RED), QSize(40, 30))
    assert said.left == 1
    assert not cropping.cropping


def test_the_pointer_shows_what_a_press_would_take(cropping: Canvas) -> None:
    shapes = []
    for x, y in ((100, 60), (180, 60), (260, 120), (180, 130), (20, 20)):
        move(cropping, place(cropping, x, y))
        shapes.append(cropping.cursor().shape().name)
    assert shapes == [
        "SizeFDiagCursor",
        "SizeVerCursor",
        "SizeHorCursor",
        "SizeAllCursor",
        "ArrowCursor",
    ]


def test_the_crop_is_described(cropping: Canvas, qtbot: QtBot) -> None:
    qtbot.keyClick(cropping, Qt.Key.Key_Right)
    words = cropping.accessibleDescription()
    assert words == "Crop: 160 \u00d7 120 pixels, 101 from the left and 60 from the top."
