from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from dfi_studio.core.device import Device
from dfi_studio.core.recipe import Quality
from dfi_studio.ui.actions.action import Action, Place, WindowState
from dfi_studio.ui.actions.action_bar import ActionBar
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.file_menu import RECENT
from dfi_studio.ui.actions.menus import Menus
from dfi_studio.ui.actions.shortcuts import Shortcuts, fixed, normal
from dfi_studio.ui.actions.solve_menu import DEVICES
from dfi_studio.ui.actions.table import ACTIONS, GESTURES, actions_of
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.theme import Theme, icon

NEW = WindowState()
EDITING = replace(NEW, has_photo=True, begun=True)


def by_id(id_: str) -> Action:
    return next(action for action in ACTIONS if action.id == id_)


def can(id_: str, state: WindowState) -> bool:
    return by_id(id_).enabled(state)


@pytest.fixture
def made(qtbot: QtBot, settings: QSettings) -> tuple[QMainWindow, ActionSet]:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window, ActionSet(window, Shortcuts(settings))


# -- the table ----------------------------------------------------------------------------------


def test_each_action_has_an_id_a_text_and_a_reason_where_it_can_be_refused() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for action in ACTIONS:
        assert action.plain
        assert action.id.isidentifier()
        refused = not action.needs.met(NEW)
        assert not refused or action.needs.lack.endswith("."), action.id


@pytest.mark.parametrize("place", Place)
def test_no_key_has_two_meanings_in_one_workspace(place: Place) -> None:
    keys = Counter(normal(key) for action in actions_of(place) for key in action.shortcuts)
    assert not [key for key, count in keys.items() if count > 1]
    assert not [key for key in keys if fixed(key)]
    assert "" not in keys


@pytest.mark.parametrize("place", Place)
def test_the_menus_letters_and_the_keys_leave_each_other_alone(place: Place) -> None:
    letters = Counter(
        letter.upper()
        for title in {action.menu[0] for action in actions_of(place)}
        for letter in re.findall(r"&(\w)", title)
    )
    assert not [letter for letter, count in letters.items() if count > 1]
    keys = {normal(key) for action in actions_of(place) for key in action.shortcuts}
    assert not keys & {f"Alt+{letter}" for letter in letters}


@pytest.mark.parametrize("place", Place)
def test_no_two_entries_of_a_menu_have_one_letter(place: Place) -> None:
    menus = {RECENT, DEVICES, *(action.menu for action in actions_of(place))}
    for menu in menus:
        texts = [action.text for action in actions_of(place) if action.menu == menu]
        texts += [path[-1] for path in menus if path[:-1] == menu]
        letters = Counter(letter.lower() for text in texts for letter in re.findall(r"&(\w)", text))
        assert not [letter for letter, count in letters.items() if count > 1], menu


def test_the_keys_are_those_that_were_designed() -> None:
    wanted = {
        "Ctrl+N": "new_project", "Ctrl+O": "open_photo", "Ctrl+S": "save_project",
        "Ctrl+Shift+S": "save_project_as", "Ctrl+E": "export_result", "Ctrl+Z": "undo",
        "Ctrl+Shift+Z": "redo", "Ctrl+Y": "redo", "Alt+S": "take_snapshot", "Ctrl+0": "zoom_fit",
        "Ctrl+1": "zoom_actual", "Ctrl+2": "zoom_double", "M": "next_comparison",
        "C": "swap_sides", "F11": "full_screen", "Ctrl+Shift+P": "command_palette",
        "Ctrl+Return": "render_again", "Pause": "pause", "Ctrl+.": "stop", "Esc": "cancel",
        "Alt+1": "show_edit", "Alt+2": "show_dataset", "Alt+3": "show_inpaint",
        "B": "paint_masks", "K": "toggle_faces", "Ctrl+Shift+F": "fill", "F1": "show_help",
        "H": "show_keys",
    }  # fmt: skip
    there = {normal(key): each.id for each in actions_of(Place.EDIT) for key in each.shortcuts}
    assert {key: there.get(normal(key)) for key in wanted} == wanted
    brushes = [*"ELROGWXIPV[]{}", "Shift+G", "Shift+H"]
    assert not [key for key in brushes if normal(key) in there]  # kept for painting masks


def test_what_can_be_done_follows_from_the_state() -> None:
    assert not can("save_project", NEW)
    assert can("save_project", EDITING)
    assert not can("export_result", EDITING)
    assert can("export_result", replace(EDITING, has_result=True))
    assert not can("zoom_in", NEW)
    assert can("undo", replace(NEW, undo="Strength"))
    assert not can("undo", replace(NEW, undo="Strength", place=Place.DATASET))
    assert not can("to_source", replace(NEW, place=Place.DATASET))
    assert can("to_source", replace(NEW, place=Place.DATASET, selected=2))
    assert not can("to_source", replace(NEW, place=Place.INPAINT, selected=2))
    assert can("whole_photo", replace(EDITING, cropped=True))
    assert not can("whole_photo", EDITING)


def test_in_inpaint_is_all_that_is_in_edit() -> None:
    assert set(actions_of(Place.EDIT)) == set(actions_of(Place.INPAINT))
    for action in ACTIONS:
        here, there = replace(EDITING, masks=1, mask=True), replace(EDITING, place=Place.INPAINT)
        there = replace(there, masks=1, mask=True)
        assert action.enabled(here) == action.enabled(there), action.id


def test_what_can_be_done_with_masks_follows_from_the_state() -> None:
    assert not can("load_mask", NEW)
    assert can("load_mask", EDITING)
    assert not can("invert_mask", replace(EDITING, masks=1))
    assert can("invert_mask", replace(EDITING, masks=1, mask=True))
    assert not can("fill", EDITING)
    assert can("fill", replace(EDITING, masks=1))


def test_the_solvers_verbs_follow_from_its_phase() -> None:
    def verbs(phase: Phase) -> set[str]:
        names = ("render_again", "pause", "stop", "cancel")
        return {name for name in names if can(name, replace(EDITING, phase=phase))}

    for phase in (Phase.WAITING, Phase.DONE, Phase.STOPPED, Phase.CANCELLED, Phase.FAILED):
        assert verbs(phase) == {"render_again"}
    for phase in (Phase.LEARNING, Phase.SOLVING, Phase.PAUSED):
        assert verbs(phase) == {"pause", "stop", "cancel"}
    assert verbs(Phase.STARTING) == {"stop", "cancel"}
    # While a tool is in the hand, Escape is the tool's.
    assert not can("cancel", replace(EDITING, phase=Phase.SOLVING, cropping=True))


def test_words_and_ticks_follow_from_the_state() -> None:
    pause = by_id("pause")
    assert pause.said(EDITING) == "&Pause"
    assert pause.said(replace(EDITING, phase=Phase.PAUSED)) == "&Resume"
    assert by_id("undo").said(replace(NEW, undo="Strength")) == "&Undo: Strength"

    def ticked(state: WindowState) -> set[str]:
        return {each.id for each in ACTIONS if each.ticked is not None and each.ticked(state)}

    state = replace(
        EDITING, comparison=Comparison.SPLIT, theme=Theme.DARK, quality=Quality.GOOD,
        panels=frozenset({"solver", "strip"}), full_screen=True, place=Place.DATASET,
    )  # fmt: skip
    assert ticked(state) == {
        "compare_split", "theme_dark", "quality_good", "toggle_solver", "toggle_strip",
        "full_screen", "show_dataset", "speak_system",
    }  # fmt: skip


def test_gestures_have_words() -> None:
    assert all(keys and does for keys, does in GESTURES)


# -- as QActions --------------------------------------------------------------------------------


def test_icons_are_there(qapp: QApplication) -> None:
    for action in ACTIONS:
        if action.icon:
            assert not icon(action.icon).pixmap(24).isNull()


def test_the_state_is_shown_on_actions(made: tuple[QMainWindow, ActionSet]) -> None:
    _, actions = made
    undo, split = actions.made["undo"], actions.made["compare_split"]
    assert not undo.isEnabled()
    assert "nothing to take back" in undo.toolTip()
    actions.show_state(replace(EDITING, undo="Strength", comparison=Comparison.SPLIT))
    assert undo.isEnabled()
    assert undo.toolTip() == "Undo: Strength (Ctrl+Z)"
    assert split.isChecked()
    assert not actions.made["compare_off"].isChecked()
    assert not actions.made["to_source"].isVisible()
    actions.show_state(replace(EDITING, place=Place.DATASET))
    assert not undo.isVisible()
    assert actions.made["to_source"].isVisible()


def test_a_click_does_not_tick_by_itself(made: tuple[QMainWindow, ActionSet]) -> None:
    _, actions = made
    actions.show_state(EDITING)
    for id_ in ("compare_split", "crop", "theme_dark"):
        actions.made[id_].trigger()
        assert not actions.made[id_].isChecked()  # nobody answered, so the state is as it was
    assert actions.made["compare_off"].isChecked()


def test_keys_that_are_given_anew_hold_at_once(
    made: tuple[QMainWindow, ActionSet],
) -> None:
    _, actions = made
    actions.shortcuts.give(by_id("undo"), ["F7"])
    assert actions.made["undo"].shortcuts() == [QKeySequence("F7")]
    assert "(F7)" in actions.made["undo"].toolTip()


# -- bars ---------------------------------------------------------------------------------------


def test_the_menu_bar_shows_only_menus_that_hold_something(
    made: tuple[QMainWindow, ActionSet],
) -> None:
    window, actions = made
    Menus(window, actions)

    def titles() -> list[str]:
        shown = [each for each in window.menuBar().actions() if each.isVisible()]
        return [each.text().replace("&", "") for each in shown]

    assert titles() == ["File", "Edit", "View", "Solve", "Mask", "Window", "Help"]
    actions.show_state(replace(NEW, place=Place.DATASET))
    assert titles() == ["File", "Edit", "View", "Solve", "Dataset", "Window", "Help"]


def test_recent_files_and_devices_are_listed(
    made: tuple[QMainWindow, ActionSet], qtbot: QtBot
) -> None:
    window, actions = made
    menus = Menus(window, actions)
    recent, devices = menus.recent, menus.devices
    assert not recent.isEnabled()
    paths = [Path("/pictures/a&b.dfistudio"), Path("/pictures/anna.jpg")]
    menus.show_recent(paths)
    assert [each.text() for each in recent.actions()] == ["&1  a&&b.dfistudio", "&2  anna.jpg"]
    with qtbot.waitSignal(menus.path_wanted) as heard:
        recent.actions()[1].trigger()
    assert heard.args == [paths[1]]
    menus.show_recent(paths, missing=frozenset(paths[:1]))
    assert [each.isEnabled() for each in recent.actions()] == [False, True]
    menus.show_devices([Device("cuda:0", "H200", 3 * 2**30), Device("cpu")], "cpu")
    assert [each.text() for each in devices.actions()] == ["cuda:0   H200   3.0 GB free", "cpu"]
    assert [each.isChecked() for each in devices.actions()] == [False, True]
    with qtbot.waitSignal(menus.device_wanted) as heard:
        devices.actions()[0].trigger()
    assert heard.args == ["cuda:0"]


def test_the_tool_bar_has_no_idle_line_and_every_button_a_name(
    made: tuple[QMainWindow, ActionSet],
) -> None:
    window, actions = made
    bar = ActionBar(window, actions)
    window.addToolBar(bar)
    for place in Place:
        actions.show_state(replace(NEW, place=place))
        shown = [each for each in bar.actions() if each.isVisible()]
        lines = [at for at, each in enumerate(shown) if each.isSeparator()]
        assert 0 not in lines
        assert all(at + 1 not in lines for at in lines)
    for button in bar.findChildren(QToolButton):
        if button.defaultAction() is not None:
            assert button.accessibleName()
            assert button.toolTip()
