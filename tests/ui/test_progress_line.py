from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from dfi_studio.ui.progress_line import ProgressLine


class Counted(ProgressLine):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        super().paintEvent(event)


def test_it_shows_a_share_or_that_there_is_no_telling(qtbot: QtBot) -> None:
    line = ProgressLine()
    qtbot.addWidget(line)
    line.show_share(0.25)
    assert (line.minimum(), line.value(), line.maximum()) == (0, 250, 1000)
    line.show_share(None)
    assert line.maximum() == 0
    line.show_share(1.0)
    assert (line.value(), line.maximum()) == (1000, 1000)


def test_it_is_painted_when_its_turn_comes_and_only_if_it_changed(qtbot: QtBot) -> None:
    line = Counted()
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    line.show_share(0.0)
    qtbot.wait(20)
    before = line.painted
    for step in range(100):
        line.show_share(step / 100)
    assert line.painted == before
    qtbot.waitUntil(lambda: line.painted > before)
    before = line.painted
    line.show_share(0.99)
    qtbot.wait(20)
    assert line.painted == before
