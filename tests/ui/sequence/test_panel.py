"""The panel of the film with a session behind it: the hand on keys, numbers and frames."""

from __future__ import annotations

import numpy as np
import pytest
from hands import drag
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.core.sequence import Easing, Key
from dfi_studio.session import edits
from dfi_studio.session import sequence_edits as films
from dfi_studio.session.curves import curve_of
from dfi_studio.session.session import Session
from dfi_studio.ui.sequence.lane_painting import point_of
from dfi_studio.ui.sequence.lane_view import LaneView
from dfi_studio.ui.sequence.panel import SequencePanel

PHOTO = Photo.of(freeze(np.zeros((40, 60, 3))))
NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """A panel and a session that answers it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.session, self.panel = Session(), SequencePanel()
        self.scrubbed: list[int] = []
        qtbot.addWidget(self.panel)
        self.panel.edited.connect(self.session.do)
        self.panel.settled.connect(self.session.settle)
        self.panel.scrubbed.connect(self._scrub)
        self.session.subscribe(lambda old, new: self.panel.show_document(new, {}))
        self.panel.resize(1200, 340)
        self.panel.show()

    def _scrub(self, step: int) -> None:
        self.scrubbed.append(step)
        self.panel.show_step(step)

    def begin(self) -> None:
        self.session.do(edits.open_photo(PHOTO))
        for name in ("older", "smiling"):
            self.session.do(edits.add_direction(SavedAttribute(f"{name}.dfiattr")))
        self.session.do(films.begin_film())

    def lane(self, at: int) -> LaneView:
        return self.panel.lanes.rows[at].view

    def moves(self, lane: int | None = 0) -> list[tuple[int, float]]:
        """Frame and value of each key."""
        curve = curve_of(self.session.document.sequence, lane)
        return [(self.panel.axis.step_of(each.at), each.value) for each in curve.keys]

    def spot(self, lane: int, number: int) -> QPoint:
        """Where a key is, in its lane."""
        view = self.lane(lane)
        key = view.curve.keys[number]
        return point_of(key, view.axis, view._band, view.height()).toPoint()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk(qtbot)
    made.begin()
    return made


def test_it_says_what_is_missing(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    assert "Open a photo" in desk.panel._empty.text()
    assert not desk.panel.transport.isEnabled()
    desk.session.do(edits.open_photo(PHOTO))
    assert "Add an attribute" in desk.panel._empty.text()
    heard: list[bool] = []
    desk.panel.edit_wanted.connect(lambda: heard.append(True))
    desk.panel._to_edit.click()
    assert heard
    desk.session.do(edits.add_direction(SavedAttribute("older.dfiattr")))
    assert desk.panel.transport.isEnabled()
    assert desk.panel._hinting.isVisible()
    desk.panel.begin.click()
    assert not desk.panel._hinting.isVisible()
    assert desk.moves() == [(0, 0.0), (47, 1.0)]


def test_a_lane_for_every_attribute_and_one_for_smoothness(desk: Desk) -> None:
    assert [row.lane for row in desk.panel.lanes.rows] == [0, 1, None]
    names = [row.view.accessibleName() for row in desk.panel.lanes.rows]
    assert names == ["older", "smiling", "Smoothness"]
    desk.session.do(edits.remove_direction(at=1))
    assert [row.lane for row in desk.panel.lanes.rows] == [0, None]
    desk.session.undo()
    assert len(desk.panel.lanes.rows) == 3


def test_a_double_click_adds_a_key_under_the_pointer(desk: Desk, qtbot: QtBot) -> None:
    view = desk.lane(0)
    at = QPoint(round(view.axis.x_of(20)), 8)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    (_, (frame, value), _) = desk.moves()
    assert frame == 20
    assert value > 0.8
    assert desk.panel.key.frame.value() == 21  # the hand reads from 1
    assert curve_of(desk.panel.film, 0).keys[1].easing is Easing.BOTH


def test_a_drag_moves_a_key_and_is_one_step(desk: Desk) -> None:
    desk.session.do(films.add_key(0, Key(20 / 47, 0.5)))
    desk.session.settle()
    before = desk.session.state.position
    view, spot = desk.lane(0), desk.spot(0, 1)
    way = [spot + QPoint(step * 8, -step) for step in range(12)]
    drag(view, way)
    (_, (frame, value), _) = desk.moves()
    assert frame > 20
    assert value > 0.5
    assert desk.session.state.position == before + 1
    desk.session.undo()
    assert desk.moves()[1] == (20, 0.5)


def test_a_press_beside_the_keys_scrubs(desk: Desk) -> None:
    view = desk.lane(1)
    drag(view, [QPoint(round(view.axis.x_of(step)), 4) for step in (10, 15, 30)])
    assert desk.scrubbed == [10, 15, 30]
    assert {part.step for part in (desk.panel.ruler, desk.panel.strip, view)} == {30}
    assert desk.panel.key.hint.isVisible()


def test_keys_by_the_keyboard_alone(desk: Desk, qtbot: QtBot) -> None:
    view = desk.lane(0)
    view.setFocus()
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.step == 15
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert desk.moves()[1][0] == 15
    was = desk.moves()[1][1]
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert desk.moves()[1][1] > was
    qtbot.keyClick(view, Qt.Key.Key_Right, ALT)
    assert desk.moves()[1][0] == view.step == 16
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert view.key is not None
    assert view.key.at == view.step == 0
    qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert [frame for frame, _ in desk.moves()] == [0, 47]
    assert "Key 1 of 2: frame 1" in view.accessibleDescription()
    heard: list[bool] = []
    desk.panel.play_wanted.connect(lambda: heard.append(True))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert heard


def test_the_selected_key_can_be_typed(desk: Desk) -> None:
    desk.lane(1).select(1.0)
    panel = desk.panel.key
    panel.alpha.setValue(-0.75)
    panel.frame.setValue(31)
    assert desk.moves(1) == [(0, 0.0), (30, -0.75)]
    panel.frame.setValue(1)  # where another key is
    assert desk.moves(1) == [(0, 0.0), (1, -0.75)]
    panel.easing.buttons[Easing.HOLD].click()
    assert curve_of(desk.panel.film, 1).keys[1].easing is Easing.HOLD
    panel.remove.click()
    assert desk.moves(1) == [(0, 0.0)]


def test_smoothness_never_gets_a_key_at_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.session.do(edits.set_tv(0.0))
    desk.lane(2).add_here()
    (key,) = desk.session.document.sequence.tv.keys
    assert key.value > 0
    desk.panel.key.tv.setValue(0.0)
    assert desk.session.document.sequence.tv.keys[0].value > 0


def test_numbers_fold_until_the_hand_lets_go(desk: Desk) -> None:
    box = desk.panel.numbers.boxes["frames"]
    before = desk.session.state.position
    box.setValue(60)
    box.setValue(61)
    assert desk.session.state.position == before + 1
    box.editingFinished.emit()
    box.setValue(62)
    assert desk.session.state.position == before + 2
    assert desk.panel.axis.frames == 62
    desk.panel.numbers.ping_pong.click()
    assert desk.session.document.sequence.ping_pong


def test_the_next_key_is_found_in_whichever_lane(desk: Desk) -> None:
    desk.session.do(films.add_key(1, Key(10 / 47, 0.3)))
    desk.panel.go_to_key(1)
    assert desk.panel.ruler.step == 10
    assert desk.lane(1).key is not None
    assert desk.lane(0).key is None
    desk.panel.go_to_key(1)
    assert desk.panel.ruler.step == 47
    desk.panel.go_to_key(1)
    desk.panel.go_to_key(-1)
    assert desk.panel.ruler.step == 10


def test_small_pictures_are_asked_for_and_let_go(desk: Desk) -> None:
    strip = desk.panel.strip
    strip.show_shape(QSize(60, 40))
    assert strip.lacking() == ()
    strip.show_solved(range(10), 10)
    wanted = strip.lacking()
    assert wanted
    assert set(wanted) <= set(range(10))
    picture = QImage(strip.small, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    for step in wanted:
        strip.show_picture(step, picture)
    assert strip.lacking() == ()
    assert "10 of 48 frames are solved" in strip.accessibleDescription()
    shown = strip.grab().toImage()
    assert shown.pixelColor(round(strip.axis.x_of(wanted[0])) + 5, 12).red() > 200
    strip.show_solved((), None)
    assert not strip._pictures


def test_the_playhead_is_all_that_is_painted_while_a_film_plays(desk: Desk) -> None:
    view = desk.lane(0)
    view.grab()
    kept = view._kept
    for step in range(40):
        desk.panel.show_step(step)
    view.grab()
    assert view._kept is kept
