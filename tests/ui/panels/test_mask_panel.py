"""The mask panel: passive; it shows what it is told and says what the hand wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from dfi_studio.core.face_part import FacePart
from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.panels.mask_panel import MaskPanel
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.rendering.work import SetReport

LEFT = Qt.MouseButton.LeftButton
SAID = (
    "current_changed", "add_wanted", "turned", "renamed", "role_chosen", "removed", "load_wanted",
    "paste_wanted", "save_wanted", "copy_wanted", "part_wanted", "instrument_chosen",
    "opacity_changed", "invert_wanted", "grow_wanted", "shrink_wanted", "feather_wanted",
    "fill_changed", "edit_feather_changed", "settled", "folder_wanted", "list_wanted",
    "fill_wanted",
)  # fmt: skip


def layer(name: str, role: MaskRole = MaskRole.FILL, *, on: bool = True) -> MaskLayer:
    return MaskLayer(name, role, np.zeros((2, 2), np.float32), name, on=on)


MOUTH, HAIR, EYES = (
    layer("mouth"), layer("hair", MaskRole.PROTECT), layer("eyes", MaskRole.EDIT, on=False),
)  # fmt: skip


class Heard(list[tuple[Any, ...]]):
    """What a panel said: the name of a signal and what came with it."""

    def __init__(self, panel: MaskPanel) -> None:
        super().__init__()
        for name in SAID:
            getattr(panel, name).connect(lambda *of, name=name: self.append((name, *of)))


@pytest.fixture
def panel(shown: Callable[[QWidget], Any]) -> MaskPanel:
    made: MaskPanel = shown(MaskPanel())
    return made


@pytest.fixture
def masks(panel: MaskPanel) -> MaskPanel:
    panel.show_masks([MOUTH, HAIR, EYES], 0)
    return panel


@pytest.fixture
def heard(panel: MaskPanel) -> Heard:
    return Heard(panel)


def entry(actions: list[QAction], text: str) -> QAction:
    return next(each for each in actions if each.text() == text)


# -- the list -------------------------------------------------------------------------------------


def test_without_masks_one_can_be_added(panel: MaskPanel, heard: Heard) -> None:
    assert panel.list.begin.isVisible()
    assert not panel.list.add.isVisible()
    assert not panel.shaping.isEnabled()
    entry(panel.list.begin.menu().actions(), "Protect").trigger()
    assert heard == [("add_wanted", MaskRole.PROTECT)]
    panel.show_masks([MOUTH], 0)
    assert panel.list.add.isVisible()
    assert not panel.list.begin.isVisible()
    assert panel.shaping.isEnabled()


def test_masks_come_from_files_the_clipboard_and_faces(masks: MaskPanel, heard: Heard) -> None:
    actions = masks.list.add.menu().actions()
    entry(actions, "From a file…").trigger()
    entry(actions, "From the clipboard").trigger()
    assert heard == [("load_wanted",), ("paste_wanted",)]
    heard.clear()
    for action in masks.list.parts.actions():
        action.trigger()
    assert heard == [("part_wanted", part) for part in FacePart]


def test_the_masks_are_shown(masks: MaskPanel) -> None:
    rows = masks.list.rows
    assert [row.name.text() for row in rows] == ["mouth", "hair", "eyes"]
    assert [row.role.text() for row in rows] == ["Fill", "Protect", "Edit here"]
    assert [row.on.isChecked() for row in rows] == [True, True, False]
    assert [row.current for row in rows] == [True, False, False]
    masks.show_masks([replace(HAIR, name="beard"), EYES], 1)
    assert [row.name.text() for row in masks.list.rows] == ["beard", "eyes"]
    assert [row.current for row in masks.list.rows] == [False, True]


def test_a_click_makes_a_mask_current(masks: MaskPanel, heard: Heard) -> None:
    QTest.mouseClick(masks.list.rows[2], LEFT)
    assert heard == [("current_changed", 2)]
    assert masks.list.rows[2].hasFocus()
    assert masks.list.rows[0].current  # until it is told


def test_a_row_answers_to_keys(masks: MaskPanel, heard: Heard) -> None:
    row = masks.list.rows[1]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Down)
    QTest.keyClick(masks.list.rows[2], Qt.Key.Key_Down)  # there is none below
    QTest.keyClick(masks.list.rows[2], Qt.Key.Key_Up)
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    QTest.keyClick(row, Qt.Key.Key_Delete)
    assert heard == [
        ("current_changed", 2),
        ("current_changed", 1),
        ("turned", 1, False),
        ("removed", 1),
    ]


def test_f2_renames(masks: MaskPanel, heard: Heard) -> None:
    row = masks.list.rows[1]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F2)
    assert row.line.hasFocus()
    QTest.keyClicks(row.line, "beard")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert heard == [("renamed", 1, "beard")]
    assert row.name.isVisible()


def test_escape_keeps_the_name(masks: MaskPanel, heard: Heard) -> None:
    QTest.mouseDClick(masks.list.rows[0], LEFT)
    line = masks.list.rows[0].line
    QTest.keyClicks(line, "other")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    masks.rename_current()
    QTest.keyClicks(line, "   ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert heard == []
    assert masks.list.rows[0].name.isVisible()


def test_a_row_offers_roles_and_more(masks: MaskPanel, heard: Heard) -> None:
    row = masks.list.rows[1]
    roles = row.role.menu().actions()
    assert [each.isChecked() for each in roles] == [False, False, True]
    entry(roles, "Edit here").trigger()
    more = row.more.menu().actions()
    for text in ("Save…", "Copy", "Remove"):
        entry(more, text).trigger()
    row.on.click()
    assert heard == [
        ("role_chosen", 1, MaskRole.EDIT),
        ("save_wanted", 1),
        ("copy_wanted", 1),
        ("removed", 1),
        ("turned", 1, False),
    ]


def test_the_focus_stays_when_a_mask_is_removed(masks: MaskPanel) -> None:
    masks.list.rows[2].setFocus()
    masks.show_masks([MOUTH, HAIR], 0)
    assert masks.list.rows[1].hasFocus()
    masks.list.rows[1].more.setFocus()
    masks.show_masks([MOUTH], 0)
    assert masks.list.rows[0].hasFocus()
    masks.show_masks([], -1)
    assert masks.list.begin.hasFocus()


# -- tools ----------------------------------------------------------------------------------------


def test_the_instrument_is_shown(panel: MaskPanel, heard: Heard) -> None:
    panel.show_instrument(Instrument(Kind.FLOOD, erases=True, tolerance=9))
    tools = panel.tools
    assert tools.kinds.buttons[Kind.FLOOD].isChecked()
    assert tools.modes.buttons[True].isChecked()
    assert tools.tolerance.box.value() == 9
    assert tools.tolerance.isVisible()
    assert not tools.brush_size.isVisible()
    panel.show_instrument(Instrument(brush=Brush(321, 45)))
    assert tools.brush_size.box.value() == 321
    assert tools.hardness.box.value() == 45
    assert not tools.tolerance.isVisible()
    panel.show_opacity(0.25)
    assert tools.opacity.box.value() == 25
    assert heard == []


def test_another_instrument_is_asked_for(panel: MaskPanel, heard: Heard) -> None:
    tools = panel.tools
    tools.kinds.buttons[Kind.LASSO].click()
    tools.modes.buttons[True].click()
    tools.kinds.buttons[Kind.BRUSH].click()
    tools.brush_size.box.setValue(200)
    tools.hardness.box.setValue(10)
    assert heard == [
        ("instrument_chosen", Instrument(Kind.LASSO)),
        ("instrument_chosen", Instrument(Kind.LASSO, erases=True)),
        ("instrument_chosen", Instrument(erases=True)),
        ("instrument_chosen", Instrument(erases=True, brush=Brush(200, 80))),
        ("instrument_chosen", Instrument(erases=True, brush=Brush(200, 10))),
    ]
    heard.clear()
    tools.opacity.box.setValue(30)
    assert heard == [("opacity_changed", 0.3)]


# -- shape and fill -------------------------------------------------------------------------------


def test_shapes_are_asked_for_with_their_numbers(masks: MaskPanel, heard: Heard) -> None:
    shaping = masks.shaping
    shaping.numbers["grow"].box.setValue(12)
    shaping.numbers["feather"].box.setValue(33)
    assert heard == []
    shaping.invert.click()
    for name in ("grow", "shrink", "feather"):
        shaping.buttons[name].click()
    assert heard == [
        ("invert_wanted",), ("grow_wanted", 12), ("shrink_wanted", 8), ("feather_wanted", 33.0),
    ]  # fmt: skip


def test_the_fill_is_shown_and_changed(panel: MaskPanel, heard: Heard) -> None:
    fill = Fill("/faces", k=50, alpha=1.5, blend=Blend.FEATHER, feather=3)
    panel.show_fill(fill)
    part = panel.fill
    assert part.pictures.path.text() == "/faces"
    assert part.numbers["k"].box.value() == 50
    assert part.numbers["alpha"].box.value() == 1.5
    assert part.numbers["feather"].isVisible()
    assert heard == []
    part.numbers["k"].box.setValue(60)
    part.numbers["alpha"].box.setValue(2)
    part.blend.buttons[Blend.GRADIENT].click()
    part.colours.buttons[Colours.SOLVED].click()
    part.numbers["tv"].box.setValue(0.5)
    part.pictures.chosen.emit("/others")
    assert heard == [
        ("fill_changed", replace(fill, k=60)),
        ("fill_changed", replace(fill, alpha=2.0)),
        ("fill_changed", replace(fill, blend=Blend.GRADIENT)),
        ("fill_changed", replace(fill, colours=Colours.SOLVED)),
        ("fill_changed", replace(fill, tv=0.5)),
        ("fill_changed", replace(fill, pictures="/others")),
    ]
    assert isinstance(heard[0][1].k, int)
    panel.show_fill(None)
    assert part.pictures.path.text() == ""
    assert not part.numbers["feather"].isVisible()


def test_it_is_filled_when_all_is_there(panel: MaskPanel, heard: Heard) -> None:
    assert not panel.fill.fill.isEnabled()
    assert panel.fill.note.isVisible()
    panel.show_ready("")
    panel.fill.fill.click()
    assert heard == [("fill_wanted",)]
    panel.show_ready("Choose the pictures to fill from.")
    assert not panel.fill.fill.isEnabled()
    assert panel.fill.note.text() == "Choose the pictures to fill from."
    panel.show_set(SetReport(7))
    assert "7" in panel.fill.pictures.count.text()
    panel.fill.pictures.folder_wanted.emit()
    panel.fill.pictures.list_wanted.emit()
    assert heard[1:] == [("folder_wanted",), ("list_wanted",)]


def test_the_feather_of_edits(panel: MaskPanel, heard: Heard) -> None:
    panel.show_edit_feather(21)
    assert panel.edit_feather.box.value() == 21
    assert heard == []
    panel.edits.button.click()
    panel.edit_feather.box.setFocus()
    panel.edit_feather.box.setValue(5)
    panel.edit_feather.box.editingFinished.emit()
    assert heard == [("edit_feather_changed", 5.0), ("settled",)]


def test_everything_has_a_name_and_is_reached_by_tab(masks: MaskPanel) -> None:
    masks.edits.button.click()
    buttons = [each for each in masks.findChildren(QAbstractButton) if each.isVisible()]
    assert len(buttons) > 15
    for button in buttons:
        assert button.accessibleName() or button.text(), button
    reached: set[QWidget] = set()
    masks.list.add.setFocus()
    for _ in range(80):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert set(masks.list.rows) <= reached
    assert {masks.shaping.invert, masks.edits.button} <= reached
    sliders = [each for each in masks.findChildren(ParameterSlider) if each.isVisible()]
    assert {slider.track for slider in sliders} <= reached
