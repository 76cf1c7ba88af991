from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.window.message_bar import MessageBar


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def test_notices_gather_and_an_error_takes_their_place(bar: MessageBar) -> None:
    assert bar.isHidden()
    bar.say(Message("a.jpg was skipped."))
    bar.say(Message("b.jpg was skipped."))
    bar.say(Message("b.jpg was skipped."))
    assert bar.text.text() == "a.jpg was skipped. (and 1 more)"
    assert bar.details.toPlainText() == "a.jpg was skipped.\nb.jpg was skipped."
    bar.news.unfold.click()
    assert not bar.details.isHidden()
    bar.say(Message("The disk is full.", Severity.ERROR))
    assert bar.text.text() == "The disk is full."
    assert bar.details.isHidden()
    assert bar.news.unfold.isHidden()
    assert bar.news.accessibleName() == "Error"
    bar.news.dismiss.click()
    assert bar.isHidden()


def test_an_offer_stays_until_it_is_answered(bar: MessageBar) -> None:
    heard: list[str] = []

    def offer(word: str) -> Message:
        return Message(f"{word}?", button=word, act=lambda: heard.append(word))

    bar.say(offer("Restore"))
    bar.say(offer("Relink"))
    bar.say(offer("Relink"))
    bar.say(Message("The disk is full.", Severity.ERROR))
    assert [row.text.text() for row in bar.offers] == ["Restore?", "Relink?"]
    assert bar.text.text() == "The disk is full."
    bar.clear()
    assert not bar.isHidden()
    bar.offers[0].act.click()
    assert heard == ["Restore"]
    assert [row.text.text() for row in bar.offers] == ["Relink?"]
    bar.offers[0].dismiss.click()
    assert heard == ["Restore"]
    assert bar.isHidden()


def test_an_offer_may_come_back_while_it_is_answered(bar: MessageBar) -> None:
    again = Message("It did not work. Once more?", button="Try again")
    bar.say(Message("Try?", button="Try", act=lambda: bar.say(again)))
    bar.offers[0].act.click()
    assert [row.text.text() for row in bar.offers] == [again.text]
    assert not bar.isHidden()
