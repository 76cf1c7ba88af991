"""The result on its way out: to a file, to a pair or a sheet of pictures, or to the clipboard.

What is edited in a face or within masks goes out in the photo: at its own size, with its profile,
its depth and what the camera wrote. A photo that is edited as a whole goes out as it was solved,
unless it is asked for at its own size.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtGui import QGuiApplication, QImage

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Crop
from dfi_studio.core.solved import Solved
from dfi_studio.library.exports import before_and_after, pair_path, save_pair, save_sheet
from dfi_studio.library.originals import Original
from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.export.options import OptionsDialog, Outgoing, remember, remembered
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.faces.verbs import FaceVerbs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.picture_files import (
    mark_of,
    proposed_name,
    refuse_photo,
    write_original,
    write_result,
)
from dfi_studio.ui.pixels import from_qimage, to_qimage
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.view import Front

Drafts = Callable[[], Sequence[tuple[float, QImage]]]


class ExportCommands(Flows):
    """Actions on the result.

    Parameters
    ----------
    in_photo : InPhoto
        Knows what the other faces of a photo came to.
    drafts : callable
        The pictures of the strip, by their strength.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        *,
        verbs: FaceVerbs,
        in_photo: InPhoto,
        screen: Screen,
        renders: Renders,
        front: Front,
        dialogs: Dialogs,
        settings: QSettings,
        drafts: Drafts = tuple,
    ) -> None:
        super().__init__(front)
        self._session, self._engine = session, engine
        self._verbs, self._in_photo = verbs, in_photo
        self._screen, self._renders = screen, renders
        self._front: Front = front
        self._dialogs, self._settings = dialogs, settings
        self._drafts = drafts
        self._moved = asyncio.Event()
        screen.watch(self._on_phase)

    def export_result(self) -> None:
        """Ask where to save the result, and save it."""
        self._start(self._export)

    def export_pair(self) -> None:
        """Save what changed, before and after side by side."""
        self._start(self._export_pair)

    def export_sheet(self) -> None:
        """Save the pictures of the strip side by side."""
        self._start(self._export_sheet)

    def export_options(self) -> None:
        """Choose what goes out with results."""
        self.start(self._choose_options())

    def copy_result(self) -> None:
        """Put the result on the clipboard."""
        self._start(self._copy)

    # -- flows ----------------------------------------------------------------------------------

    def _start(self, flow: Callable[[Result], Coroutine[Any, Any, None]]) -> None:
        if self._screen.result is not None:
            self.start(flow(self._screen.result))

    async def _export(self, result: Result) -> None:
        path = await self._path(_tr("Export the result"), proposed_name(result))
        if path is None:
            return
        refuse_photo(path, result.photo)
        chosen = remembered(self._settings)
        result = await self._settled(result, chosen)
        document = self._document_of(result, needed=self._goes_whole(result, chosen))
        if document is None or not self._is_whole(document, chosen):
            await elsewhere(write_result, path, result, chosen.options)
        else:
            original = await self._original(document, result)
            await elsewhere(write_original, path, result, original, chosen.options)
        self._renders.mark_saved(result)
        self._front.tell(_tr("Saved {}").format(path))

    async def _export_pair(self, result: Result) -> None:
        named = pair_path(Path(proposed_name(result))).name
        path = await self._path(_tr("Export before and after"), named)
        if path is None:
            return
        refuse_photo(path, result.photo)
        result = await self._settled(result, Outgoing(whole=True))
        document = self._document_of(result, needed=True)
        assert document is not None  # or it would have been said
        after = await self._original(document, result)
        before = await self._put(document, [])
        pair = await elsewhere(before_and_after, before, after)
        await elsewhere(lambda: save_pair(path, *pair, mark=mark_of(result)))
        self._front.tell(_tr("Saved {}").format(path))

    async def _export_sheet(self, result: Result) -> None:
        drafts = self._drafts()
        if not drafts:
            self._front.tell(_tr("The strip has no pictures yet: open it, and wait for some."))
            return
        stem = Path(proposed_name(result)).stem
        path = await self._path(_tr("Export the strip as a sheet"), f"{stem}-sheet.png")
        if path is None:
            return
        refuse_photo(path, result.photo)
        captions = [f"{alpha:g}" for alpha, _ in drafts]

        def save() -> None:
            images = [from_qimage(picture) for _, picture in drafts]
            save_sheet(path, images, captions, mark=mark_of(result))

        await elsewhere(save)
        self._front.tell(_tr("Saved {}").format(path))

    async def _choose_options(self) -> None:
        now = remembered(self._settings)
        chosen = await self._dialogs.asked(lambda window: OptionsDialog(window, now))
        if chosen is not None:
            remember(self._settings, chosen.chosen)

    async def _copy(self, result: Result) -> None:
        chosen = remembered(self._settings)
        result = await self._settled(result, chosen)
        document = self._document_of(result, needed=self._goes_whole(result, chosen))
        image = result.image
        if document is not None and self._is_whole(document, chosen):
            image = await elsewhere(_seen, await self._original(document, result))
        QGuiApplication.clipboard().setImage(await elsewhere(to_qimage, image))
        self._front.tell(_tr("Copied the result."))

    # -- what goes out --------------------------------------------------------------------------

    async def _path(self, title: str, name: str) -> Path | None:
        photo = self._session.document.photo
        beside = photo.path if photo is not None and photo.path else Path.home() / "pasted.png"
        formats = " ".join(f"*{suffix}" for suffix in PICTURE_FORMATS)
        filters = _tr("Pictures ({})").format(formats)
        proposal = beside.with_name(name)
        return await self._dialogs.save_file(title, proposal=proposal, filters=filters)

    def _goes_whole(self, result: Result, chosen: Outgoing) -> bool:
        """Say whether a result surely goes into its photo, whatever its document says."""
        return bool(result.marks) or chosen.whole or self._is_of_face(result)

    def _is_whole(self, document: Document, chosen: Outgoing) -> bool:
        return document.in_place or chosen.whole

    def _is_of_face(self, result: Result) -> bool:
        return self._renders.portraits.of(result.photo) is not None

    async def _settled(self, result: Result, chosen: Outgoing) -> Result:
        """Return a result, or the newer frame of the same that came meanwhile."""
        if self._goes_whole(result, chosen):
            while self._screen.work.phase.running:  # the engine does one thing at a time
                self._front.tell(_tr("Waiting for the solver; stop it to take what there is now."))
                self._moved.clear()
                await self._moved.wait()
        newest = self._screen.result
        return newest if newest is not None and newest.is_like(result) else result

    async def _original(self, document: Document, result: Result) -> Original:
        """Return the photo's own values with a result in them, and those of its other faces."""
        *others, own = document.layers
        made = [(each, await self._in_photo.made(each)) for each in others]
        solved = [self._in_photo.solved_by(*each) for each in [*made, (own, result)]]
        return await self._put(document, solved)

    async def _put(self, document: Document, solved: Sequence[Solved]) -> Original:
        photo = document.photo
        assert photo is not None  # its result is of it
        async with self._engine.start(
            lambda shop: self._verbs.export(shop, photo, solved, document.crop)
        ) as job:
            return await job.result()

    def _document_of(self, result: Result, *, needed: bool) -> Document | None:
        """Find the document that a result was made of: the present, or one of the past."""
        state, portraits = self._session.state, self._renders.portraits
        for document in (state.document, *(each.value for each in reversed(state.entries))):
            if not portraits.lacks(document) and result.is_of(portraits.solved(document)):
                return document
        if needed:
            raise UsageError(
                _tr("The masks of this result are gone; render it again to export it.")
            )
        return None

    def _on_phase(self, phase: Phase) -> None:
        if not phase.running:
            self._moved.set()


def _seen(original: Original) -> Image:
    height, width = original.size
    return original.srgb(Crop(0, 0, width, height))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
