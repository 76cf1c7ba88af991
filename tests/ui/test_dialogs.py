from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.ui.dialogs import Answer, Dialogs

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def dialogs(qtbot: QtBot, settings: QSettings) -> Dialogs:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Dialogs(window, settings)


async def answered(asking: Coroutine[Any, Any, Any], word: str) -> Any:
    """Press the button of this word in the box that opens, and return what was answered."""
    task = asyncio.ensure_future(asking)
    async with asyncio.timeout(5):
        while not isinstance(box := QApplication.activeModalWidget(), QDialog):
            await asyncio.sleep(0.002)
    buttons = {each.text().replace("&", ""): each for each in box.findChildren(QPushButton)}
    buttons[word].click()
    return await task


@pytest.mark.parametrize(("word", "agreed"), [("Delete", True), ("Cancel", False)])
def test_what_cannot_be_undone_is_agreed_to(
    run: Run, dialogs: Dialogs, word: str, agreed: bool
) -> None:
    assert run(answered(dialogs.confirm("Delete it?", "Delete"), word)) is agreed


@pytest.mark.parametrize(
    ("word", "answer"),
    [("Save", Answer.SAVE), ("Discard", Answer.DISCARD), ("Cancel", Answer.CANCEL)],
)
def test_what_was_not_saved_is_asked_about(
    run: Run, dialogs: Dialogs, word: str, answer: Answer
) -> None:
    assert run(answered(dialogs.ask_to_save("Save it?"), word)) is answer


@pytest.mark.parametrize(("word", "answer"), [("Restore", 0), ("Discard", 1), ("Cancel", None)])
def test_one_of_a_few_answers_is_given(
    run: Run, dialogs: Dialogs, word: str, answer: int | None
) -> None:
    asking = dialogs.decide("It crashed.", "There is work.", ["&Restore", "&Discard"])
    assert run(answered(asking, word)) == answer
