from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.parameters import Parameter, parameters
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Solver
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.scale import Scale

ALPHA = parameters(Direction)["alpha"]
TV = parameters(Solver)["tv"]
ALL = [
    declared
    for owner in (Direction, Solver, Contrast, FeatureSpace)
    for declared in parameters(owner).values()
]


@pytest.mark.parametrize("parameter", ALL, ids=lambda each: each.label)
@given(position=st.floats(0, 1))
def test_a_place_and_its_value_agree(parameter: Parameter, position: float) -> None:
    scale = Scale(parameter)
    value = scale.value(position)
    parameter.check(value)
    assert scale.position(value) == pytest.approx(position, abs=0.02)


@pytest.mark.parametrize("parameter", ALL, ids=lambda each: each.label)
@given(position=st.floats(0, 1), steps=st.sampled_from([-10, -1, -0.1, 0.1, 1, 10]))
def test_a_step_always_moves_and_never_leaves_the_limits(
    parameter: Parameter, position: float, steps: float
) -> None:
    scale = Scale(parameter)
    before = scale.value(position)
    after = scale.stepped(before, steps)
    parameter.check(after)
    at_the_edge = before in (parameter.low, parameter.high)
    assert at_the_edge or (after - before) * steps > 0


def test_equal_distances_are_equal_factors_where_the_scale_is_logarithmic() -> None:
    scale = Scale(TV)
    assert scale.value(0) == pytest.approx(1e-5)
    assert scale.value(0.4) == pytest.approx(1e-3)
    assert scale.value(1) == pytest.approx(1)
    assert scale.position(0) == 0  # zero can be typed, and lies at the end


@pytest.mark.parametrize("parameter", ALL, ids=lambda each: each.label)
@given(position=st.floats(0, 1))
def test_coarse_values_lie_in_the_soft_range_ten_steps_apart(
    parameter: Parameter, position: float
) -> None:
    scale = Scale(parameter)
    coarse = scale.coarse(position)
    assert parameter.soft_low <= coarse <= parameter.soft_high
    assert scale.coarse(scale.position(coarse)) == pytest.approx(coarse)
    values = {scale.coarse(place / 500) for place in range(501)}
    assert len(values) <= 27


class Heard:
    """What a slider said."""

    def __init__(self, slider: ParameterSlider) -> None:
        self.values: list[float] = []
        self.settled = 0
        slider.moved.connect(self.values.append)
        slider.settled.connect(self.count)

    def count(self) -> None:
        self.settled += 1


@pytest.fixture
def slider(qtbot: QtBot) -> ParameterSlider:
    slider = ParameterSlider(ALPHA, default=1.0)
    qtbot.addWidget(slider)
    slider.resize(320, slider.sizeHint().height())
    with qtbot.waitExposed(slider):
        slider.show()
    slider.activateWindow()
    qtbot.waitUntil(slider.isActiveWindow)
    slider.track.setFocus()
    return slider


def test_showing_a_value_tells_nobody(slider: ParameterSlider) -> None:
    heard = Heard(slider)
    slider.show_value(-1.25)
    assert (slider.box.value(), heard.values) == (-1.25, [])


def test_a_drag_says_every_value_and_settles_once(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    middle = slider.track.height() // 2
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(slider.track, left, pos=QPoint(100, middle))
    for x in range(110, 201, 10):
        qtbot.mouseMove(slider.track, QPoint(x, middle))
    QApplication.processEvents()
    qtbot.mouseRelease(slider.track, left, pos=QPoint(200, middle))
    assert len(heard.values) > 3
    assert heard.values == sorted(heard.values)
    assert heard.settled == 1
    assert slider.box.value() == heard.values[-1]


@pytest.mark.parametrize(
    ("key", "modifier", "wanted"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1.05),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 0.95),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 1.5),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier, 0.99),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 1.5),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, -2),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 4),
    ],
)
def test_keys_step(
    slider: ParameterSlider,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    wanted: float,
) -> None:
    heard = Heard(slider)
    qtbot.keyClick(slider.track, key, modifier)
    assert heard.values == [pytest.approx(wanted)]


@pytest.mark.parametrize(
    ("key", "modifier", "wanted"),
    [
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 1.05),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, 0.5),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, 1.01),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, 0.5),
    ],
)
def test_keys_step_in_the_number_as_on_the_line(
    slider: ParameterSlider,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    wanted: float,
) -> None:
    heard = Heard(slider)
    slider.box.setFocus()
    qtbot.keyClick(slider.box, key, modifier)
    assert heard.values == [pytest.approx(wanted)]


def test_alt_is_left_to_the_row(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    for part in (slider.track, slider.box):
        qtbot.keyClick(part, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert heard.values == []


@pytest.mark.parametrize(
    ("modifier", "wanted"),
    [
        (Qt.KeyboardModifier.NoModifier, 0.9),
        (Qt.KeyboardModifier.ShiftModifier, 0),
        (Qt.KeyboardModifier.ControlModifier, 0.99),
    ],
)
def test_the_wheel_steps(
    slider: ParameterSlider, modifier: Qt.KeyboardModifier, wanted: float
) -> None:
    heard = Heard(slider)
    for part in (slider.track, slider.box):
        slider.show_value(1)
        turn(part, -240, modifier)
    assert heard.values == [pytest.approx(wanted)] * 2


def turn(target: QWidget, by: int, modifier: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(20, 8), QPointF(20, 8), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


def test_turns_of_the_wheel_are_one_step_until_the_pointer_leaves(slider: ParameterSlider) -> None:
    heard = Heard(slider)
    for _ in range(3):
        turn(slider.track, 120, Qt.KeyboardModifier.NoModifier)
    assert (len(heard.values), heard.settled) == (3, 0)
    for _ in range(2):
        QApplication.sendEvent(slider, QEvent(QEvent.Type.Leave))
    assert heard.settled == 1


def drag(
    slider: ParameterSlider, qtbot: QtBot, places: list[int], modifier: Qt.KeyboardModifier
) -> None:
    track, left = slider.track, Qt.MouseButton.LeftButton
    middle = track.height() // 2
    qtbot.mousePress(track, left, modifier, QPoint(places[0], middle))
    for x in places[1:]:
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(x, middle), track.mapToGlobal(QPointF(x, middle)),
            Qt.MouseButton.NoButton, left, modifier,
        )  # fmt: skip
        QApplication.sendEvent(track, move)
    qtbot.mouseRelease(track, left, modifier, QPoint(places[-1], middle))


def test_a_drag_with_ctrl_is_fine(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    drag(slider, qtbot, [100, 130, 160], Qt.KeyboardModifier.ControlModifier)
    assert heard.values[0] > 1  # it starts from where the handle was, not from the pointer
    fine = heard.values[-1] - 1
    slider.show_value(1)
    heard.values.clear()
    drag(slider, qtbot, [100, 130, 160], Qt.KeyboardModifier.NoModifier)
    assert heard.values[-1] - heard.values[0] == pytest.approx(10 * fine, abs=0.1)


def test_a_drag_with_shift_is_coarse(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    drag(slider, qtbot, list(range(20, 300, 7)), Qt.KeyboardModifier.ShiftModifier)
    assert len(heard.values) > 8
    assert all(value % 0.5 == 0 for value in heard.values)


def test_a_double_click_is_one_step_of_undo(slider: ParameterSlider, qtbot: QtBot) -> None:
    slider.show_value(3)
    heard = Heard(slider)
    track, left, place = slider.track, Qt.MouseButton.LeftButton, QPoint(60, 10)
    qtbot.mousePress(track, left, pos=place)
    qtbot.mouseRelease(track, left, pos=place)
    assert (len(heard.values), heard.settled) == (1, 0)  # it may be half of a double click
    qtbot.mouseDClick(track, left, pos=place)
    assert heard.values[-1] == 1.0
    assert heard.settled == 1


def test_two_clicks_far_apart_are_two_steps_of_undo(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    for x in (60, 120):
        qtbot.mouseClick(slider.track, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert (len(heard.values), heard.settled) == (2, 1)
    slider.box.setFocus()
    assert heard.settled == 2


def test_the_name_gives_the_focus_and_resets(slider: ParameterSlider, qtbot: QtBot) -> None:
    slider.show_value(3)
    slider.box.setFocus()
    heard = Heard(slider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert slider.track.hasFocus()
    assert heard.values == []
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert heard.values == [1.0]


def test_a_double_click_brings_the_default_back(slider: ParameterSlider, qtbot: QtBot) -> None:
    slider.show_value(3)
    heard = Heard(slider)
    qtbot.mouseDClick(slider.track, Qt.MouseButton.LeftButton)
    assert heard.values[-1] == 1.0
    assert heard.settled == 1


def test_a_typed_value_may_leave_the_soft_range(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    slider.box.selectAll()
    qtbot.keyClicks(slider.box, "25")
    assert heard.values == []  # not before Return: 2 is not what was meant
    qtbot.keyClick(slider.box, Qt.Key.Key_Return)
    assert heard.values == [25]
    assert slider.track.value() == slider.track.maximum()
    at_the_end = slider.track.grab().toImage()
    slider.show_value(4)
    assert slider.track.grab().toImage() != at_the_end  # one sees that 25 is not 4
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert heard.values[-1] == pytest.approx(4.05)  # arrows leave the soft range as well


def test_typing_stops_at_the_hard_limit(slider: ParameterSlider, qtbot: QtBot) -> None:
    heard = Heard(slider)
    slider.show_value(99.99)
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert heard.values == [100]


def test_undo_after_a_typed_number_is_the_windows(slider: ParameterSlider, qtbot: QtBot) -> None:
    slider.box.setFocus()
    slider.box.selectAll()
    undone: list[bool] = []
    undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), slider)
    undo.activated.connect(lambda: undone.append(True))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClicks(slider.box, "2")
    qtbot.keyClick(slider.box, Qt.Key.Key_Z, control)
    assert (undone, slider.box.lineEdit().text()) == ([], "1.00")  # the typing is taken back
    qtbot.keyClicks(slider.box, "2")
    qtbot.keyClick(slider.box, Qt.Key.Key_Return)
    qtbot.keyClick(slider.box, Qt.Key.Key_Z, control)
    assert undone == [True]


def test_small_numbers_are_shown_whole(qtbot: QtBot) -> None:
    slider = ParameterSlider(TV, default=0.001)
    qtbot.addWidget(slider)
    assert slider.box.text() == "0.001"
    slider.show_value(0.00025)
    assert slider.box.text() == "0.00025"


def test_every_slider_says_what_it_is(slider: ParameterSlider) -> None:
    for part in (slider.track, slider.box):
        assert part.accessibleName() == ALPHA.label
        assert part.toolTip() == ALPHA.help
        assert part.accessibleDescription() == ALPHA.help


def test_without_its_name_a_slider_is_one_line(slider: ParameterSlider) -> None:
    high = slider.sizeHint().height()
    slider.show_name(shown=False, of="older")
    assert slider.sizeHint().height() < high
    assert slider.box.accessibleName() == f"{ALPHA.label}: older"
