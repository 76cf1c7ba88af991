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
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from dfi_studio.app.engine import Engine
from dfi_studio.app.studio import studio
from dfi_studio.session.session import Session
from dfi_studio.ui.window.main_window import MainWindow

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
        self._running: asyncio.Future[None] = None  # type: ignore[assignment]

    @asynccontextmanager
    async def opened(self, **options: Any) -> AsyncIterator[MainWindow]:
        """The window, from showing to closing; the block closes it."""
        engine = Engine(
            self.fake.make_workshop,
            self.fake.verbs,
            self.fake.faces,
            self.fake.dataset,
            self.fake.instant,
            self.fake.isda,
            self.fake.films.verbs,
            self.fake.queue,
        )
        window = self.window = MainWindow(Session(), self.settings)
        window.show()
        running = self._running = asyncio.ensure_future(
            studio(engine, window, self.settings, **options)
        )
        await asyncio.sleep(0)
        if running.done():
            await running  # raises
        await self.until(lambda: self.window.status.engine.text() in ("fake", ""))
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
                if self._running.done() and (fault := self._running.exception()):
                    raise fault

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
        """Type the two folders into the first attribute, which is added where there is none."""
        if not self.window.edit.stack.rows:
            self.press("add_attribute_sets")
        attribute = self.window.edit.stack.rows[0].attribute
        for picker, name in ((attribute.source, "young"), (attribute.target, "old")):
            picker.path.setText(str(self.folder / name))
            self.qtbot.keyClick(picker.path, Qt.Key.Key_Return)

    def few_iterations(self) -> None:
        self.window.edit.numbers.iterations.moved.emit(12.0)

    @property
    def state(self) -> str:
        """What the solver says."""
        return self.window.solver.state.text()

    @property
    def shown(self) -> QImage:
        """The picture in the canvas."""
        canvas = self.window.canvas
        layer = canvas._shown(canvas._panes()[0])
        assert layer is not None
        return layer.picture

    async def until_done(self) -> None:
        await self.until(lambda: self.state.startswith("Done"))

    async def solved(self) -> None:
        self.few_iterations()
        self.type_sets()
        await self.until(lambda: self.window.solver.stop.isEnabled())
        await self.until_done()

    async def leave(self) -> None:
        """Close the window, and let everything go that was not saved."""
        self.window.close()
        await self.discard_if_asked()

    async def discard_if_asked(self) -> None:
        """Let a result go that was made meanwhile."""
        await asyncio.sleep(0.05)
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            await self.answer_question(QMessageBox.StandardButton.Discard)

    def press(self, name: str) -> None:
        self.window.actions_.made[name].trigger()
