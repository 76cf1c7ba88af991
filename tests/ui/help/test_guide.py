"""The guide in the window: pages, pictures, links, search, and the page that fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from dfi_studio.library.resources import guide
from dfi_studio.session.session import Session
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.help.opening import INDEX, PAGES, help_by_f1
from dfi_studio.ui.help.viewer import GuideViewer
from dfi_studio.ui.window.main_window import MainWindow


@pytest.fixture
def viewer(qtbot: QtBot) -> Iterator[GuideViewer]:
    parent = QDialog()
    qtbot.addWidget(parent)
    made = GuideViewer(parent)
    made.show_page(INDEX)
    yield made
    parent.isVisible()  # it holds the viewer until here


def shown(viewer: GuideViewer) -> str:
    return Path(viewer.view.source().toLocalFile()).name


def test_links_lead_to_pages_and_back(viewer: GuideViewer) -> None:
    assert "Guide" in viewer.view.toPlainText()
    assert not viewer.back.isEnabled()
    viewer.view.follow(QUrl("make-a-film.md#formats"))
    assert shown(viewer) == "make-a-film.md"
    assert viewer.view.source().fragment() == "formats"
    assert viewer.view.verticalScrollBar().value() > 0
    viewer.back.click()
    assert shown(viewer) == INDEX
    viewer.forward.click()
    assert shown(viewer) == "make-a-film.md"
    viewer.home.click()
    assert shown(viewer) == INDEX


def test_what_is_no_page_is_for_the_system(
    viewer: GuideViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    viewer.view.follow(QUrl("https://example.org/"))
    assert opened == ["https://example.org/"]
    assert shown(viewer) == INDEX


def test_pictures_are_shown_no_wider_than_the_page(viewer: GuideViewer) -> None:
    viewer.show_page("age-a-face.md")
    kind = QTextDocument.ResourceType.ImageResource
    picture = viewer.view.document().resource(
        kind.value, QUrl("../resources/screenshots/studio.webp")
    )
    assert isinstance(picture, QImage)
    assert not picture.isNull()
    ratio = picture.devicePixelRatio()
    assert 100 < picture.width() / ratio <= viewer.view.viewport().width()


def test_search_finds_the_next_place_and_begins_anew(viewer: GuideViewer, qtbot: QtBot) -> None:
    viewer.show_page("make-a-film.md")
    viewer.search.clear()
    qtbot.keyClicks(viewer.search, "frame")
    first = viewer.view.textCursor().selectionStart()
    assert viewer.view.textCursor().selectedText().lower() == "frame"
    qtbot.keyClick(viewer.search, Qt.Key.Key_Return)
    assert viewer.view.textCursor().selectionStart() > first
    for _ in range(40):
        viewer.find_next()
    viewer.find_next(backwards=True)
    assert not viewer.found.text()
    qtbot.keyClicks(viewer.search, "xyz")
    assert viewer.found.text() == "Not on this page"


def test_each_workspace_has_its_page(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(
        Session(), QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    )
    qtbot.addWidget(window)
    for place in (Place.EDIT, Place.INPAINT):
        window.workspaces.show(place)
        window.view_commands.show_help()
        (viewer,) = (each for each in window.children() if isinstance(each, GuideViewer))
        assert shown(viewer) == PAGES[place]
    window.view_commands.show_guide()
    assert shown(viewer) == INDEX
    assert set(PAGES) == set(Place)
    for page in PAGES.values():
        assert guide(page).is_file()


def test_f1_helps_in_a_dialog_that_holds_the_window_up(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    help_by_f1(dialog, "batch-on-a-cluster.md#here")
    dialog.setModal(True)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    (viewer,) = (each for each in dialog.children() if isinstance(each, GuideViewer))
    assert shown(viewer) == "batch-on-a-cluster.md"
