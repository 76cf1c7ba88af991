from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dfi_studio.ui.actions.action import Action, Place
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.help_dialogs import KeysDialog, key_list
from dfi_studio.ui.actions.shortcut_editor import ShortcutEditor
from dfi_studio.ui.actions.shortcuts import Shortcuts, normal
from dfi_studio.ui.actions.table import ACTIONS, actions_of
from dfi_studio.ui.language import speak


def by_id(id_: str) -> Action:
    return next(action for action in ACTIONS if action.id == id_)


SAVE, UNDO, UNDO_DESK, QUIT = map(by_id, ("save_project", "undo", "undo_desk", "quit"))


# -- the values ---------------------------------------------------------------------------------


def test_keys_are_the_tables_until_they_are_set(settings: QSettings) -> None:
    shortcuts = Shortcuts(settings)
    assert shortcuts.of(SAVE) == ("Ctrl+S",)
    assert not shortcuts.is_own(SAVE)
    shortcuts.give(SAVE, ["ctrl+k", "", "Ctrl+K"])
    assert shortcuts.of(SAVE) == ("Ctrl+K",)
    assert shortcuts.is_own(SAVE)
    assert Shortcuts(settings).of(SAVE) == ("Ctrl+K",)  # in the next run, too
    shortcuts.reset(SAVE)
    assert not shortcuts.is_own(SAVE)
    assert Shortcuts(settings).of(SAVE) == ("Ctrl+S",)


def test_keys_are_taken_from_whoever_has_them(settings: QSettings) -> None:
    shortcuts = Shortcuts(settings)
    assert shortcuts.holders("Ctrl+Q", besides=SAVE) == [QUIT]
    assert shortcuts.holders("Ctrl+Z", besides=UNDO) == []  # the other undo is never there with it
    assert set(shortcuts.holders("Ctrl+Z", besides=SAVE)) == {UNDO, UNDO_DESK}
    shortcuts.give(SAVE, ["Ctrl+Q", "Ctrl+Z"])
    assert shortcuts.of(QUIT) == shortcuts.of(UNDO) == ()
    assert Shortcuts(settings).of(QUIT) == ()  # to have none is remembered, too
    shortcuts.reset_all()
    assert (shortcuts.of(SAVE), shortcuts.of(QUIT)) == (("Ctrl+S",), ("Ctrl+Q",))
    assert settings.allKeys() == []


def test_what_nobody_wrote_so_is_passed_over(settings: QSettings) -> None:
    for number, junk in enumerate(("{", "7", '["Ctrl+K", 3]', '{"a": 1}')):
        settings.setValue(f"shortcuts/{ACTIONS[number].id}", junk)
    settings.setValue("shortcuts/no_action", '["Ctrl+K"]')
    shortcuts = Shortcuts(settings)
    assert not [action.id for action in ACTIONS if shortcuts.is_own(action)]


KEYS = st.sampled_from(["", "Ctrl+K", "Ctrl+S", "Ctrl+Z", "Q", "F5", "Ctrl+Return", "Alt+1"])


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.lists(KEYS, max_size=2)), max_size=12))
@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_key_ever_has_two_meanings(
    settings: QSettings, gifts: list[tuple[Action, list[str]]]
) -> None:
    settings.clear()
    shortcuts = Shortcuts(settings)
    for action, keys in gifts:
        shortcuts.give(action, keys)
    for place in Place:
        keys = [key for action in actions_of(place) for key in shortcuts.of(action)]
        assert len(keys) == len(set(keys))
    again = Shortcuts(settings)
    assert [again.of(action) for action in ACTIONS] == [shortcuts.of(action) for action in ACTIONS]


def test_the_list_of_keys_tells_what_is_set(settings: QSettings) -> None:
    shortcuts = Shortcuts(settings)
    listed = " ".join(keys for keys, _ in key_list(shortcuts))
    for wanted in ("Ctrl+O", "Ctrl+S", "Ctrl+Shift+Z", "Ctrl+.", "Esc", "F1", "\\"):
        assert wanted in listed
    shortcuts.give(SAVE, ["F7"])
    assert ("F7", "Save project") in key_list(shortcuts)


# -- in a window --------------------------------------------------------------------------------


def test_letters_typed_into_a_field_are_letters(qtbot: QtBot, settings: QSettings) -> None:
    window, page = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(page)
    actions = ActionSet(window, Shortcuts(settings))
    heard: list[str] = []
    actions.made["show_keys"].triggered.connect(lambda: heard.append("H"))
    fields = QLineEdit(page), QPlainTextEdit(page), QDoubleSpinBox(page)
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    with qtbot.waitActive(window):
        window.show()
    for field in fields:
        field.setFocus()
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_H)
    assert heard == []
    assert (fields[0].text(), fields[1].toPlainText()) == ("h", "h")
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_H)
    assert heard == ["H"]


# -- the dialog ---------------------------------------------------------------------------------


def editor(qtbot: QtBot, settings: QSettings) -> tuple[Shortcuts, ShortcutEditor]:
    shortcuts = Shortcuts(settings)
    dialog = ShortcutEditor(shortcuts, None)
    qtbot.addWidget(dialog)
    return shortcuts, dialog


def press(dialog: ShortcutEditor, keys: str, *, at: int = 0) -> None:
    dialog.fields[at].setKeySequence(QKeySequence(keys))
    dialog.fields[at].editingFinished.emit()


def test_keys_are_set_in_the_dialog_and_hold_at_once(qtbot: QtBot, settings: QSettings) -> None:
    shortcuts, dialog = editor(qtbot, settings)
    dialog.choose("undo")
    assert dialog.fields[0].keys == "Ctrl+Z"
    press(dialog, "F7", at=1)
    assert shortcuts.of(UNDO) == ("Ctrl+Z", "F7")
    press(dialog, "")
    assert shortcuts.of(UNDO) == ("F7",)
    assert dialog.reset.isEnabled()
    dialog.reset.click()
    assert shortcuts.of(UNDO) == ("Ctrl+Z",)
    assert not dialog.reset.isEnabled()


def test_a_conflict_is_told_and_can_be_resolved(qtbot: QtBot, settings: QSettings) -> None:
    shortcuts, dialog = editor(qtbot, settings)
    dialog.choose("save_project")
    press(dialog, "Ctrl+Q")
    assert dialog.told.text() == "Ctrl+Q is the key of “Quit”."
    assert shortcuts.of(SAVE) == ("Ctrl+S",)
    dialog.take.click()
    assert (shortcuts.of(SAVE), shortcuts.of(QUIT)) == (("Ctrl+Q",), ())
    assert dialog.take.isHidden()
    press(dialog, "Space")
    assert "is kept for" in dialog.told.text()
    assert shortcuts.of(SAVE) == ("Ctrl+Q",)
    dialog.reset_all.click()
    assert (shortcuts.of(SAVE), shortcuts.of(QUIT)) == (("Ctrl+S",), ("Ctrl+Q",))


def test_the_tree_is_filtered_by_name_menu_and_key(qtbot: QtBot, settings: QSettings) -> None:
    _, dialog = editor(qtbot, settings)

    def shown() -> set[str]:
        return {id_ for id_, row in dialog._rows.items() if not row.isHidden()}

    dialog.filter.setText("snapshot")
    assert shown() == {"take_snapshot"}
    dialog.filter.setText("ctrl+shift+s")
    assert "save_project_as" in shown()
    dialog.filter.setText("")
    assert len(shown()) == len(ACTIONS)
    assert normal("ctrl+shift+s") == "Ctrl+Shift+S"


def test_keys_of_two_scripts_do_not_run_into_each_other(
    qapp: QApplication, settings: QSettings
) -> None:
    speak(qapp, "ar")
    try:
        keys = next(keys for keys, _ in key_list(Shortcuts(settings)) if "Ctrl+Shift+." in keys)
        assert "\u2066Ctrl+Shift+.\u2069" in keys.split("  "), "the dot stays at its end"
    finally:
        speak(qapp, "en")


@pytest.mark.parametrize("spoken", ["de", "ar"])
def test_the_lines_of_the_keys_begin_on_one_side(
    spoken: str, qapp: QApplication, qtbot: QtBot, settings: QSettings
) -> None:
    speak(qapp, spoken)
    try:
        parent = QWidget()
        qtbot.addWidget(parent)
        labels = KeysDialog(Shortcuts(settings), parent).findChildren(QLabel)
        right = bool(labels[0].alignment() & Qt.AlignmentFlag.AlignRight)
        assert right == (spoken == "ar")
        assert len({each.alignment() for each in labels}) == 1, '"100 %" lies as the others'
        assert all(each.alignment() & Qt.AlignmentFlag.AlignAbsolute for each in labels)
    finally:
        speak(qapp, "en")
