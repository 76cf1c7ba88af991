"""Faults as the user meets them: told once, what is in hand saved first, a report to copy."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dfi_studio.app.faults import faults_told, tell_of_crashes
from dfi_studio.library.log_file import logged
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.report import report, window_facts
from dfi_studio.ui.window.message_bar import MessageBar


class Told:
    """Notes in which order things happen."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.messages: list[Message] = []

    def say(self, message: Message) -> None:
        self.order.append("told")
        self.messages.append(message)

    def write_now(self) -> None:
        self.order.append("saved")


def fail() -> None:
    raise RuntimeError("no such luck in /home/anna/my photos/a b.jpg")


def test_a_fault_in_a_slot_saves_first_and_is_told_once(run, caplog) -> None:
    told = Told()

    async def faulty() -> None:
        before = sys.excepthook
        with faults_told(told, told):
            for _ in range(3):
                QTimer.singleShot(0, fail)
            await asyncio.sleep(0.05)
        assert sys.excepthook is before

    run(faulty())
    assert caplog.records[-1].getMessage().startswith("Nobody caught this.")
    caplog.clear()
    assert told.order == ["saved", "told"]
    (message,) = told.messages
    assert message.text.startswith("Something unexpected went wrong: no such luck")
    assert "RuntimeError" in message.details
    assert message.severity is Severity.ERROR


def test_a_fault_in_a_thread_is_told_in_the_window(run, caplog) -> None:
    told = Told()

    async def faulty() -> None:
        with faults_told(told, told):
            thread = threading.Thread(target=fail)
            thread.start()
            await asyncio.to_thread(thread.join)
            await asyncio.sleep(0.02)

    run(faulty())
    assert caplog.records[-1].getMessage().startswith("Nobody caught this.")
    caplog.clear()
    assert told.order == ["saved", "told"]


def test_a_crash_of_an_earlier_run_is_offered(run, caplog, qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    run(tell_of_crashes(bar, lambda: ["Fatal Python error: Segmentation fault"]))
    caplog.clear()
    (row,) = bar.offers
    assert "crashed when it was last used" in row.text.text()
    assert row.copy.isHidden()
    row.act.click()
    copied = QGuiApplication.clipboard().text()
    assert "Segmentation fault" in copied
    assert "dfi-studio:" in copied
    assert not bar.offers


def test_errors_with_details_have_a_report_to_copy(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    for message, offered in (
        (Message("It was skipped.", details="why"), False),
        (Message("The disk is full.", Severity.ERROR), False),
        (Message("Unexpected: /home/anna/x y.png.", Severity.ERROR, "Traceback"), True),
    ):
        bar.say(message)
        assert bar.news.copy.isHidden() is not offered
    with logged():
        logging.getLogger("dfi_studio").warning("the log says so")
    bar.news.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "the log says so" in copied
    assert "Traceback" in copied
    assert "anna" not in copied


def test_a_report_tells_of_qt(qtbot: QtBot) -> None:
    assert window_facts()["qt platform"].startswith("offscreen")
    assert "- qt: 6." in report("It failed.", "")
