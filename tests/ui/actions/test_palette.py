from __future__ import annotations

import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from dfi_studio.ui.actions.action import WindowState
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.command_palette import CommandPalette, Offer
from dfi_studio.ui.actions.fuzzy import best
from dfi_studio.ui.actions.offers import action_offers, path_offers
from dfi_studio.ui.actions.shortcuts import Shortcuts


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLineEdit())
    window.resize(800, 600)
    with qtbot.waitActive(window):
        window.show()
    window.centralWidget().setFocus()
    return window


def opened(window: QMainWindow, done: list[str]) -> CommandPalette:
    offers = [
        Offer("Zoom in", lambda: done.append("in"), "View \u203a Zoom", "Ctrl++"),
        Offer("Zoom out", lambda: done.append("out"), "View \u203a Zoom", "Ctrl+-"),
        Offer("Export the result", lambda: done.append("export"), lack="There is no result yet."),
    ]
    palette = CommandPalette(window, offers)
    palette.open()
    return palette


def texts(palette: CommandPalette) -> list[str]:
    return [offer.text for offer in palette.offers.fitting]


def test_a_few_letters_and_enter(qtbot: QtBot, window: QMainWindow) -> None:
    done: list[str] = []
    palette = opened(window, done)
    assert palette.field.hasFocus()
    qtbot.keyClicks(palette.field, "zoom")
    assert texts(palette) == ["Zoom in", "Zoom out"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert "Zoom out" in palette.field.accessibleDescription()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["out"]
    assert palette.isHidden()
    assert window.centralWidget().hasFocus()


def test_what_cannot_be_done_comes_last_and_is_not_done(qtbot: QtBot, window: QMainWindow) -> None:
    done: list[str] = []
    palette = opened(window, done)
    assert texts(palette)[-1] == "Export the result"
    qtbot.keyClicks(palette.field, "export")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []
    assert not palette.isHidden()
    assert "There is no result yet." in palette.field.accessibleDescription()


def test_escape_closes_the_palette_and_does_nothing_else(qtbot: QtBot, window: QMainWindow) -> None:
    heard: list[str] = []
    cancel = QAction(window)
    cancel.setShortcut("Esc")
    cancel.triggered.connect(lambda: heard.append("cancel"))
    window.addAction(cancel)
    palette = opened(window, [])
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert heard == []
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_Escape)
    assert heard == ["cancel"]


def test_it_closes_when_the_focus_goes_elsewhere(qtbot: QtBot, window: QMainWindow) -> None:
    palette = opened(window, [])
    window.centralWidget().setFocus()
    assert palette.isHidden()


def test_what_had_the_focus_may_be_gone(qtbot: QtBot, window: QMainWindow) -> None:
    """A row of the stack is deleted while the palette is open, as by an action that was late."""
    done: list[str] = []
    palette = opened(window, done)
    shiboken6.delete(window.centralWidget())
    palette.list.clicked.emit(palette.offers.index(0, 0))
    assert done == ["in"]
    assert palette.isHidden()


def test_nothing_fits(qtbot: QtBot, window: QMainWindow) -> None:
    palette = opened(window, [])
    qtbot.keyClicks(palette.field, "qqq")
    assert texts(palette) == []
    assert palette.field.accessibleDescription() == "Nothing fits."
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isHidden()


def test_actions_and_files_are_offered(qtbot: QtBot, settings: QSettings) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = ActionSet(window, Shortcuts(settings))
    actions.show_state(WindowState(has_photo=True, undo="Strength"))
    offers = {offer.text: offer for offer in action_offers(actions)}
    assert offers["Zoom in"].where == "View \u203a Zoom"
    assert offers["Undo: Strength"].keys == "Ctrl+Z"
    assert offers["Export the result"].lack == "There is no result yet."
    assert "To the source" not in offers  # it belongs to the other workspace
    assert "Command palette" not in offers
    heard: list[Path] = []
    path_offers([Path("/a/anna.dfistudio")], heard.append)[0].do()
    assert heard == [Path("/a/anna.dfistudio")]


def test_a_long_library_is_searched_within_a_frame() -> None:
    texts = [(f"Add attribute number {number} of the library", "Library") for number in range(500)]
    best("a", texts)
    spent = []
    for _ in range(5):
        before = time.thread_time()
        best("att 49 lib", texts)
        spent.append(time.thread_time() - before)
    assert min(spent) < 0.1
