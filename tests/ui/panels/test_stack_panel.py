from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.core.recipe import Contrast, FeatureSpace, Recipe, SavedAttribute, Scaling
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.trays import Role
from dfi_studio.ui.rendering.work import SetReport

if TYPE_CHECKING:
    from conftest import Stack  # what the fixture gives

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def test_nothing_yet_says_what_to_do(stack: Stack) -> None:
    assert stack.panel.empty.isVisible()
    assert stack.panel.current == -1
    stack.add("a")
    assert not stack.panel.empty.isVisible()
    stack.session.undo()
    assert stack.panel.empty.isVisible()
    assert stack.panel.current == -1


def test_one_attribute_is_shown_without_the_tools_of_a_stack(stack: Stack) -> None:
    stack.add("a")
    (row,) = stack.panel.rows
    assert row.attribute.isVisible()
    assert not row.grip.isVisible()
    assert not row.fold.isVisible()
    stack.add("b")
    assert row.grip.isVisible()
    assert not row.attribute.isVisible()
    stack.session.undo()
    assert row.attribute.isVisible()
    assert stack.panel.rows == [row]


def test_every_edit_goes_to_its_row(stack: Stack) -> None:
    stack.add("abc")
    for at, row in enumerate(stack.panel.rows):
        row.alpha.moved.emit(float(at - 1))
        row.alpha.settled.emit()
    stack.panel.rows[1].on.click()
    stack.panel.rows[2].offers.orthogonal.trigger()
    directions = stack.session.document.recipe.directions
    assert [each.alpha for each in directions] == [-1, 0, 1]
    assert [each.on for each in directions] == [True, False, True]
    assert [each.orthogonal for each in directions] == [False, False, True]
    assert stack.panel.rows[2].mark.isVisible()
    stack.panel.rows[2].mark.click()
    assert not stack.session.document.recipe.directions[2].orthogonal
    stack.panel.rows[1].attribute.mode.buttons[0].click()
    attribute = stack.panel.rows[1].attribute
    attribute.source.chosen.emit("young")
    attribute.target.chosen.emit("old")
    attribute.k.moved.emit(30.0)
    attribute.scaling.buttons[Scaling.BETA].click()
    wanted = Contrast("young", "old", 30, Scaling.BETA)
    assert stack.session.document.recipe.directions[1].attribute == wanted
    attribute.swap.click()
    assert (attribute.source.path.text(), attribute.target.path.text()) == ("old", "young")


def test_what_the_first_row_cannot_is_said(stack: Stack) -> None:
    stack.add("ab")
    first, second = (row.offers for row in stack.panel.rows)
    assert not first.up.isEnabled()
    assert not second.down.isEnabled()
    assert not first.orthogonal.isEnabled()
    assert "nothing is above" in first.orthogonal.text()
    assert second.orthogonal.isEnabled()


def test_alt_and_arrows_move_a_row_with_the_focus_in_it(stack: Stack, qtbot: QtBot) -> None:
    stack.add("abc")
    row = stack.panel.rows[2]
    row.alpha.track.setFocus()
    assert stack.panel.current == 2
    before = stack.session.document.recipe.directions[2].alpha
    for wanted in ("acb", "cab", "cab"):
        qtbot.keyClick(row.alpha.track, Qt.Key.Key_Up, ALT)
        assert (stack.names, stack.shown_names) == (wanted, wanted)
    assert stack.panel.rows[0] is row
    assert stack.panel.current == 0
    assert QApplication.focusWidget() is row.alpha.track
    assert stack.session.document.recipe.directions[0].alpha == before
    qtbot.keyClick(row.alpha.box, Qt.Key.Key_Down, ALT)
    assert stack.names == "acb"
    assert stack.session.undo_label == "Reorder attributes"


def test_delete_removes_the_row_that_has_the_focus_and_can_be_undone(
    stack: Stack, qtbot: QtBot
) -> None:
    stack.add("abc")
    row = stack.panel.rows[1]
    row.alpha.track.setFocus()
    qtbot.keyClick(row.alpha.track, Qt.Key.Key_Delete)
    assert stack.names == "abc"  # a slip while a slider has the focus
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    assert (stack.names, stack.shown_names) == ("ac", "ac")
    assert stack.panel.current == 1
    assert QApplication.focusWidget() is stack.panel.rows[1]
    stack.session.undo()
    assert stack.shown_names == "abc"
    assert stack.panel.current == 1


def test_the_keys_of_a_row(stack: Stack, qtbot: QtBot) -> None:
    stack.add("ab")
    first, second = stack.panel.rows
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Up)  # there is nothing above
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert first.attribute.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert not first.attribute.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert not stack.session.document.recipe.directions[0].on
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert stack.panel.current == 1


@pytest.mark.parametrize(("at", "gap", "wanted"), [(0, 2, "bac"), (2, 0, "cab"), (1, 3, "acb")])
def test_a_row_is_dragged_by_its_grip(
    stack: Stack, qtbot: QtBot, at: int, gap: int, wanted: str
) -> None:
    stack.add("abc")
    rows = stack.panel.rows
    grip = rows[at].grip
    above = rows[gap].y() if gap < len(rows) else rows[-1].geometry().bottom() + 1
    place = stack.panel._list.mapToGlobal(QPoint(5, above))
    qtbot.mousePress(grip, LEFT)
    qtbot.mouseMove(grip, grip.mapFromGlobal(place))
    QApplication.processEvents()
    assert stack.panel._marker.isVisible()
    qtbot.mouseRelease(grip, LEFT)
    assert (stack.names, stack.shown_names) == (wanted, wanted)
    assert not stack.panel._marker.isVisible()


def test_a_click_on_the_grip_moves_nothing(stack: Stack, qtbot: QtBot) -> None:
    stack.add("abc")
    qtbot.mouseClick(stack.panel.rows[0].grip, LEFT)
    assert stack.heard == []
    assert stack.panel.current == 0


def test_exactly_one_row_is_the_current_one(stack: Stack, qtbot: QtBot) -> None:
    heard: list[int] = []
    stack.panel.current_changed.connect(heard.append)
    stack.add("abc")
    assert heard == [0, 1, 2]
    qtbot.mouseClick(stack.panel.rows[0], LEFT, pos=QPoint(60, 12))
    stack.panel.rows[1].alpha.box.setFocus()
    assert heard[3:] == [0, 1]
    assert [row.current for row in stack.panel.rows] == [False, True, False]
    assert [row.name.font().bold() for row in stack.panel.rows] == [False, True, False]
    stack.session.do(edits.remove_direction(at=2))
    stack.session.do(edits.remove_direction(at=0))
    assert [row.current for row in stack.panel.rows] == [True]
    assert stack.panel.current == 0


def test_sets_are_added_unfolded_with_the_focus_on_the_source(stack: Stack) -> None:
    stack.add("ab")
    stack.panel.rows[0].unfold()
    stack.panel.menu.actions()[0].trigger()
    row = stack.panel.rows[2]
    assert row.attribute.isVisible()
    assert QApplication.focusWidget() is row.attribute.source.path
    assert stack.panel.current == 2
    assert not stack.panel.rows[0].attribute.isVisible()


def test_a_folded_row_says_what_it_lacks(stack: Stack) -> None:
    stack.add("a")
    stack.session.do(edits.add_direction(Contrast("young", "old")))
    row = stack.panel.rows[1]
    assert not row.note.isVisible()
    stack.panel.show_sets({"young": SetReport(5), "old": SetReport(error="old is empty.")})
    assert row.note.isVisible()
    assert row.note.text() == "old is empty."
    assert row.attribute.source.count.text() == "5 pictures"
    row.unfold()
    assert not row.note.isVisible()
    assert row.attribute.target.error.isVisible()


def test_a_new_row_knows_what_was_found_before(stack: Stack) -> None:
    stack.panel.show_sets({"young": SetReport(5)})
    stack.session.do(edits.add_direction(Contrast("young", "old")))
    assert stack.panel.rows[0].attribute.source.count.text() == "5 pictures"


def test_what_a_row_wants_is_told_with_its_place(stack: Stack, qtbot: QtBot) -> None:
    stack.add("ab")
    heard: list[tuple[Any, ...]] = []
    panel = stack.panel
    for signal in (panel.folder_wanted, panel.list_wanted, panel.file_named):
        signal.connect(lambda *what: heard.append(what))
    panel.file_wanted.connect(lambda at: heard.append((at,)))
    attribute = panel.rows[1].attribute
    attribute.browse.click()
    attribute.target.folder_wanted.emit()
    attribute.source.list_wanted.emit()
    panel.rows[1].unfold()
    attribute.file.setText(" /other.safetensors ")
    qtbot.keyClick(attribute.file, Qt.Key.Key_Return)
    wanted = [(1,), (1, Role.TARGET), (1, Role.SOURCE), (1, "/other.safetensors")]
    assert heard == wanted


def test_a_file_is_asked_for_only_where_there_is_none_yet(stack: Stack) -> None:
    stack.session.do(edits.add_direction(Contrast("young", "old")))
    wanted: list[int] = []
    stack.panel.file_wanted.connect(wanted.append)
    attribute = stack.panel.rows[0].attribute
    attribute.mode.buttons[1].click()
    assert wanted == [0]
    space = FeatureSpace(size=96)
    stack.session.do(edits.use_attribute_file("older.safetensors", space))
    assert attribute.file.text() == "older.safetensors"
    assert not attribute.swap.isVisible()
    attribute.mode.buttons[0].click()
    assert stack.session.document.attribute == Contrast("young", "old")
    stack.session.undo()
    assert attribute.file.isVisible()
    attribute.mode.buttons[1].click()  # it is there already
    assert stack.session.document.attribute == SavedAttribute("older.safetensors")


def test_cards_give_their_names(stack: Stack, card: Callable[..., AttributeCard]) -> None:
    older = card("older", name="Much older")
    stack.session.do(edits.add_direction(SavedAttribute(str(older.path))))
    assert stack.panel.rows[0].name.text() == "older"
    stack.panel.show_cards([older])
    assert stack.panel.rows[0].name.text() == "Much older"
    assert stack.panel.rows[0].accessibleName() == "Much older"
    assert stack.panel.rows[0].name.toolTip() == str(older.path)
    assert stack.panel.rows[0].alpha.track.accessibleName() == "Strength (alpha): Much older"


def test_tab_goes_through_the_rows_as_the_eye_does(stack: Stack, qtbot: QtBot) -> None:
    stack.add("abc")
    stack.session.do(edits.move_direction(at=0, to=1))
    stack.panel.rows[0].setFocus()
    passed = []
    for _ in range(40):
        passed.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    for first, second in zip(stack.panel.rows, stack.panel.rows[1:], strict=False):
        places = [passed.index(w) for w in (first, first.on, first.more, first.alpha.box)]
        assert places == sorted(places)
        assert places[-1] < passed.index(second)


def test_every_control_has_a_name_a_tip_and_a_way_for_the_keyboard(stack: Stack) -> None:
    stack.add("ab")
    stack.session.do(edits.add_direction(Contrast("young", "old")))
    for row in stack.panel.rows:
        for control in row.controls[1:]:
            assert control.accessibleName() or control.text(), control  # type: ignore[attr-defined]
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        for part in (row.on, row.fold, row.more, row.mark, row.grip, row.alpha, row.name):
            assert part.toolTip()


# -- a drag, and what comes back meanwhile -----------------------------------------------------


def test_a_drag_survives_the_documents_that_come_back(stack: Stack, qtbot: QtBot) -> None:
    stack.add("abcde")
    row = stack.panel.rows[3]
    track = row.alpha.track
    middle = track.height() // 2
    qtbot.mousePress(track, LEFT, pos=QPoint(40, middle))
    for x in range(40, 100, 3):
        qtbot.mouseMove(track, QPoint(x, middle))
        QApplication.processEvents()
        stack.panel.show_sets({})
        stack.panel.show_document(stack.session.document)
        assert stack.panel.rows[3] is row
        assert track.isSliderDown()
    qtbot.mouseRelease(track, LEFT, pos=QPoint(100, middle))
    assert {each.merge for each in stack.heard} == {"alpha 3"}
    assert row.alpha.box.value() == stack.session.document.recipe.directions[3].alpha
    stack.session.undo()  # the drag was one step
    assert row.alpha.box.value() == 1


def test_a_document_is_shown_well_within_a_frame(stack: Stack) -> None:
    stack.add("abcde")
    document = stack.session.document
    times = []
    for step in range(60):
        document = edits.set_alpha(step / 60, at=2).apply(document)
        begun = time.perf_counter()
        stack.panel.show_document(document)
        times.append(time.perf_counter() - begun)
    assert median(times) < 0.002


def test_rows_are_kept_through_history(stack: Stack) -> None:
    stack.add("abc")
    rows = list(stack.panel.rows)
    stack.session.do(edits.move_direction(at=0, to=2))
    assert stack.panel.rows == [rows[1], rows[2], rows[0]]
    stack.session.do(edits.set_tv(0.5))
    stack.session.undo()
    stack.session.undo()
    assert stack.panel.rows == rows
    stack.panel.show_document(Document(recipe=Recipe()))
    assert stack.panel.rows == []


def test_the_fold_of_a_row_points_to_where_lines_go_on(stack: Stack) -> None:
    stack.add("ab")
    row = stack.panel.rows[0]
    row.unfold(wanted=False)
    before = row.fold.icon().pixmap(14, 14).toImage()
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert row.fold.icon().pixmap(14, 14).toImage() != before
