from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, SavedAttribute
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.panels.edit_panel import EditPanel
from dfi_studio.ui.panels.photo_panel import PhotoPanel
from dfi_studio.ui.panels.wheel import PanelScroll


def test_it_is_no_wider_than_its_dock(qtbot: QtBot) -> None:
    panel, session = EditPanel(), Session()
    qtbot.addWidget(panel)
    long = "/a/path/that/goes/on/and/on/and/on/" + 40 * "name"
    for attribute in (SavedAttribute(f"{long}.safetensors"), Contrast(long, long)):
        session.do(edits.add_direction(attribute))
    panel.show_document(session.document)
    for row in panel.stack.rows:
        row.unfold()
    panel.numbers.more.button.click()
    panel.resize(panel.minimumSizeHint().width(), 700)
    panel.show()
    inner = panel.findChild(type(panel.numbers)).parentWidget()
    assert inner.minimumSizeHint().width() <= panel.minimumSizeHint().width()


def test_what_is_added_comes_into_sight(shown: Callable[[QWidget], Any], qtbot: QtBot) -> None:
    panel, session = EditPanel(), Session()
    session.subscribe(lambda old, new: panel.show_document(new))
    shown(panel)
    panel.resize(344, 400)
    for name in "abcdef":
        session.do(edits.add_direction(SavedAttribute(name)))
        qtbot.wait(1)  # until it is laid out
        qtbot.waitUntil(lambda: in_sight(panel, panel.stack.rows[-1]))
    session.do(edits.add_direction(Contrast("", "")))
    qtbot.wait(1)
    qtbot.waitUntil(lambda: in_sight(panel, panel.stack.rows[-1].attribute.source))


def test_the_panel_scrolls_along_while_a_row_is_dragged(
    shown: Callable[[QWidget], Any], qtbot: QtBot
) -> None:
    panel, session = EditPanel(), Session()
    session.subscribe(lambda old, new: panel.show_document(new))
    shown(panel)
    panel.resize(344, 400)
    for name in "abcdef":
        session.do(edits.add_direction(SavedAttribute(name)))
    qtbot.wait(1)
    bar = panel.findChild(PanelScroll).verticalScrollBar()
    bar.setValue(bar.maximum())
    grip = panel.stack.rows[-1].grip
    qtbot.mousePress(grip, Qt.MouseButton.LeftButton)
    for _ in range(20):
        qtbot.mouseMove(grip, grip.mapFromGlobal(panel.mapToGlobal(QPoint(20, 5))))
        qtbot.wait(1)
    assert bar.value() < 40
    qtbot.mouseRelease(grip, Qt.MouseButton.LeftButton)


def in_sight(panel: EditPanel, part: QWidget) -> bool:
    view = panel.findChild(PanelScroll).viewport()
    top = part.mapTo(view, part.rect().topLeft()).y()
    return top >= 0 and top + part.height() <= view.height()


def test_edits_come_from_every_part(qtbot: QtBot) -> None:
    panel, heard = EditPanel(), []
    qtbot.addWidget(panel)
    panel.show_document(Session().document)
    panel.edited.connect(lambda edit: heard.append(edit.label))
    panel.numbers.tv.moved.emit(0.5)
    panel.stack.edited.emit(edits.remove_direction(at=0))
    assert heard == ["Smoothness", "Remove attribute"]
    devices: list[str] = []
    panel.device_wanted.connect(devices.append)
    panel.device.combo.activated.emit(0)
    assert devices == ["auto"]


def test_every_button_and_list_has_a_name(qtbot: QtBot) -> None:
    panel, session = EditPanel(), Session()
    qtbot.addWidget(panel)
    for attribute in (SavedAttribute("a.safetensors"), Contrast("young", "old")):
        session.do(edits.add_direction(attribute))
    panel.show_document(session.document)
    for control in (*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)):
        named = control.accessibleName() or getattr(control, "text", str)()
        assert named, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus or control.property("segment")


def test_the_photo_and_its_crop_are_told(qtbot: QtBot, photo: Photo) -> None:
    panel, session = PhotoPanel(), Session()
    qtbot.addWidget(panel)
    panel.show_document(session.document)
    assert (panel.name.text(), panel.original.isEnabled()) == ("None yet", False)
    session.do(edits.open_photo(photo))
    panel.show_document(session.document)
    assert (panel.name.text(), panel.size_.text()) == ("anna.png", "100 \u00d7 80 px")
    assert panel.name.toolTip() == str(Path("anna.png"))
    session.do(edits.set_crop(Crop(10, 10, 40, 30)))
    panel.show_document(session.document)
    assert panel.size_.text() == "crop 40 \u00d7 30 px"
    assert "100 \u00d7 80" in panel.size_.toolTip()
