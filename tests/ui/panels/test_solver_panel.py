from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.steps import Preview
from dfi_studio.ui.panels.loss_plot import LossPlot
from dfi_studio.ui.panels.solver_panel import SolverPanel
from dfi_studio.ui.panels.terms import Term, terms
from dfi_studio.ui.rendering.work import Phase, Work

IMAGE = freeze(np.zeros((2, 2, 3)))


def solving(iteration: int, *, tv: float = 1.0, memory: int = 0) -> Work:
    layers = {"conv3_1": 2.0, "conv4_1": 1.0}
    preview = Preview(iteration, 10, 4.0, layers, tv, IMAGE, memory)
    return Work(Phase.SOLVING, None, "", iteration, 10, 83.0, preview)


@pytest.fixture
def panel(qtbot: QtBot) -> SolverPanel:
    panel = SolverPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def plot(qtbot: QtBot, panel: SolverPanel) -> LossPlot:
    plot = LossPlot()
    panel.put_curves(plot, plot)
    return plot


def drawn(plot: LossPlot) -> dict[str, list[float]]:
    """Return what the curves show, on their log scale."""
    plot._draw()
    return {name: list(curve.getData()[1]) for name, curve in plot._curves.items()}


def test_pause_becomes_resume_and_says_so(qtbot: QtBot, panel: SolverPanel) -> None:
    panel.show_work(solving(3))
    assert panel.pause.text() == "Pause"
    panel.show_work(Work(Phase.PAUSED, None, "", 3, 10))
    assert panel.pause.text() == "Resume"
    assert panel.state.text() == "Paused at iteration 3"
    with qtbot.waitSignal(panel.pause_wanted):
        panel.pause.click()


def test_what_is_busy_can_be_ended_in_three_ways(qtbot: QtBot, panel: SolverPanel) -> None:
    panel.show_work(solving(3))
    for button, signal in (
        (panel.pause, panel.pause_wanted),
        (panel.stop, panel.stop_wanted),
        (panel.cancel, panel.cancel_wanted),
    ):
        assert button.isVisible()
        with qtbot.waitSignal(signal):
            button.click()
    assert not panel.render_.isVisible()
    panel.show_work(Work(Phase.CANCELLED))
    assert panel.render_.isVisible()
    assert not panel.stop.isVisible()


def test_memory_is_told_in_megabytes(panel: SolverPanel) -> None:
    panel.show_work(solving(3, memory=3 << 30))
    assert panel.memory.text() == "3,072 MB"


def test_the_curves_follow_the_terms(panel: SolverPanel, plot: LossPlot) -> None:
    for iteration in range(4):
        panel.show_work(solving(iteration, tv=10.0**iteration))
    shown = drawn(plot)
    assert list(shown) == ["whole", "conv3_1", "conv4_1", "smoothness"]
    assert shown["smoothness"] == [0, 1, 2, 3]


def test_a_new_solve_begins_new_curves(panel: SolverPanel, plot: LossPlot) -> None:
    for iteration in (0, 1, 2, 3, 0, 1):
        panel.show_work(solving(iteration))
    assert len(drawn(plot)["whole"]) == 2


def test_a_term_that_is_zero_has_no_point_on_a_log_scale(plot: LossPlot) -> None:
    for iteration, value in enumerate((0.0, 0.0, 5.0, 7.0)):
        plot.add(iteration, [Term("whole", 1.0), Term("smoothness", value)])
    shown = drawn(plot)
    assert len(shown["whole"]) == 4
    assert len(shown["smoothness"]) == 2


def test_axes_without_a_curve_are_not_shown(panel: SolverPanel, plot: LossPlot) -> None:
    assert not plot.isVisible()
    panel.show_work(solving(0))
    assert plot.isVisible()
    panel.show_work(Work(Phase.WAITING))
    assert not plot.isVisible()


def test_the_terms_add_up_to_the_whole() -> None:
    preview = solving(1).preview
    assert preview is not None
    whole, *parts = terms(preview, whole="whole", smoothness="smoothness")
    assert whole.value == sum(term.value for term in parts)
