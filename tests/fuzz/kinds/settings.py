"""The settings of the window, as a file that anything may have written to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from fuzz.engine import Files, Kind
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow

from dfi_studio.core.film_order import FilmOrder
from dfi_studio.ui.actions.shortcuts import Shortcuts
from dfi_studio.ui.export import options
from dfi_studio.ui.isda import asked
from dfi_studio.ui.projects.recent_projects import RecentProjects
from dfi_studio.ui.queue import destination
from dfi_studio.ui.sequence import outgoing
from dfi_studio.ui.theme import remembered_theme
from dfi_studio.ui.training import state
from dfi_studio.ui.window.sealed import sealed, unsealed
from dfi_studio.ui.window.workspaces import ARRANGEMENTS


@cache
def _application() -> QApplication:
    return QApplication([])


def _window() -> QMainWindow:
    window = QMainWindow()
    for name in ("a", "b"):
        dock = QDockWidget(name, window)
        dock.setObjectName(name)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    return window


def _settings(folder: Path) -> Sequence[Files]:
    _application()
    path = folder / "a.ini"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    window = _window()
    settings.setValue("window/geometry", window.saveGeometry())
    settings.setValue("window/workspace", "edit")
    for each in ARRANGEMENTS:
        settings.setValue(f"workspaces/{each.name}", sealed(window.saveState(3)))
    options.remember(settings, options.Outgoing())
    outgoing.remember(settings, FilmOrder("/out"))
    destination.remember(settings, destination.Destination("/out"))
    RecentProjects(settings).add(Path("/a.dfistudio"))
    RecentProjects(settings).add(Path("/b.dfistudio"))
    settings.setValue("shortcuts/open", json.dumps(["Ctrl+O"]))
    settings.setValue("isda/asked", asked.written(asked.Asked("faces")))
    lesson = state.Lesson(("a", "b"), "vgg16", ("conv3_1",))
    settings.setValue("training/lesson", json.dumps({"stage": "paused", **asdict(lesson)}))
    settings.setValue("window/theme", "dark")
    settings.sync()
    return [{"a.ini": path.read_bytes()}]


def _setting(folder: Path) -> bool:
    settings = QSettings(str(folder / "a.ini"), QSettings.Format.IniFormat)
    options.remembered(settings)
    outgoing.remembered(settings)
    destination.remembered(settings)
    remembered_theme(settings)
    Shortcuts(settings)
    recent = RecentProjects(settings)
    _ = recent.paths
    recent.add(Path("/c.dfistudio"))
    asked.read(str(settings.value("isda/asked", "")))
    state.read(str(settings.value("training/lesson", "")))
    window = _window()
    geometry = settings.value("window/geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    for each in ARRANGEMENTS:
        kept = unsealed(settings.value(f"workspaces/{each.name}"))
        if kept is not None:
            window.restoreState(kept, 3)
    window.deleteLater()
    return True


def _texts(folder: Path) -> Sequence[Files]:
    lesson = state.Lesson(("a", "b"), "vgg16", ("conv3_1",))
    return [
        {"asked": asked.written(asked.Asked("faces")).encode(), "keys": b'["Ctrl+O"]',
         "lesson": json.dumps({"stage": "paused", **asdict(lesson)}).encode()}
    ]  # fmt: skip


def _text(folder: Path) -> bool:
    texts = {each.name: each.read_bytes().decode(errors="replace") for each in folder.iterdir()}
    form = asked.read(texts["asked"])
    asked.written(form)
    state.read(texts["lesson"])
    settings = QSettings(str(folder / "b.ini"), QSettings.Format.IniFormat)
    settings.setValue("shortcuts/open", texts["keys"])
    Shortcuts(settings)
    return form.pictures != ""


KINDS = (Kind("settings", _settings, _setting), Kind("settings' texts", _texts, _text))
