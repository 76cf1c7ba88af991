from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.core.framing import Framing
from dfi_studio.core.recipe import Quality, Recipe, SavedAttribute, Smoothing
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.panels.numbers_panel import NumbersPanel


class Numbers:
    """The panel and its session; what the panel asks for is done."""

    def __init__(self) -> None:
        self.session, self.panel = Session(), NumbersPanel()
        self.panel.edited.connect(self.session.do)
        self.panel.settled.connect(self.session.settle)
        self.session.subscribe(lambda old, new: self.panel.show_document(new))
        self.panel.show_document(self.session.document)

    @property
    def recipe(self) -> Recipe:
        return self.session.document.recipe


@pytest.fixture
def numbers(shown: Callable[[QWidget], Any]) -> Numbers:
    made = Numbers()
    shown(made.panel)
    made.panel.more.button.click()
    return made


def test_the_sliders_and_the_document_agree(numbers: Numbers) -> None:
    panel = numbers.panel
    sliders = {
        panel.tv: 0.02, panel.tv_beta: 1.5, panel.size_: 96.0, panel.iterations: 40.0,
    }  # fmt: skip
    for slider, value in sliders.items():
        slider.moved.emit(value)
    solver = numbers.recipe.solver
    assert (solver.tv, solver.tv_beta, solver.iterations) == (0.02, 1.5, 40)
    assert numbers.recipe.space.size == 96
    assert {slider: slider.box.value() for slider in sliders} == sliders
    panel.show_document(Document(recipe=Recipe()))
    assert panel.tv.box.value() == 0.001


def test_a_quality_is_a_number_of_iterations(numbers: Numbers) -> None:
    buttons = numbers.panel.quality.segments.buttons
    assert [each for each in Quality if buttons[each].isChecked()] == [Quality.GOOD]
    buttons[Quality.FINAL].click()
    assert numbers.recipe.solver.iterations == Quality.FINAL.iterations
    assert numbers.panel.iterations.box.value() == Quality.FINAL.iterations
    numbers.panel.iterations.moved.emit(77.0)
    assert not any(button.isChecked() for button in buttons.values())
    numbers.panel.iterations.moved.emit(float(Quality.DRAFT.iterations))
    assert [each for each in Quality if buttons[each].isChecked()] == [Quality.DRAFT]
    assert "20 iterations" in buttons[Quality.DRAFT].toolTip()


def test_arrows_go_through_the_segments(numbers: Numbers, qtbot: QtBot) -> None:
    buttons = numbers.panel.quality.segments.buttons
    numbers.panel.iterations.moved.emit(77.0)
    buttons[Quality.DRAFT].setFocus()
    qtbot.keyClick(buttons[Quality.DRAFT], Qt.Key.Key_Right)
    qtbot.keyClick(buttons[Quality.GOOD], Qt.Key.Key_Space)
    assert numbers.recipe.solver.quality is Quality.GOOD


def test_smoothing_is_chosen(numbers: Numbers) -> None:
    numbers.panel.smooth.buttons[Smoothing.PICTURE].click()
    assert numbers.recipe.solver.smooth is Smoothing.PICTURE
    numbers.session.undo()
    assert numbers.panel.smooth.buttons[Smoothing.CHANGE].isChecked()


def test_colours_can_be_kept_and_faces_lie_as_in_the_sets(numbers: Numbers) -> None:
    numbers.panel.colours.buttons[True].click()
    numbers.panel.framing.buttons[Framing.SET].click()
    assert numbers.recipe == Recipe(framing=Framing.SET, match_colour=True)
    numbers.session.undo()
    numbers.session.undo()
    assert numbers.panel.framing.buttons[Framing.PHOTO].isChecked()
    assert numbers.panel.colours.buttons[False].isChecked()


def test_a_file_ties_the_space(numbers: Numbers) -> None:
    assert not numbers.panel.tied.isVisible()
    numbers.session.do(edits.add_direction(SavedAttribute("older.safetensors")))
    assert numbers.panel.tied.isVisible()
    numbers.session.do(edits.turn_on(False, at=0))
    assert not numbers.panel.tied.isVisible()


# -- layers ------------------------------------------------------------------------------------


def test_a_layer_is_left_out_and_comes_back_in_its_place(numbers: Numbers) -> None:
    layers = numbers.panel.layers
    assert tuple(layers.checks) == PAPER_LAYERS
    layers.checks["conv4_1"].click()
    assert numbers.recipe.space.layers == ("conv3_1", "conv5_1")
    assert not layers.weights["conv4_1"].isEnabled()
    layers.checks["conv4_1"].click()
    assert numbers.recipe == Recipe()


def test_the_last_layer_stays_on_and_that_is_said(numbers: Numbers) -> None:
    layers = numbers.panel.layers
    for layer in PAPER_LAYERS:
        layers.checks[layer].click()
    assert numbers.recipe.space.layers == ("conv5_1",)
    assert layers.checks["conv5_1"].isChecked()
    assert "At least one layer" in layers.wrong.text()
    assert layers.wrong.isVisible()
    layers.checks["conv3_1"].click()
    assert not layers.wrong.isVisible()


def test_weights_follow_the_order_of_the_layers(numbers: Numbers) -> None:
    layers = numbers.panel.layers
    layers.weights["conv5_1"].moved.emit(0.5)  # the hand says so before the box shows it
    layers.weights["conv5_1"].track.wanted.emit(0.5)
    assert numbers.recipe.solver.layer_weights == (1, 1, 0.5)
    layers.checks["conv4_1"].click()
    assert numbers.recipe.solver.layer_weights == (1, 0.5)
    layers.checks["conv4_1"].click()
    assert numbers.recipe.solver.layer_weights == (1, 1, 0.5)


def test_a_drag_of_a_weight_is_one_step_though_it_passes_equality(numbers: Numbers) -> None:
    track = numbers.panel.layers.weights["conv3_1"].track
    for weight in (0.6, 0.8, 1.0, 0.9, 0.7):
        track.wanted.emit(weight)
    assert numbers.recipe.solver.layer_weights == (0.7, 1, 1)
    assert len(numbers.session.state.entries) == 2


def test_not_all_weights_can_be_zero(numbers: Numbers) -> None:
    layers = numbers.panel.layers
    for layer in PAPER_LAYERS:
        layers.weights[layer].track.wanted.emit(0.0)
    assert numbers.recipe.solver.layer_weights == (0, 0, 1)
    assert "above zero" in layers.wrong.text()
    assert layers.weights["conv5_1"].box.value() == 1
    layers.checks["conv5_1"].click()  # what is left has no weight: then both count alike
    assert numbers.recipe.solver.layer_weights == ()


def test_the_layers_of_the_document_are_offered_too(numbers: Numbers) -> None:
    numbers.session.do(edits.set_layers(("conv5_1", "conv1_2", "conv10_1"), (1, 0.25, 3)))
    layers = numbers.panel.layers
    assert tuple(layers.checks) == ("conv1_2", "conv3_1", "conv4_1", "conv5_1", "conv10_1")
    on = [layer for layer, check in layers.checks.items() if check.isChecked()]
    assert on == ["conv1_2", "conv5_1", "conv10_1"]
    assert [layers.weights[layer].box.value() for layer in on] == [0.25, 1, 3]
    assert layers._grid.itemAtPosition(0, 0).widget() is layers.checks["conv1_2"]
    layers.checks["conv3_1"].click()
    assert numbers.recipe.solver.layer_weights == (0.25, 1, 1, 3)
    numbers.session.undo()
    assert tuple(numbers.recipe.space.layers) == ("conv5_1", "conv1_2", "conv10_1")
