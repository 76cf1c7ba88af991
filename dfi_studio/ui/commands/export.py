"""The result on its way out: to a file, or to the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.session.result import Result
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.picture_files import proposed_name, write_result
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.renders import Renders
from dfi_studio.ui.screen import Screen
from dfi_studio.ui.view import Front


class ExportCommands(Flows):
    """Actions on the result."""

    def __init__(self, *, screen: Screen, renders: Renders, front: Front, dialogs: Dialogs) -> None:
        super().__init__(front)
        self._screen = screen
        self._renders = renders
        self._front: Front = front
        self._dialogs = dialogs

    def export_result(self) -> None:
        """Ask where to save the result, and save it."""
        if self._screen.result is not None:
            self.start(self._export(self._screen.result))

    def copy_result(self) -> None:
        """Put the result on the clipboard."""
        if self._screen.result is not None:
            QGuiApplication.clipboard().setImage(to_qimage(self._screen.result.image))
            self._front.tell(_tr("Copied the result."))

    async def _export(self, result: Result) -> None:
        """Save a result, or the newer frame of the same recipe that came meanwhile."""
        folder = result.photo.path or Path.home() / "pasted.png"
        proposal = folder.with_name(proposed_name(result))
        formats = " ".join(f"*{suffix}" for suffix in PICTURE_FORMATS)
        filters = _tr("Pictures ({})").format(formats)
        path = await self._dialogs.save_file(
            _tr("Export the result"), proposal=proposal, filters=filters
        )
        if path is None:
            return
        newest = self._screen.result
        if newest is not None and (newest.photo, newest.recipe) == (result.photo, result.recipe):
            result = newest
        await elsewhere(write_result, path, result)
        self._renders.mark_saved(result)
        self._front.tell(_tr("Saved {}").format(path))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
