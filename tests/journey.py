"""One run of the window, and what a hand does to it; for the journeys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from fake_engine import FakeEngine
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from dfi_studio import app as application
from dfi_studio.ui.main_window import MainWindow

Run = Callable[[Any], Any]


class Journey:
    """The window of one run, and what a hand does to it."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder = folder
        self.qtbot = qtbot
        self.fake = FakeEngine(pause=0.002)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.photo = folder / "anna.png"
        shades = np.linspace(0, 160, 96 * 64 * 3).reshape(64, 96, 3)
        PIL.Image.fromarray(shades.astype(np.uint8)).save(self.photo)
        for name in ("young", "old"):
            (folder / name).mkdir()
            for number in range(3):
                PIL.Image.new("RGB", (40, 40)).save(folder / name / f"{number}.png")
        self.window: MainWindow = None  # type: ignore[assignment]

    @asynccontextmanager
    async def opened(self, **options: Any) -> AsyncIterator[MainWindow]:
        """The window, from showing to closing; the block closes it."""
        engine = application.Engine(self.fake.make_workshop, self.fake.verbs, self.fake.dataset)
        running = asyncio.ensure_future(application.studio(engine, self.settings, **options))
        await asyncio.sleep(0)
        (self.window,) = (
            each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)
        )
        await self.until(lambda: self.window._engine.text() in ("fake", ""))
        try:
            yield self.window
            await asyncio.wait_for(running, 10)
        finally:
            running.cancel()
            await asyncio.wait({running})

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.002)

    async def dialog(self, kind: type[QDialog]) -> Any:
        await self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        return QApplication.activeModalWidget()

    async def answer_file(self, path: Path) -> None:
        dialog = await self.dialog(QFileDialog)
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
        dialog.accept()
        await self.until(lambda: QApplication.activeModalWidget() is not dialog)

    async def answer_question(self, button: QMessageBox.StandardButton) -> None:
        box = await self.dialog(QMessageBox)
        box.button(button).click()
        await self.until(lambda: QApplication.activeModalWidget() is not box)
        await asyncio.sleep(0.02)

    def type_sets(self) -> None:
        attribute = self.window.panel.attribute
        for picker, name in ((attribute.source, "young"), (attribute.target, "old")):
            picker.path.setText(str(self.folder / name))
            self.qtbot.keyClick(picker.path, Qt.Key.Key_Return)

    def few_iterations(self) -> None:
        self.window.panel.strength.iterations.moved.emit(12.0)

    async def until_done(self) -> None:
        await self.until(lambda: self.window.panel.solver.state.text().startswith("Done"))

    async def solved(self) -> None:
        self.few_iterations()
        self.type_sets()
        await self.until(lambda: self.window.panel.solver.stop.isEnabled())
        await self.until_done()

    async def discard_if_asked(self) -> None:
        """Let a result go that was made meanwhile."""
        await asyncio.sleep(0.05)
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            await self.answer_question(QMessageBox.StandardButton.Discard)

    def press(self, name: str) -> None:
        self.window.actions_[name].trigger()
