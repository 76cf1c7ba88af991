from __future__ import annotations

import pytest
from hands import LEFT, MIDDLE, drag, move, pinch, wheel
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.ui.canvas.canvas import Canvas

SPACE = Qt.Key.Key_Space
HERE = QPoint(250, 180)


@pytest.fixture
def shown(canvas: Canvas, noisy: QImage) -> Canvas:
    canvas.show_photo(noisy, noisy.size())
    return canvas


def under(canvas: Canvas, at: QPoint) -> QPointF:
    return canvas._viewport.to_photo(QPointF(at))


def corner(canvas: Canvas) -> QPoint:
    return canvas._viewport.frame.topLeft()


def near(one: QPointF, other: QPointF, most: float) -> bool:
    return (one - other).manhattanLength() <= most


def test_a_photo_is_fitted_and_stays_fitted(shown: Canvas) -> None:
    assert shown.fitted
    assert shown.zoom == pytest.approx(400 / 120)
    shown.resize(480, 440)
    assert shown.zoom == pytest.approx(440 / 160)
    shown.zoom_to(2)
    shown.resize(640, 440)
    assert (shown.zoom, shown.fitted) == (2, False)
    assert near(under(shown, QPoint(320, 220)), QPointF(80, 60), 1)


def test_a_notch_of_the_wheel_zooms_by_a_fifth_at_the_pointer(shown: Canvas, qtbot: QtBot) -> None:
    shown.zoom_to(5)
    before = under(shown, HERE)
    with qtbot.waitSignal(shown.zoom_changed) as zoomed:
        wheel(shown, HERE, (0, 120))
    assert zoomed.args == [pytest.approx(6)]
    assert near(under(shown, HERE), before, 0.3)
    wheel(shown, HERE, (0, -120))
    assert shown.zoom == pytest.approx(5)


def test_a_fine_wheel_zooms_in_parts_of_a_notch(shown: Canvas) -> None:
    shown.zoom_to(5)
    for _ in range(8):
        wheel(shown, HERE, (0, 15))
    assert shown.zoom == pytest.approx(6)
    wheel(shown, HERE, pixels=(0, 60))  # some tell pixels only
    assert shown.zoom == pytest.approx(7.2)


def test_a_wheel_that_rests_in_notches_rests_at_100_percent_and_at_the_whole(
    shown: Canvas,
) -> None:
    seen = []
    shown.zoom_to(0.9)
    for _ in range(12):
        wheel(shown, HERE, (0, 120))
        seen.append(shown.zoom)
    assert seen[0] == 1
    for _ in range(12):
        wheel(shown, HERE, (0, -120))
        seen.append(shown.zoom)
        if shown.fitted:
            break
    assert shown.zoom == pytest.approx(400 / 120)


def test_two_fingers_pan_and_zoom_with_control(shown: Canvas) -> None:
    shown.zoom_to(8)
    before, update = corner(shown), Qt.ScrollPhase.ScrollUpdate
    wheel(shown, HERE, (0, -40), pixels=(-12, -20), phase=update)
    assert corner(shown) - before == QPoint(-12, -20)
    wheel(shown, HERE, (0, -40), phase=update)
    assert corner(shown) - before == QPoint(-12, -40)
    assert shown.zoom == 8
    wheel(shown, HERE, (0, 120), phase=update, keys=Qt.KeyboardModifier.ControlModifier)
    assert shown.zoom == pytest.approx(9.6)


def test_a_pinch_zooms_at_its_middle(shown: Canvas) -> None:
    shown.zoom_to(4)
    before = under(shown, HERE)
    pinch(shown, HERE, 0.25)
    assert shown.zoom == pytest.approx(5)
    assert near(under(shown, HERE), before, 0.3)


def test_round_figures(shown: Canvas) -> None:
    zooms = []
    for _ in range(3):
        shown.zoom_out()
        zooms.append(shown.zoom)
    assert zooms == [3, 2, 1.5]
    shown.zoom_in()
    assert shown.zoom == 2
    shown.fit()
    assert shown.fitted


def test_the_middle_button_pans(shown: Canvas) -> None:
    before = corner(shown)
    drag(shown, [HERE, HERE + QPoint(5, 3), HERE + QPoint(30, -20)], MIDDLE)
    assert corner(shown) - before == QPoint(30, -20)
    assert not shown.fitted


def test_the_left_button_pans_only_what_overflows(shown: Canvas) -> None:
    before, way = corner(shown), [HERE, HERE + QPoint(20, 0), HERE + QPoint(60, 40)]
    drag(shown, way)
    assert corner(shown) == before
    shown.zoom_to(8)
    before = corner(shown)
    drag(shown, way)
    assert corner(shown) - before == QPoint(60, 40)
    drag(shown, [HERE, HERE + QPoint(1, 1)])  # a trembling click
    assert corner(shown) - before == QPoint(60, 40)


def test_space_pans_and_the_hand_opens_and_closes(shown: Canvas) -> None:
    before = corner(shown)
    move(shown, HERE)
    QTest.keyPress(shown, SPACE)
    assert shown.cursor().shape() is Qt.CursorShape.OpenHandCursor
    QTest.mousePress(shown, LEFT, pos=HERE)
    assert shown.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    move(shown, HERE + QPoint(11, 7), LEFT)
    QTest.mouseRelease(shown, LEFT, pos=HERE + QPoint(11, 7))
    assert corner(shown) - before == QPoint(11, 7)
    assert shown.cursor().shape() is Qt.CursorShape.OpenHandCursor
    QTest.keyRelease(shown, SPACE)
    assert shown.cursor().shape() is Qt.CursorShape.ArrowCursor


class Desk:
    """A canvas beside a text field and a button, in one window."""

    def __init__(self, qtbot: QtBot, picture: QImage) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.canvas, self.text, self.button = Canvas(), QLineEdit(), QPushButton("Go")
        layout = QHBoxLayout(self.window)
        for widget in (self.canvas, self.text, self.button):
            layout.addWidget(widget)
        self.window.resize(1000, 440)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.canvas.show_photo(picture, picture.size())
        self.clicks = 0
        self.button.clicked.connect(self.count)
        point = QPointF(HERE)
        QApplication.sendEvent(
            self.canvas, QEnterEvent(point, point, self.canvas.mapToGlobal(point))
        )

    def count(self) -> None:
        self.clicks += 1

    def key(self, kind: QEvent.Type, *, repeat: bool = False) -> None:
        """Send Space the way the system does: to the window, which gives it to the focus."""
        event = QKeyEvent(kind, SPACE, Qt.KeyboardModifier.NoModifier, " ", repeat)
        QApplication.sendEvent(self.window.windowHandle(), event)


@pytest.fixture
def desk(qtbot: QtBot, noisy: QImage) -> Desk:
    return Desk(qtbot, noisy)


def test_space_over_the_canvas_pans_wherever_the_focus_is(desk: Desk) -> None:
    desk.button.setFocus()
    desk.key(QEvent.Type.KeyPress)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
    before = corner(desk.canvas)
    drag(desk.canvas, [HERE, HERE + QPoint(8, 9)])
    assert corner(desk.canvas) - before == QPoint(8, 9)
    desk.key(QEvent.Type.KeyPress, repeat=True)
    desk.key(QEvent.Type.KeyRelease)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    assert desk.clicks == 0  # the canvas took the focus, and the button let go


def test_a_tap_of_space_still_presses_a_focused_button(desk: Desk) -> None:
    desk.button.setFocus()
    desk.key(QEvent.Type.KeyPress)
    desk.key(QEvent.Type.KeyRelease)
    assert desk.clicks == 1


def test_a_text_field_keeps_its_space(desk: Desk) -> None:
    desk.text.setFocus()
    desk.key(QEvent.Type.KeyPress)
    assert desk.text.text() == " "
    assert desk.canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    desk.key(QEvent.Type.KeyRelease)


def test_space_is_forgotten_when_the_pointer_leaves(desk: Desk) -> None:
    desk.button.setFocus()
    desk.key(QEvent.Type.KeyPress)
    QApplication.sendEvent(desk.canvas, QEvent(QEvent.Type.Leave))
    assert desk.canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    desk.key(QEvent.Type.KeyPress)
    assert not desk.canvas._space.held


def test_arrows_pan_what_overflows_before_the_windows_own(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    taken: list[str] = []
    shortcut = QShortcut(QKeySequence("Right"), desk.window)
    shortcut.activated.connect(lambda: taken.append("window"))
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert taken == ["window"]  # nothing to pan
    canvas.zoom_to(8)
    before = corner(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert corner(canvas) - before == QPoint(-48, 0)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert corner(canvas) - before == QPoint(-48, 48)
    assert taken == ["window"]


def test_a_double_click_shows_100_percent_there_and_the_whole_again(
    canvas: Canvas, noisy: QImage, qtbot: QtBot
) -> None:
    canvas.show_photo(noisy, QSize(3200, 2400))
    before = under(canvas, HERE)
    qtbot.mouseDClick(canvas, LEFT, pos=HERE)
    assert canvas.zoom == 1
    assert near(under(canvas, HERE), before, 8)  # a pixel of the fitted view is six
    qtbot.mouseDClick(canvas, LEFT, pos=HERE)
    assert canvas.fitted


def test_without_a_photo_nothing_moves(canvas: Canvas) -> None:
    zooms: list[float] = []
    canvas.zoom_changed.connect(zooms.append)
    wheel(canvas, HERE, (0, 120))
    drag(canvas, [HERE, HERE + QPoint(50, 0)], MIDDLE)
    canvas.zoom_in()
    canvas.fit()
    assert (canvas.zoom, zooms) == (0, [])
