from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.history import Entry
from dfi_studio.session.session import Session, SessionState, Snapshot
from dfi_studio.ui.panels.history_panel import HistoryPanel
from dfi_studio.ui.panels.history_rows import Rows, Snapshots, Steps, Tense
from dfi_studio.ui.theme import Theme, dress

LEFT = Qt.MouseButton.LeftButton
READ = Qt.ItemDataRole.AccessibleTextRole
PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))


def session_of(steps: int) -> Session:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    for step in range(1, steps):
        session.do(edits.set_tv(step / 100))
        session.settle()
    return session


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HistoryPanel]:
    made = HistoryPanel()
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    yield made
    QApplication.processEvents()


def click(qtbot: QtBot, panel: HistoryPanel, row: int) -> None:
    view = panel.history
    place = view.visualRect(view.steps.index(row)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)


def texts(steps: Steps) -> list[str]:
    return [str(steps.data(steps.index(row))) for row in range(steps.rowCount())]


# -- the models -------------------------------------------------------------------------------


class Words(Rows[tuple[str, int]]):
    def name_of(self, row: tuple[str, int]) -> object:
        return row[0]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self.at(index.row())[0] if role == Qt.ItemDataRole.DisplayRole else None


ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1)), max_size=8)


@given(states=st.lists(ROWS, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_difference_leads_to_the_new_rows(
    qapp: QApplication, states: list[list[tuple[str, int]]]
) -> None:
    words = Words()
    tester = QAbstractItemModelTester(words, QAbstractItemModelTester.FailureReportingMode.Warning)
    for rows in states:
        words.show_rows(rows)
        assert [words.at(row) for row in range(words.rowCount())] == rows
    del tester


def test_a_drag_repaints_one_row_and_moves_none(qapp: QApplication) -> None:
    session = session_of(30)
    steps = Steps()
    steps.show_history(session.state.entries, session.state.position)
    session.do(edits.set_iterations(50))
    steps.show_history(session.state.entries, session.state.position)
    heard: list[tuple[int, int]] = []
    steps.dataChanged.connect(lambda first, last: heard.append((first.row(), last.row())))
    for signal in (steps.rowsInserted, steps.rowsRemoved, steps.modelReset):
        signal.connect(lambda *about: heard.append((-1, -1)))
    session.do(edits.set_iterations(60))
    steps.show_history(session.state.entries, session.state.position)
    assert heard == [(0, 0)]
    assert texts(steps)[0] == "Iterations 60"


def test_what_is_forgotten_at_the_far_end_moves_no_other_row(qapp: QApplication) -> None:
    session = session_of(10)
    steps = Steps()
    entries = session.state.entries
    steps.show_history(entries[:-1], len(entries) - 2)
    second = QPersistentModelIndex(steps.index(1))
    heard: list[str] = []
    steps.rowsInserted.connect(lambda parent, first, last: heard.append(f"+{first}..{last}"))
    steps.rowsRemoved.connect(lambda parent, first, last: heard.append(f"-{first}..{last}"))
    steps.show_history(entries[2:], len(entries) - 3)
    assert heard == ["-8..9", "+0..0"]
    assert second.row() == 2


def test_steps_say_what_when_and_whether_they_were_undone(qapp: QApplication) -> None:
    session = session_of(3)
    session.undo()
    steps = Steps()
    steps.show_history(session.state.entries, session.state.position)
    assert texts(steps) == ["Smoothness 0.02", "Smoothness 0.01", "Open photo pasted picture",
                            "Beginning"]  # fmt: skip
    assert [steps.tense(row) for row in range(4)] == [
        Tense.FUTURE, Tense.PRESENT, Tense.PAST, Tense.PAST
    ]  # fmt: skip
    assert [steps.position(row) for row in range(4)] == [3, 2, 1, 0]
    now = f"{datetime.fromtimestamp(session.state.entries[2].when):%H:%M}"
    assert steps.data(steps.index(1), READ) == f"Smoothness 0.01, {now}, the present"
    assert steps.data(steps.index(0), READ) == f"Smoothness 0.02, {now}, undone"
    assert steps.data(steps.index(3), READ) == "Beginning"
    assert steps.time(3) == ""


def test_every_tense_is_repainted_by_an_undo(qapp: QApplication) -> None:
    session = session_of(4)
    steps = Steps()
    steps.show_history(session.state.entries, session.state.position)
    heard: list[tuple[int, int]] = []
    steps.dataChanged.connect(lambda first, last: heard.append((first.row(), last.row())))
    session.jump(1)
    steps.show_history(session.state.entries, session.state.position)
    assert heard == [(0, 4)]


# -- the history ------------------------------------------------------------------------------


def test_a_click_jumps_but_not_to_where_we_are(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = session_of(6)
    panel.jump_wanted.connect(session.jump)
    session.watch(lambda: panel.show_state(session.state))
    panel.show_state(session.state)
    click(qtbot, panel, 3)
    assert session.state.position == 3
    assert panel.history.steps.present == 3
    with qtbot.assertNotEmitted(panel.jump_wanted):
        click(qtbot, panel, 3)
        qtbot.mouseClick(
            panel.history.viewport(),
            Qt.MouseButton.RightButton,
            pos=panel.history.visualRect(panel.history.steps.index(1)).center(),
        )


def test_the_click_that_brings_the_focus_hits_the_row_it_was_meant_for(
    panel: HistoryPanel, qtbot: QtBot
) -> None:
    panel.show_state(session_of(60).state)
    panel.take.setFocus()
    panel.history.scrollToBottom()
    with qtbot.waitSignal(panel.jump_wanted) as jumped:
        click(qtbot, panel, 58)
    assert jumped.args == [2]


def test_arrows_look_and_enter_jumps(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = session_of(6)
    session.jump(4)
    panel.show_state(session.state)
    panel.history.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.history.chosen == 2  # the present
    with qtbot.assertNotEmitted(panel.jump_wanted):
        qtbot.keyClick(panel.history, Qt.Key.Key_Down)
        qtbot.keyClick(panel.history, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(panel.jump_wanted) as jumped:
        qtbot.keyClick(panel.history, Qt.Key.Key_Return)
    assert jumped.args == [3]


def test_selection_and_scroll_stay_while_steps_are_added(panel: HistoryPanel) -> None:
    session = session_of(60)
    panel.show_state(session.state)
    history = panel.history
    history.choose(40)
    history.scrollTo(history.steps.index(40))
    chosen = history.steps.at(40)
    place = history.visualRect(history.steps.index(40)).top()
    for _ in range(3):
        session.do(edits.set_iterations(10 + len(session.state.entries)))
        session.settle()
        panel.show_state(session.state)
    assert history.steps.at(history.chosen) is chosen
    assert history.visualRect(history.currentIndex()).top() == place


def test_the_present_is_followed_while_it_is_in_sight(panel: HistoryPanel) -> None:
    session = session_of(60)
    panel.show_state(session.state)
    history = panel.history
    assert history.sees(0)
    session.jump(10)
    panel.show_state(session.state)
    assert history.sees(history.steps.present)
    history.verticalScrollBar().setValue(0)
    assert not history.sees(history.steps.present)
    session.jump(5)
    panel.show_state(session.state)
    assert history.verticalScrollBar().value() == 0  # who looks elsewhere is left alone


def test_any_step_can_be_compared_with(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = session_of(5)
    panel.show_state(session.state)
    assert not panel.compare.isEnabled()
    panel.history.choose(2)
    with qtbot.waitSignal(panel.compare_wanted) as compared:
        qtbot.mouseClick(panel.compare, LEFT)
    assert compared.args == [session.state.entries[3].value, "Smoothness 0.02"]


def test_the_menu_offers_what_the_keys_do(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = session_of(5)
    session.take_snapshot("one")
    panel.show_state(session.state)
    panel.history.choose(3)
    ask(panel.history)
    with qtbot.waitSignal(panel.jump_wanted) as jumped:
        offered(panel)["Go to this step"].trigger()
    assert jumped.args == [2]
    close_menu()
    panel.tabs.setCurrentIndex(1)
    panel.snapshots.choose(0)
    ask(panel.snapshots)
    with qtbot.waitSignal(panel.delete_wanted) as deleted:
        offered(panel)["Delete…"].trigger()
    assert deleted.args == ["one"]
    close_menu()


def ask(view: object) -> None:
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0))
    view.contextMenuEvent(event)  # type: ignore[attr-defined]


def offered(panel: HistoryPanel) -> dict[str, object]:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions()}


def close_menu() -> None:
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()


def test_two_hundred_steps_cost_a_drag_nothing_to_speak_of(panel: HistoryPanel) -> None:
    session = session_of(300)
    assert len(session.state.entries) == 201
    panel.show_state(session.state)
    spent = []
    for number in range(100):
        session.do(edits.set_iterations(10 + number))
        state = session.state
        began = time.perf_counter()
        panel.show_state(state)
        spent.append(time.perf_counter() - began)
    assert median(spent) < 0.002
    assert texts(panel.history.steps)[0] == "Iterations 109"


# -- the snapshots ----------------------------------------------------------------------------


def with_snapshots() -> Session:
    session = session_of(3)
    session.take_snapshot("one")
    session.do(edits.set_tv(0.5))
    session.take_snapshot("two")
    return session


def test_a_snapshot_is_gone_back_to_by_double_click_or_enter(
    panel: HistoryPanel, qtbot: QtBot
) -> None:
    panel.show_state(with_snapshots().state)
    panel.tabs.setCurrentIndex(1)
    view = panel.snapshots
    place = view.visualRect(view.snapshots.index(1)).center()
    with qtbot.assertNotEmitted(panel.restore_wanted):
        qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert view.state() is not view.State.EditingState
    with qtbot.waitSignal(panel.restore_wanted) as restored:
        qtbot.mouseDClick(view.viewport(), LEFT, pos=place)
    assert restored.args == ["two"]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(panel.restore_wanted) as restored:
        qtbot.keyClick(view, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert restored.args == ["one"]


def test_a_snapshot_is_renamed_in_place(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = with_snapshots()
    session.watch(lambda: panel.show_state(session.state))
    panel.rename_wanted.connect(session.rename_snapshot)
    panel.show_state(session.state)
    panel.tabs.setCurrentIndex(1)
    panel.snapshots.setFocus()
    qtbot.keyClick(panel.snapshots, Qt.Key.Key_F2)
    editor = panel.snapshots.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "one"
    session.do(edits.set_tv(0.25))  # an edit meanwhile does not take the name away
    editor.setText("first")
    with qtbot.waitSignal(panel.rename_wanted):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [each.name for each in session.snapshots] == ["first", "two"]
    assert panel.snapshots.snapshots.data(panel.snapshots.snapshots.index(0)) == "first"


@pytest.mark.parametrize("typed", ["", "  ", "one"])
def test_no_name_and_the_same_name_change_nothing(qapp: QApplication, typed: str) -> None:
    snapshots = Snapshots()
    snapshots.show_snapshots((Snapshot("one", Document()),), Document())
    heard: list[str] = []
    snapshots.renamed.connect(lambda old, new: heard.append(new))
    snapshots.setData(snapshots.index(0), typed)
    assert not heard
    snapshots.setData(snapshots.index(0), " other ")
    assert heard == ["other"]
    assert snapshots.data(snapshots.index(0)) == "one"  # until the session says so


def test_a_new_snapshot_can_be_named_at_once(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = with_snapshots()
    panel.show_state(session.state)
    with qtbot.waitSignal(panel.snapshot_wanted):
        qtbot.mouseClick(panel.take, LEFT)
    panel.name_snapshot("two")
    assert panel.tabs.currentWidget() is panel.snapshots
    editor = panel.snapshots.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "two"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    panel.name_snapshot("no such")


def test_delete_asks_whoever_owns_the_window(panel: HistoryPanel, qtbot: QtBot) -> None:
    panel.show_state(with_snapshots().state)
    shortcut = QShortcut(QKeySequence("Del"), panel)
    panel.tabs.setCurrentIndex(1)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.snapshots.setFocus()
    with (
        qtbot.waitSignal(panel.delete_wanted) as deleted,
        qtbot.assertNotEmitted(shortcut.activated),
    ):
        qtbot.keyClick(panel.snapshots, Qt.Key.Key_Delete)
    assert deleted.args == ["one"]
    assert panel.snapshots.snapshots.rowCount() == 2


def test_the_snapshot_that_is_the_present_says_so(qapp: QApplication) -> None:
    session = with_snapshots()
    snapshots = Snapshots()
    heard: list[QModelIndex] = []
    snapshots.show_snapshots(session.snapshots, session.document)
    snapshots.dataChanged.connect(lambda first, last: heard.append(first))
    assert [snapshots.is_present(row) for row in (0, 1)] == [False, True]
    assert str(snapshots.data(snapshots.index(1), READ)).endswith("the present")
    session.undo()
    snapshots.show_snapshots(session.snapshots, session.document)
    assert [snapshots.is_present(row) for row in (0, 1)] == [True, False]
    assert heard


def test_a_snapshot_can_be_compared_with(panel: HistoryPanel, qtbot: QtBot) -> None:
    session = with_snapshots()
    panel.show_state(session.state)
    panel.history.choose(1)
    panel.tabs.setCurrentIndex(1)
    assert not panel.compare.isEnabled()
    panel.snapshots.choose(0)
    with qtbot.waitSignal(panel.compare_wanted) as compared:
        panel.compare.click()
    assert compared.args == [session.snapshots[0].document, "one"]


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_undone_steps_look_different_without_their_colour(
    panel: HistoryPanel, qapp: QApplication, theme: Theme
) -> None:
    dress(qapp, theme)
    document = Document()
    same = [Entry(document, "Strength", when=float(number + 1)) for number in range(5)]
    panel.show_state(SessionState(tuple(same), 2))
    QApplication.processEvents()
    view = panel.history
    shapes = []
    for row in (1, 2, 3):
        crop = view.viewport().grab(view.visualRect(view.steps.index(row))).toImage()
        crop.convertTo(crop.Format.Format_Grayscale8)
        ground = crop.pixelColor(crop.width() // 2, 1).value()
        # Where there is ink, however dark: shapes alone.
        shapes.append(
            [
                abs(crop.pixelColor(x, y).value() - ground) > 60
                for y in range(crop.height())
                for x in range(crop.width() // 2)
            ]
        )
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]
    dress(qapp, Theme.SYSTEM)


@pytest.mark.parametrize("mirrored", [False, True], ids=["left", "right"])
def test_a_row_begins_where_lines_begin(panel: HistoryPanel, mirrored: bool) -> None:
    """The line of time stands there: what is painted in a colour, and not in grey."""
    sides = Qt.LayoutDirection
    panel.setLayoutDirection(sides.RightToLeft if mirrored else sides.LeftToRight)
    panel.show_state(session_of(3).state)
    QApplication.processEvents()
    shot = panel.history.viewport().grab().toImage()
    coloured = [
        across
        for across in range(shot.width())
        for down in range(shot.height())
        if shot.pixelColor(across, down).hslSaturation() > 100
    ]
    assert coloured
    middle = shot.width() / 2
    assert min(coloured) > middle if mirrored else max(coloured) < middle
