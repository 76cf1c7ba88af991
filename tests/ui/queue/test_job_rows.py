"""Rows of jobs that come and go while somebody asks for them to be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dfi_studio.session.queue import Item, Kind
from dfi_studio.ui.queue.job_list import JobList
from dfi_studio.ui.queue.job_rows import JobRows


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
