from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QSizePolicy, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.window.docks import Panel
from dfi_studio.ui.window.workspaces import Workspaces

ALL = frozenset({"edit", "solver", "history", "strip"})
"""What is open in Edit at first."""


class Window(QMainWindow):
    """Pages and panels of nothing, arranged."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[Place, QWidget] = {place: QLabel(place.name) for place in Place}
        self.panels = {
            name: Panel(name, name.title(), QLabel(name), upright=name in ("strip", "jobs"))
            for name in (*sorted(ALL), "mask", "sequence", "jobs")
        }
        self.workspaces = Workspaces(self, pages=self.pages, panels=self.panels)
        self.setCentralWidget(self.workspaces.middle)


def opened(qtbot: QtBot, settings: QSettings, height: int = 700) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.resize(900, height)
    window.workspaces.restore(settings)
    window.show()
    return window


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings) -> Window:
    return opened(qtbot, settings)


def test_each_workspace_has_its_page_and_panels(window: Window) -> None:
    spaces = window.workspaces
    assert spaces.open_panels == ALL
    assert spaces.middle.currentWidget() is window.pages[Place.EDIT]
    spaces.show(Place.DATASET)
    assert spaces.open_panels == frozenset()
    assert spaces.middle.currentWidget() is window.pages[Place.DATASET]
    spaces.show(Place.EDIT)
    assert spaces.open_panels == ALL


def test_masks_have_a_workspace_of_their_own_and_may_stand_in_edit_too(window: Window) -> None:
    spaces, mask, edit = window.workspaces, window.panels["mask"], window.panels["edit"]
    spaces.show(Place.INPAINT)
    assert spaces.open_panels == {"mask", "solver", "history"}
    assert mask.y() < window.panels["solver"].y()
    spaces.toggle("edit")
    assert edit in window.tabifiedDockWidgets(mask)
    spaces.show(Place.EDIT)
    assert spaces.open_panels == ALL
    spaces.toggle("mask")
    assert mask in window.tabifiedDockWidgets(edit)
    spaces.reset()
    assert spaces.open_panels == ALL


def test_workspaces_may_share_a_page(qtbot: QtBot, settings: QSettings) -> None:
    window = Window()
    qtbot.addWidget(window)
    page = window.pages[Place.EDIT]
    spaces = Workspaces(window, pages={**window.pages, Place.INPAINT: page}, panels=window.panels)
    window.setCentralWidget(spaces.middle)
    window.show()
    for place in (Place.INPAINT, Place.DATASET, Place.EDIT):
        spaces.show(place)
        shown = spaces.middle.currentWidget()
        assert (shown is page) is (place is not Place.DATASET)
        assert shown.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Preferred


def test_a_workspace_keeps_how_it_was_left(window: Window) -> None:
    spaces = window.workspaces
    spaces.toggle("history")
    window.panels["solver"].setFloating(True)
    spaces.show(Place.DATASET)
    spaces.toggle("solver")
    spaces.show(Place.EDIT)
    assert spaces.open_panels == ALL - {"history"}
    assert window.panels["solver"].isFloating()
    spaces.show(Place.DATASET)
    assert spaces.open_panels == {"solver"}
    assert not window.panels["solver"].isFloating()


def test_the_arrangement_can_be_reset(window: Window) -> None:
    spaces, heard = window.workspaces, []
    spaces.changed.connect(lambda: heard.append(spaces.open_panels))
    window.panels["edit"].setFloating(True)
    spaces.toggle("strip")
    spaces.toggle("history")
    spaces.reset()
    assert spaces.open_panels == heard[-1] == ALL
    assert not window.panels["edit"].isFloating()
    right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
    areas = {name: window.dockWidgetArea(panel) for name, panel in window.panels.items()}
    assert areas == {
        "edit": right, "solver": right, "history": right, "mask": right, "strip": bottom,
        "sequence": bottom, "jobs": bottom,
    }  # fmt: skip


def test_the_next_run_finds_it_as_it_was(qtbot: QtBot, settings: QSettings, window: Window) -> None:
    window.workspaces.toggle("strip")
    window.workspaces.show(Place.DATASET)
    window.workspaces.toggle("history")
    window.workspaces.remember(settings)
    again = opened(qtbot, settings)
    assert again.workspaces.place is Place.DATASET
    assert again.workspaces.open_panels == {"history"}
    again.workspaces.show(Place.EDIT)
    assert again.workspaces.open_panels == ALL - {"strip"}


def test_what_was_written_by_another_version_is_passed_over(
    qtbot: QtBot, settings: QSettings
) -> None:
    foreign = QMainWindow()
    qtbot.addWidget(foreign)
    settings.setValue("workspaces/edit", foreign.saveState(99))
    settings.setValue("workspaces/dataset", "nonsense")
    settings.setValue("window/workspace", "no workspace")
    window = opened(qtbot, settings)
    assert window.workspaces.place is Place.EDIT
    assert window.workspaces.open_panels == ALL


def test_a_low_window_shares_a_place_and_a_high_one_does_not(
    qtbot: QtBot, settings: QSettings
) -> None:
    for height, shared in ((700, True), (2000, False)):
        window = opened(qtbot, settings, height)
        window.workspaces.reset()
        solver, history = window.panels["solver"], window.panels["history"]
        assert bool(window.tabifiedDockWidgets(solver)) is shared
        if shared:
            assert history.visibleRegion().isEmpty()  # the solver is in front
        else:
            assert solver.y() < history.y()


def test_an_opened_panel_comes_to_the_front(qtbot: QtBot, window: Window) -> None:
    spaces, history = window.workspaces, window.panels["history"]
    spaces.toggle("history")
    assert history.isHidden()
    spaces.toggle("history")
    qtbot.waitUntil(lambda: not history.visibleRegion().isEmpty())


def test_a_panel_floats_and_closes_by_the_keyboard(qtbot: QtBot, window: Window) -> None:
    panel = window.panels["edit"]
    floats, closes = panel.titleBarWidget().findChildren(QToolButton)
    assert "Float Edit" in (floats.accessibleName(), closes.accessibleName())
    for button in (floats, closes):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    by_name = {each.accessibleName(): each for each in (floats, closes)}
    qtbot.keyClick(by_name["Float Edit"], Qt.Key.Key_Space)
    assert panel.isFloating()
    assert by_name["Float Edit"].accessibleName() == "Put Edit back into the window"
    qtbot.keyClick(by_name["Float Edit"], Qt.Key.Key_Space)
    assert not panel.isFloating()
    qtbot.keyClick(by_name["Close Edit"], Qt.Key.Key_Space)
    assert "edit" not in window.workspaces.open_panels
