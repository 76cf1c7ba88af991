"""The result on its way out: to a file, or to the clipboard.

With masks it goes out at the size of the photo, whose pixels it has wherever the masks are 0.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.picture_files import proposed_name, write_result
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import EnlargeVerb, Phase
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.view import Front


class ExportCommands(Flows):
    """Actions on the result.

    Parameters
    ----------
    enlarge : callable
        The verb.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        *,
        enlarge: EnlargeVerb,
        screen: Screen,
        renders: Renders,
        front: Front,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(front)
        self._session = session
        self._engine = engine
        self._enlarge = enlarge
        self._screen = screen
        self._renders = renders
        self._front: Front = front
        self._dialogs = dialogs
        self._moved = asyncio.Event()
        screen.watch(self._on_phase)

    def export_result(self) -> None:
        """Ask where to save the result, and save it."""
        if self._screen.result is not None:
            self.start(self._export(self._screen.result))

    def copy_result(self) -> None:
        """Put the result on the clipboard."""
        if self._screen.result is not None:
            self.start(self._copy(self._screen.result))

    # -- flows ----------------------------------------------------------------------------------

    async def _export(self, result: Result) -> None:
        folder = result.photo.path or Path.home() / "pasted.png"
        proposal = folder.with_name(proposed_name(result))
        formats = " ".join(f"*{suffix}" for suffix in PICTURE_FORMATS)
        filters = _tr("Pictures ({})").format(formats)
        path = await self._dialogs.save_file(
            _tr("Export the result"), proposal=proposal, filters=filters
        )
        if path is None:
            return
        result, image = await self._pictured(result)
        await elsewhere(write_result, path, result, image)
        self._renders.mark_saved(result)
        self._front.tell(_tr("Saved {}").format(path))

    async def _copy(self, result: Result) -> None:
        _, image = await self._pictured(result)
        QGuiApplication.clipboard().setImage(await elsewhere(to_qimage, image))
        self._front.tell(_tr("Copied the result."))

    async def _pictured(self, result: Result) -> tuple[Result, Image]:
        """Return a result, or the newer frame of the same that came meanwhile, and its picture."""
        if not result.marks:
            result = self._newest(result)
            return result, result.image
        while self._screen.work.phase.running:  # the engine does one thing at a time
            self._front.tell(_tr("Waiting for the solver; stop it to take what there is now."))
            self._moved.clear()
            await self._moved.wait()
        result = self._newest(result)
        masks = self._masks_of(result)
        async with self._engine.start(
            lambda shop: self._enlarge(
                shop, result.photo, result.recipe, masks, result.filled, result.edited
            )
        ) as job:
            return result, await job.result()

    def _newest(self, result: Result) -> Result:
        newest = self._screen.result
        return newest if newest is not None and newest.is_like(result) else result

    def _masks_of(self, result: Result) -> tuple[MaskLayer, ...]:
        """Find the masks that a result was made with: those of the present, or of the past."""
        state = self._session.state
        for document in (state.document, *(each.value for each in reversed(state.entries))):
            if result.is_of(document):
                return document.subject_masks
        raise UsageError(_tr("The masks of this result are gone; render it again to export it."))

    def _on_phase(self, phase: Phase) -> None:
        if not phase.running:
            self._moved.set()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
