from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.rendering.work import SetReport


def dropped(path: Path, target: SetPicker) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, plain = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(5, 5), copy, content, left, plain)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPointF(5, 5), copy, content, left, plain)
        QApplication.sendEvent(target, drop)


def test_a_set_is_typed_or_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    picker = SetPicker("From", "Pictures without.")
    qtbot.addWidget(picker)
    heard: list[str] = []
    picker.chosen.connect(heard.append)
    qtbot.keyClicks(picker.path, "  /pictures ")
    qtbot.keyClick(picker.path, Qt.Key.Key_Return)
    assert heard == ["/pictures"]
    picker.show_text("/pictures")
    qtbot.keyClick(picker.path, Qt.Key.Key_Return)
    assert heard == ["/pictures"]  # nothing new was said
    (tmp_path / "list.txt").write_text("a.png\n")
    (tmp_path / "a.png").write_bytes(b"")
    for name in ("", "list.txt", "a.png"):
        dropped(tmp_path / name, picker)
    assert heard[1:] == [str(tmp_path), str(tmp_path / "list.txt")]


def test_a_set_shows_its_count_or_its_error(qtbot: QtBot) -> None:
    picker = SetPicker("From", "Pictures without.")
    qtbot.addWidget(picker)
    picker.show_text("/pictures")
    picker.show_report(SetReport(1))
    assert (picker.count.text(), picker.error.isHidden()) == ("1 picture", True)
    picker.show_report(SetReport(error="It is empty."))
    assert (picker.count.text(), picker.error.text()) == ("", "It is empty.")
    assert not picker.error.isHidden()
    picker.show_text("")
    assert picker.error.isHidden()


def test_undo_is_the_windows_where_nothing_was_typed(qtbot: QtBot) -> None:
    picker = SetPicker("From", "Pictures without.")
    qtbot.addWidget(picker)
    picker.show()
    undo = QKeyEvent(
        QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    )
    for typed, claimed in (("", False), ("/pictures", True)):
        qtbot.keyClicks(picker.path, typed)
        undo.ignore()
        QApplication.sendEvent(picker.path, undo)
        assert undo.isAccepted() == claimed
