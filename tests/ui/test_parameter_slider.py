from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
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


def test_the_wheel_steps(slider: ParameterSlider) -> None:
    heard = Heard(slider)
    event = QWheelEvent(
        QPointF(50, 8),
        QPointF(50, 8),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider.track, event)
    assert heard.values == [pytest.approx(0.9)]


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


def test_small_numbers_are_shown_whole(qtbot: QtBot) -> None:
    slider = ParameterSlider(TV, default=0.001)
    qtbot.addWidget(slider)
    assert slider.box.text() == "0.001"
    slider.show_value(0.00025)
    assert slider.box.text() == "0.00025"


def test_every_slider_says_what_it_is(slider: ParameterSlider) -> None:
    for part in (slider.track, slider.box):
        assert part.accessibleName() == ALPHA.label
        assert part.accessibleDescription() == ALPHA.help
