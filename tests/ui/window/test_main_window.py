"""The window by itself: what it shows, what it says, and that nothing of it is out of reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dfi_studio.core.device import Device
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast
from dfi_studio.session import edits
from dfi_studio.session.document import Missing
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.actions.binding import bind, bind_sequence
from dfi_studio.ui.actions.command_palette import CommandPalette
from dfi_studio.ui.actions.table import ACTIONS
from dfi_studio.ui.browser.dataset import Dataset
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.canvas.probe import Probe
from dfi_studio.ui.rendering.work import Message, Phase, Work
from dfi_studio.ui.theme import DARK, Theme, colours, dress
from dfi_studio.ui.window.main_window import MainWindow

PHOTO = Photo.of(freeze(np.full((30, 40, 3), 0.2)), Path("/pictures/anna.jpg"))
PICTURE = QImage(40, 30, QImage.Format.Format_RGB32)


class Everything:
    """Can do anything, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.asked.append((name, *arguments))


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def asked() -> Everything:
    return Everything()


@pytest.fixture
def window(
    qtbot: QtBot, session: Session, settings: QSettings, asked: Everything
) -> Iterator[MainWindow]:
    made = MainWindow(session, settings)
    qtbot.addWidget(made)
    made.bind(asked)
    dataset = Dataset(FakeEngine().dataset)
    made.dataset_page.wanted.connect(lambda: made.put_dataset(dataset.workspace, asked))
    bind_sequence(made, asked)
    made.resize(1280, 720)
    made.workspaces.reset()
    with qtbot.waitActive(made):
        made.show()
    yield made
    # Never back to no sheet: Qt would lose track of the widgets that it has styled.
    dress(QApplication.instance(), Theme.LIGHT)  # type: ignore[arg-type]


def with_photo(window: MainWindow, session: Session) -> None:
    session.do(edits.open_photo(PHOTO))
    window.show_photo(PHOTO, PICTURE)


def test_every_action_button_and_drop_is_answered(window: MainWindow, asked: Everything) -> None:
    own = {name for name in dir(window.view_commands) if not name.startswith("_")}
    window.view_commands.show_dataset()
    for action in ACTIONS:
        if action.id not in own:
            window.actions_.made[action.id].setEnabled(True)
            window.actions_.made[action.id].trigger()
            assert asked.asked.pop() == (action.id,)
    window.history.jump_wanted.emit(3)
    window.canvas.crop_chosen.emit(None)
    window.menus.device_wanted.emit("cpu")
    assert asked.asked == [("jump", 3), ("crop_chosen", None), ("use_device", "cpu")]


def test_what_nobody_can_do_is_told_at_once(window: MainWindow) -> None:
    with pytest.raises(LookupError, match="new_project"):
        bind(window, window.view_commands)


def test_the_document_is_shown_everywhere(window: MainWindow, session: Session) -> None:
    assert window.windowTitle() == "DFI Studio[*]"
    assert window.welcome.isVisible()
    with_photo(window, session)
    assert window.canvas.isVisible()
    assert window.windowTitle() == "anna.jpg[*] — DFI Studio"
    assert window.status.photo_size.text() == "40 \u00d7 30 px"
    assert window.actions_.made["undo"].text() == "&Undo: Open photo"
    assert window.actions_.made["quality_good"].isChecked()
    assert not window.actions_.made["swap_sets"].isEnabled()
    session.do(edits.add_direction(Contrast("young", "old")))
    assert window.actions_.made["swap_sets"].isEnabled()
    session.undo()
    assert window.actions_.made["redo"].text() == "&Redo: Add attribute"
    window.show_project("anna_aging.dfistudio")
    window.show_unsaved(True)
    assert window.windowTitle() == "anna_aging.dfistudio[*] — DFI Studio"
    assert window.isWindowModified()


def test_the_status_bar_always_says_what_is_going_on(window: MainWindow, session: Session) -> None:
    status = window.status
    window.show_work(Work(Phase.WAITING, Missing.PHOTO))
    assert status.work.text() == "Open a photo to begin."
    assert status.progress.isHidden()
    with_photo(window, session)
    window.show_work(Work(Phase.SOLVING, done=50, total=200, seconds_left=21))
    assert status.work.text() == "Iteration 50 of at most 200   0:21 left"
    assert (status.progress.value(), status.progress.maximum()) == (250, 1000)
    window.tell("Saved a.png")
    assert status.currentMessage() == "Saved a.png"
    result = Result(PHOTO, session.document.recipe, freeze(np.zeros((15, 20, 3))), finished=True)
    window.show_result(result, PICTURE)
    assert status.solved.text() == "solved at 20 \u00d7 15"
    window.canvas.probed.emit(Probe(7, 9, (182, 141, 120)))
    assert status.pixel.text() == "7, 9   rgb 182 141 120"
    window.canvas.probed.emit(None)
    assert status.pixel.text() == ""
    window.show_saved("autosaved 12:04")
    window.show_engine("cpu")
    assert (status.saved.text(), status.engine.text()) == ("autosaved 12:04", "cpu")
    window.view_commands.show_dataset()
    assert status.photo_size.isHidden()


def test_pause_becomes_resume(window: MainWindow, session: Session) -> None:
    with_photo(window, session)
    window.show_work(Work(Phase.PAUSED, done=5, total=20))
    pause = window.actions_.made["pause"]
    assert (pause.text(), pause.isChecked(), pause.isEnabled()) == ("&Resume", True, True)


def test_comparing_is_ticked_and_follows_the_canvas(window: MainWindow, session: Session) -> None:
    with_photo(window, session)
    made = window.actions_.made
    made["compare_split"].trigger()
    assert window.canvas.comparison is Comparison.SPLIT
    assert made["compare_split"].isChecked()
    assert made["rotate_split"].isEnabled()
    made["next_comparison"].trigger()
    assert made["compare_side"].isChecked()
    window.show_reference(PICTURE, "Before")
    assert made["compare_with_photo"].isEnabled()
    window.show_photo(PHOTO, PICTURE)
    assert not made["compare_with_photo"].isEnabled()


def test_cropping_takes_escape_from_cancel(
    qtbot: QtBot, window: MainWindow, session: Session, asked: Everything
) -> None:
    with_photo(window, session)
    window.show_work(Work(Phase.SOLVING, done=5, total=20))
    window.begin_crop(PICTURE, QSize(40, 30), None)
    assert window.actions_.made["crop"].isChecked()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert asked.asked == [("crop_left",)]
    window.end_crop()
    window.begin_crop(PICTURE, QSize(40, 30), None)
    window.edit.photo.open.setFocus()
    qtbot.keyClick(window.edit.photo.open, Qt.Key.Key_Escape)  # wherever the hand is
    assert asked.asked.pop() == ("crop_left",)
    window.end_crop()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert asked.asked[1:] == [("cancel",)]


def test_the_original_shows_while_the_key_is_held(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    with_photo(window, session)
    bright = QImage(40, 30, QImage.Format.Format_RGB32)
    bright.fill(QColor("white"))
    PICTURE.fill(QColor("black"))
    window.show_photo(PHOTO, PICTURE)
    result = Result(PHOTO, session.document.recipe, PHOTO.image, finished=True)
    window.show_result(result, bright)

    def shade() -> int:
        return window.canvas.grab().toImage().pixelColor(window.canvas.rect().center()).red()

    qtbot.waitUntil(lambda: shade() == 255)
    qtbot.keyPress(window, Qt.Key.Key_Backslash)
    qtbot.waitUntil(lambda: shade() == 0)
    qtbot.keyRelease(window, Qt.Key.Key_Backslash)
    qtbot.waitUntil(lambda: shade() == 255)


def test_drops_go_where_they_belong(window: MainWindow, asked: Everything, tmp_path: Path) -> None:
    def drop(path: Path) -> tuple[Any, ...]:
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(QPointF(5, 5), copy, content, left, none))
        last: tuple[Any, ...] = asked.asked.pop()
        return last

    photo = tmp_path / "anna.png"
    photo.touch()
    assert drop(photo) == ("open_path", photo)
    assert drop(tmp_path) == ("add_path", tmp_path)
    assert window.workspaces.place is Place.DATASET
    assert drop(photo) == ("neighbours_of_file", photo)


def test_the_first_page_leads_on(window: MainWindow, asked: Everything) -> None:
    paths = [Path(f"/projects/{number}.dfistudio") for number in range(9)]
    window.show_recent(paths, missing=frozenset(paths[:1]))
    window.welcome.recent[0].click()
    window.welcome.photo.click()
    window.welcome.sample.click()
    assert asked.asked == [("open_path", paths[1]), ("open_photo",), ("open_sample",)]
    window.welcome.folder.click()
    assert asked.asked[-1] == ("add_folder",)
    assert window.workspaces.place is Place.DATASET
    window.show_engine("")
    assert "not ready" in window.welcome.engine.text()


def test_a_photo_that_is_opened_comes_to_the_front(window: MainWindow, session: Session) -> None:
    window.view_commands.show_dataset()
    session.do(edits.set_alpha(0.5))
    assert window.workspaces.place is Place.DATASET
    session.do(edits.open_photo(PHOTO))
    assert window.workspaces.place is Place.EDIT


def test_the_palette_finds_actions_files_and_devices(
    qtbot: QtBot, window: MainWindow, asked: Everything
) -> None:
    window.show_recent([Path("/projects/wedding.dfistudio")])
    window.actions_.made["command_palette"].trigger()
    palette = window.findChild(CommandPalette)
    qtbot.keyClicks(palette.field, "wedding")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert asked.asked == [("open_path", Path("/projects/wedding.dfistudio"))]
    window.actions_.made["command_palette"].trigger()
    palette = next(each for each in window.findChildren(CommandPalette) if each.isVisible())
    qtbot.keyClicks(palette.field, "dark")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.actions_.made["theme_dark"].isChecked()


def test_the_theme_is_chosen_and_remembered(window: MainWindow, settings: QSettings) -> None:
    window.actions_.made["theme_dark"].trigger()
    assert window.palette().window().color() == QColor(colours().window)
    assert settings.value("window/theme") == "dark"
    assert window.actions_.made["theme_dark"].isChecked()
    assert not window.actions_.made["theme_system"].isChecked()


def test_the_remembered_theme_is_worn_from_the_start(
    qtbot: QtBot, window: MainWindow, settings: QSettings
) -> None:
    settings.setValue("window/theme", "dark")
    again = MainWindow(Session(), settings)
    qtbot.addWidget(again)
    again.show()
    assert again.palette().window().color() == QColor(DARK.window)
    assert again.actions_.made["theme_dark"].isChecked()


def test_full_screen_is_ticked(window: MainWindow) -> None:
    full = window.actions_.made["full_screen"]
    full.trigger()
    assert window.isFullScreen()
    assert full.isChecked()
    full.trigger()
    assert not window.isFullScreen()
    assert not full.isChecked()


def test_panels_are_ticked_as_they_open_and_close(window: MainWindow) -> None:
    made = window.actions_.made
    made["toggle_strip"].trigger()
    assert not window.strip.isVisible()
    assert not made["toggle_strip"].isChecked()
    window.findChild(QWidget, "history").close()
    assert not made["toggle_history"].isChecked()
    made["reset_layout"].trigger()
    assert made["toggle_strip"].isChecked()
    assert made["toggle_history"].isChecked()


def test_the_place_and_the_arrangement_are_remembered(
    qtbot: QtBot, window: MainWindow, settings: QSettings
) -> None:
    window.resize(1000, 650)
    window.actions_.made["toggle_strip"].trigger()
    window.close()
    assert window.isVisible()  # whoever owns it is asked
    again = MainWindow(Session(), settings)
    qtbot.addWidget(again)
    again.show()
    assert again.height() == 650  # Qt fits the width to the test's small screen
    assert not again.strip.isVisible()


# -- reach and room -----------------------------------------------------------------------------

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, QAbstractSpinBox)


def name_of(control: QWidget) -> str:
    if isinstance(control, QAbstractButton):
        return control.accessibleName() or control.text()
    holder = control.parentWidget()
    inner = isinstance(holder, QAbstractSpinBox | QComboBox)
    return holder.accessibleName() if inner else control.accessibleName()


def _ancestry(control: QWidget) -> str:
    holder = control.parentWidget()
    return f"{_ancestry(holder)} > {type(control).__name__}" if holder else type(control).__name__


def controls(window: MainWindow) -> list[QWidget]:
    passed_over = (QScrollBar, QTabBar)
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, CONTROLS)
        and not isinstance(each, passed_over)
        and not isinstance(each.parentWidget(), QTabBar | QLineEdit)  # Qt's own, and their keys
        and not each.objectName().startswith("qt_")
    ]


def test_every_control_has_a_name(window: MainWindow, session: Session) -> None:
    with_photo(window, session)
    session.do(edits.add_direction(Contrast("young", "old")))
    window.show_devices([Device("cpu")], "cpu")
    window.say(Message("Restore?", button="Restore"))
    for show in (window.view_commands.show_edit, window.view_commands.show_dataset):
        show()
        seen = [each for each in controls(window) if each.isVisible()]
        nameless = [each for each in seen if not name_of(each).strip()]
        assert len(seen) > 20
        assert not nameless, [_ancestry(each) for each in nameless]


def test_the_keyboard_reaches_what_a_mouse_can_press(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    with_photo(window, session)
    reached = set()
    start = at = window.canvas
    while at is not None and at not in reached:
        reached.add(at)
        at = at.nextInFocusChain()
        if at is start:
            break
    buttons = [
        each
        for each in controls(window)
        if isinstance(each, QAbstractButton) and each.isVisible() and each.isEnabled()
    ]
    deaf = [
        each
        for each in buttons
        if not each.focusPolicy() & Qt.FocusPolicy.TabFocus or each not in reached
    ]
    assert not deaf, [(each, name_of(each)) for each in deaf]


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_no_word_is_cut_off(
    qtbot: QtBot, session: Session, settings: QSettings, factor: float
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    font = app.font()
    large = app.font()
    large.setPointSizeF(font.pointSizeF() * factor)
    app.setFont(large)
    try:
        window = MainWindow(session, settings)
        qtbot.addWidget(window)
        window.resize(round(1280 * factor), round(720 * factor))
        window.show()
        window.show_recent([Path("/projects/wedding.dfistudio")])
        window.show_work(Work(Phase.WAITING, Missing.PHOTO))
        qtbot.wait(50)
        assert window.size().width() <= round(1280 * factor)
        cut = [each for each in window.findChildren(QLabel) if is_cut(each)]
        assert not cut, [(each.text(), each.size(), each.sizeHint()) for each in cut]
    finally:
        app.setFont(font)


def is_cut(label: QLabel) -> bool:
    """Say whether words that are on the screen have less room than they need."""
    words = re.sub(r"<[^>]+>", "", label.text()).strip()
    if not words or not label.isVisible() or label.visibleRegion().isEmpty():
        return False
    if label.sizePolicy().horizontalPolicy() == label.sizePolicy().Policy.Ignored:
        return False  # made to be cut off
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    return label.width() < label.minimumSizeHint().width()


def test_a_panels_title_offers_the_panels(window: MainWindow) -> None:
    menu = window.createPopupMenu()
    texts = [each.text().replace("&", "") for each in menu.actions() if not each.isSeparator()]
    panels = ["Edit", "Solver", "History", "Alpha strip", "Masks", "Sequence", "Jobs"]
    assert texts == [*panels, "Reset the layout"]
    menu.deleteLater()


def test_the_context_menu_of_the_browser_opens(qtbot: QtBot, window: MainWindow) -> None:
    window.view_commands.show_dataset()
    window.dataset.menu_wanted.emit(QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [each.text() for each in menu.actions()][:2]  # type: ignore[attr-defined]
    menu.close()


def test_what_the_status_bar_has_no_room_for_ends_in_dots(window: MainWindow, qapp: Any) -> None:
    status, long = window.status, "A remark that goes on and on. " * 20
    status.show_work(Work(Phase.WAITING, Missing.PHOTO), long)
    assert status.work.toolTip() == long
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        status.setLayoutDirection(direction)
        qapp.processEvents()
        status.tell(long)
        room, text = status.remark_shown()
        assert text.endswith("…"), f"{direction}: {room}"
        assert status.currentMessage() == long, "a screen reader has all of it"
        assert not room.intersects(status.engine.geometry())
        assert room.width() > status.width() // 4
    status.tell("Saved")
    assert status.remark_shown()[1] == "Saved"


def test_a_click_on_the_jobs_shows_them(window: MainWindow, qtbot: QtBot) -> None:
    jobs = window.status.jobs
    assert jobs.isHidden(), "nothing to do"
    window.status.show_jobs("1 job")
    for _ in range(2):  # what is open stays open
        qtbot.mouseClick(jobs, Qt.MouseButton.LeftButton)
        assert "jobs" in window.workspaces.open_panels
    window.status.show_jobs("")
    assert jobs.isHidden()
