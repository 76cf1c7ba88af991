from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Direction
from dfi_studio.ui.panels import wheel
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.row_frame import RowFrame
from dfi_studio.ui.panels.wheel import CalmComboBox, PanelScroll


class Panel:
    """A row with a slider, another slider, and a combo box, in a panel that may scroll."""

    def __init__(self, show: Callable[[QWidget], Any]) -> None:
        self.row, self.other, self.combo = RowFrame(), slider(), CalmComboBox()
        self.row.show_alone(alone=False)
        self.slider = slider()
        QVBoxLayout(self.row).addWidget(self.slider)
        self.combo.addItems(["a", "b", "c"])
        self.filler = QWidget()
        inner = QWidget()
        column = QVBoxLayout(inner)
        for part in (self.row, self.other, self.combo, self.filler):
            column.addWidget(part)
        self.scroll = PanelScroll(inner)
        show(self.scroll)

    def make_high(self, qtbot: QtBot) -> None:
        self.filler.setMinimumHeight(2000)
        qtbot.waitUntil(lambda: self.scroll.can_scroll)


def slider() -> ParameterSlider:
    return ParameterSlider(parameters(Direction)["alpha"], default=1)


@pytest.fixture
def panel(shown: Callable[[QWidget], Any]) -> Panel:
    return Panel(shown)


def turn(target: QWidget) -> None:
    """Turn the wheel over a widget, as the system would: what it leaves goes to its holders."""
    window = target.window()
    place = QPointF(target.mapTo(window, target.rect().center()))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(0, -120))
    QApplication.processEvents()


def test_where_nothing_scrolls_the_wheel_turns_what_it_points_at(panel: Panel) -> None:
    turn(panel.slider.track)
    turn(panel.other.box)
    assert (panel.slider.box.value(), panel.other.box.value()) == (0.95, 0.95)


def test_without_the_focus_the_wheel_scrolls_the_panel(panel: Panel, qtbot: QtBot) -> None:
    panel.make_high(qtbot)
    panel.filler.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.filler.setFocus()
    for part in (panel.combo, panel.slider.box, panel.slider.track):
        panel.scroll.verticalScrollBar().setValue(0)
        turn(part)
        assert panel.scroll.verticalScrollBar().value() > 0
    assert panel.slider.box.value() == 1
    assert panel.combo.currentIndex() == 0


def test_with_the_focus_in_the_slider_or_on_its_row_it_turns(panel: Panel, qtbot: QtBot) -> None:
    panel.make_high(qtbot)
    for holder, value in ((panel.slider.box, 0.95), (panel.slider.track, 0.9), (panel.row, 0.85)):
        holder.setFocus()
        turn(panel.slider.track)
        assert panel.slider.box.value() == value
    assert panel.scroll.verticalScrollBar().value() == 0
    panel.combo.setFocus()
    turn(panel.combo)
    assert panel.combo.currentIndex() == 1


def test_a_turn_that_began_as_scrolling_goes_on_scrolling(
    panel: Panel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.make_high(qtbot)
    panel.slider.track.setFocus()
    for part in (panel.combo, panel.slider.track):
        turn(part)
        panel.scroll.verticalScrollBar().setValue(0)  # the slider comes beneath the pointer again
    assert panel.slider.box.value() == 1
    monkeypatch.setattr(wheel, "_ONE_TURN_S", 0)
    turn(panel.slider.track)
    assert panel.slider.box.value() == 0.95


def test_the_focus_of_the_window_itself_is_no_focus(panel: Panel, qtbot: QtBot) -> None:
    panel.make_high(qtbot)
    panel.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.scroll.setFocus()
    assert QApplication.focusWidget() is panel.scroll
    turn(panel.other.track)
    assert panel.other.box.value() == 1
