from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from dfi_studio.ui.window.late_page import LatePage


def test_the_content_is_wanted_once_and_only_when_the_page_is_seen(qtbot: QtBot) -> None:
    stack, page = QStackedWidget(), LatePage()
    qtbot.addWidget(stack)
    stack.addWidget(QLabel("first"))
    stack.addWidget(page)
    made: list[QLabel] = []

    def make() -> None:
        made.append(QLabel("late"))
        page.put(made[-1])

    page.wanted.connect(make)
    stack.show()
    assert not made
    stack.setCurrentWidget(page)
    assert [each.isVisible() for each in made] == [True]
    stack.setCurrentIndex(0)
    stack.setCurrentWidget(page)
    assert len(made) == 1


def test_a_page_that_nobody_fills_asks_again(qtbot: QtBot) -> None:
    page = LatePage()
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.wanted):
        page.show()
    page.hide()
    with qtbot.waitSignal(page.wanted):
        page.show()


def test_a_page_that_is_shown_already_is_filled_at_once(qtbot: QtBot) -> None:
    page = LatePage()
    qtbot.addWidget(page)
    page.show()
    label = QLabel("late")
    page.fill_by(lambda: page.put(label))
    assert label.isVisible()
