"""The dialogs that projects ask by, as a hand answers them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dfi_studio.ui.dialogs import Answer, Dialogs
from dfi_studio.ui.question import Question

Run = Callable[[Any], Any]


@pytest.fixture
def dialogs(qtbot: QtBot, tmp_path: Path) -> Dialogs:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Dialogs(window, settings)


async def answered(question: Any, kind: type[QDialog], answer: Callable[[Any], None]) -> Any:
    asking = asyncio.ensure_future(question)
    async with asyncio.timeout(5):
        while not isinstance(QApplication.activeModalWidget(), kind):
            await asyncio.sleep(0.005)
        answer(QApplication.activeModalWidget())
        return await asking


def clicking(word: str) -> Callable[[QDialog], None]:
    def click(question: QDialog) -> None:
        (button,) = (each for each in question.findChildren(QPushButton) if word in each.text())
        button.click()

    return click


@pytest.mark.parametrize(("word", "wanted"), [("Restore", 0), ("Discard", 1), ("Cancel", None)])
def test_an_answer_is_a_button(run: Run, dialogs: Dialogs, word: str, wanted: int | None) -> None:
    question = dialogs.decide("It ended.", "Something is there.", ["&Restore", "&Discard"])
    assert run(answered(question, Question, clicking(word))) == wanted


def test_enter_takes_the_first_and_escape_puts_it_off(
    run: Run, dialogs: Dialogs, qtbot: QtBot
) -> None:
    for key, wanted in ((Qt.Key.Key_Return, 0), (Qt.Key.Key_Escape, None)):

        def press(asked: Question, key: Qt.Key = key) -> None:
            qtbot.keyClick(asked, key)

        question = dialogs.decide("It ended.", "", ["&Restore", "&Discard"])
        assert run(answered(question, Question, press)) == wanted


def test_putting_it_off_may_have_its_own_word(run: Run, dialogs: Dialogs) -> None:
    question = dialogs.decide("It ended.", "", ["&Restore"], later="Decide &later")
    assert run(answered(question, Question, clicking("later"))) is None


def test_a_name_is_shown_as_it_is_and_every_answer_whole(run: Run, dialogs: Dialogs) -> None:
    name = "<b>anna</b>&amp;.jpg"
    answers = ["Choose its &file…", "Look in a f&older…", "Continue &without it", "&Use it"]

    def look(asked: Question) -> None:
        label = asked.findChildren(QLabel)[0]
        assert label.text() == name
        assert label.textFormat() == Qt.TextFormat.PlainText
        for button in asked.findChildren(QPushButton):
            assert button.width() >= button.minimumSizeHint().width()
        assert asked.width() < 500
        assert asked.accessibleName() == name
        asked.reject()

    assert run(answered(dialogs.decide(name, "about", answers), Question, look)) is None


def test_what_discarding_means_can_be_said(run: Run, dialogs: Dialogs) -> None:
    told = []

    def discard(box: QMessageBox) -> None:
        told.append(box.informativeText())
        box.button(QMessageBox.StandardButton.Discard).click()

    for about in ("", "It is lost."):
        question = dialogs.ask_to_save("Save?", about)
        assert run(answered(question, QMessageBox, discard)) is Answer.DISCARD
    assert "solving" in told[0]
    assert told[1] == "It is lost."


def test_a_place_and_a_kind_are_chosen_at_once(run: Run, dialogs: Dialogs, tmp_path: Path) -> None:
    kinds = ["Project (*.dfistudio)", "Project with the photo inside (*.dfistudio)"]
    proposal = tmp_path / "anna.dfistudio"

    def accept(dialog: QFileDialog) -> None:
        assert dialog.selectedNameFilter() == kinds[1]
        assert dialog.selectedFiles() == [str(proposal)]
        dialog.selectNameFilter(kinds[0])
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(tmp_path / "bert"))
        dialog.accept()

    question = dialogs.save_as("Save", proposal=proposal, kinds=kinds, chosen=1)
    assert run(answered(question, QFileDialog, accept)) == (tmp_path / "bert.dfistudio", 0)
    question = dialogs.save_as("Save", proposal=proposal, kinds=kinds)
    assert run(answered(question, QFileDialog, QFileDialog.reject)) is None
