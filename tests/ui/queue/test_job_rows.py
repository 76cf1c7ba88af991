"""Rows of jobs that come and go while somebody asks for them to be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dfi_studio.session.queue import Item, Kind
from dfi_studio.ui.queue import panel
from dfi_studio.ui.queue.job_list import JobList
from dfi_studio.ui.queue.job_rows import JobRows
from dfi_studio.ui.theme import icon

_LONG = "Diesen Auftrag danach anhalten"


def items(keys: str) -> tuple[Item, ...]:
    return tuple(Item(key, Kind.STILL, f"Job {key}", Path("/out")) for key in keys)


def shown(rows: QAbstractItemModel) -> str:
    return "".join(rows.at(row).key for row in range(rows.rowCount()))


@pytest.mark.parametrize(
    ("before", "after", "chosen"),
    [("abc", "ac", "b"), ("abcd", "ad", "c"), ("abc", "", "a"), ("abc", "cxa", "b")],
)
def test_a_choice_that_moves_with_a_row_may_ask_to_be_shown(
    before: str, after: str, chosen: str, qtbot: QtBot
) -> None:
    """Qt moves the choice in the middle of a removal, and whoever hears of it shows all again."""
    rows = JobRows()
    jobs = JobList(rows)
    qtbot.addWidget(jobs)
    tester = QAbstractItemModelTester(
        rows, QAbstractItemModelTester.FailureReportingMode.Fatal, rows
    )
    rows.show_items(items(before), paused=False)
    jobs.choose(chosen)
    asked: list[str] = []

    def show_again() -> None:
        asked.append(jobs.chosen)
        rows.show_items(items(after), paused=False)

    jobs.chosen_changed.connect(show_again)
    rows.show_items(items(after), paused=False)
    assert asked
    assert shown(rows) == after
    tester.deleteLater()


def test_the_words_of_the_bar_do_not_keep_the_window_wide(qtbot: QtBot) -> None:
    """Translated, they are three times as wide as the icons."""
    names = (*panel._WORDED, *panel._OF_ALL, *panel._OF_ONE)
    made = panel.JobsPanel({name: QAction(icon("stop"), _LONG) for name in names})
    qtbot.addWidget(made)
    made.resize(1400, 200)
    made.show()
    icons = Qt.ToolButtonStyle.ToolButtonIconOnly
    assert all(each.toolButtonStyle() is not icons for each in made._worded)
    made.resize(made.minimumWidth(), 200)
    assert made.width() < 800
    assert all(each.toolButtonStyle() is icons for each in made._worded)
    made.resize(1400, 200)
    assert all(each.toolButtonStyle() is not icons for each in made._worded)
