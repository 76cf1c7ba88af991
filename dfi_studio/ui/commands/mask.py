"""Masks: painted, loaded and pasted, and changed as a whole.

What is changed as a whole is computed outside the window's thread, one change after the other. What
a stroke did meanwhile is not lost: then the change is computed again from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from dfi_studio.core.mask import Change, Mask, MaskLayer, MaskRole, in_levels, inverted
from dfi_studio.core.mask_shapes import feathered, grown, shrunk
from dfi_studio.core.photo import Crop
from dfi_studio.library.masks import mask_path, save_mask
from dfi_studio.library.picture_files import is_picture, picture_suffixes
from dfi_studio.session import mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.canvas.painting.flood import Flood
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.masks.files import MaskFiles, content_of, mask_of, picture_of, told_with
from dfi_studio.ui.masks.hand import add_mask, role_in_hand
from dfi_studio.ui.window.view import MaskFront

_RADIUS = 8
"""Pixels that a mask grows, shrinks or fades by, where nothing else is asked for."""


class MaskCommands(Flows):
    """Actions on the masks of the photo. Most of them mean the current one."""

    def __init__(self, session: Session, *, front: MaskFront, dialogs: Dialogs) -> None:
        super().__init__(front)
        self._session = session
        self._front: MaskFront = front
        self._dialogs = dialogs
        self._files = MaskFiles(dialogs)
        self._turn = asyncio.Lock()

    # -- new ones -------------------------------------------------------------------------------

    def add_mask(self, role: MaskRole) -> None:
        """Add a mask that is still to be painted."""
        photo = self._session.document.photo
        if photo is not None:
            height, width = photo.image.shape[:2]
            self._add(MaskLayer.blank(_name_of(role), role, height=height, width=width))

    def add_fill_mask(self) -> None:
        """Add a mask of what is missing."""
        self.add_mask(MaskRole.FILL)

    def add_edit_mask(self) -> None:
        """Add a mask of where to edit."""
        self.add_mask(MaskRole.EDIT)

    def add_protect_mask(self) -> None:
        """Add a mask of what is to be left alone."""
        self.add_mask(MaskRole.PROTECT)

    def load_mask(self) -> None:
        """Ask for a mask in a file, and add it."""
        self.start(self._load())

    def paste_mask(self) -> None:
        """Add the mask, or the picture, that is on the clipboard."""
        self.start(self._paste())

    # -- painting -------------------------------------------------------------------------------

    def paint_masks(self) -> None:
        """Take the brush in hand."""
        self._front.begin_painting()

    def show_bare(self) -> None:
        """Put the brush away."""
        self._front.show_bare()

    def paint_mask(
        self, mask: Mask, within: Crop, label: str, change: Change | None = None
    ) -> None:
        """Take a stroke over; where no mask is current it is the first of a new one."""
        photo = self._session.document.photo
        if photo is None or mask.shape != photo.image.shape[:2]:
            return  # the photo is another one by now, which the canvas has yet to show
        at = self._front.current_mask
        if self._layer(at) is None:
            self.add_mask(MaskRole.FILL)
            at = self._front.current_mask
        if self._layer(at) is not None:
            self._session.do(mask_edits.paint_mask(mask, within, label, at=at, change=change))

    def find_region(self, flood: Flood) -> None:
        """Look for what hangs together in one colour, to be covered."""
        self.start(self._find_region(flood))

    # -- the current one ------------------------------------------------------------------------

    def save_mask(self, at: int | None = None) -> None:
        """Ask where to save a mask, by default the current one, and save it."""
        self.start(self._save(self._place(at)))

    def copy_mask(self, at: int | None = None) -> None:
        """Put a mask on the clipboard, for another photo or another program."""
        self.start(self._copy(self._place(at)))

    def invert_mask(self) -> None:
        """Make in what is out."""
        self._change("Invert mask", inverted)

    def grow_mask(self, radius: float = _RADIUS) -> None:
        """Add what lies within some pixels of the mask."""
        self._change("Grow mask", partial(grown, radius=round(radius)), _pixels(radius))

    def shrink_mask(self, radius: float = _RADIUS) -> None:
        """Take away what lies within some pixels of the border."""
        self._change("Shrink mask", partial(shrunk, radius=round(radius)), _pixels(radius))

    def feather_mask(self, width: float = _RADIUS) -> None:
        """Fade the mask in over some pixels inside its border."""
        self._change("Feather mask", partial(feathered, width=width), _pixels(width))

    def clear_mask(self) -> None:
        """Take everything out of the mask."""
        self._change("Empty mask", np.zeros_like)

    def remove_mask(self, at: int | None = None) -> None:
        """Take a mask away, by default the current one."""
        at = self._place(at)
        if self._layer(at) is not None:
            self._session.do(mask_edits.remove_mask(at=at))

    def remove_masks(self) -> None:
        """Take all masks away."""
        self._session.do(mask_edits.use_masks((), "Remove all masks"))

    def rename_mask(self, at: int, name: str) -> None:
        """Call a mask something else."""
        if self._layer(at) is not None:
            self._session.do(mask_edits.rename_mask(name, at=at))

    def set_mask_role(self, at: int, role: MaskRole) -> None:
        """Let a mask say something else of what is in it."""
        if self._layer(at) is not None:
            self._session.do(mask_edits.set_mask_role(role, at=at))

    def turn_mask(self, at: int, on: bool) -> None:
        """Let a mask take part, or not."""
        if self._layer(at) is not None:
            self._session.do(mask_edits.turn_mask(on, at=at))

    def toggle_current_mask(self) -> None:
        """Let the mask take part, or not, whatever it does now."""
        at = self._front.current_mask
        layer = self._layer(at)
        if layer is not None:
            self._session.do(mask_edits.turn_mask(not layer.on, at=at))

    # -- flows ----------------------------------------------------------------------------------

    async def _load(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
        filters = _tr("Pictures ({});;All files (*)").format(suffixes)
        path = await self._dialogs.open_file(_tr("Load a mask"), kind="mask", filters=filters)
        if path is not None:
            await self._read(path)

    async def _read(self, path: Path) -> None:
        document = self._session.document
        if document.photo is not None:
            layer = await self._files.read(path, document.photo, self._role, document.crop)
            if layer is not None and self._session.document.photo == document.photo:
                self._add(layer, "Load mask")

    async def _paste(self) -> None:
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()
        urls = content.urls() if content else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if len(paths) == 1 and is_picture(paths[0]):
            await self._read(paths[0])
            return
        document = self._session.document
        if content is None or not content.hasImage() or document.photo is None:
            self._front.tell(_tr("There is no mask on the clipboard."))
            return
        name, role = told_with(content) or (_tr("pasted"), self._role)
        mask = await elsewhere(mask_of, QImage(content.imageData()))
        layer = await self._files.fitted(mask, document.photo, role, name=name, crop=document.crop)
        if layer is not None and self._session.document.photo == document.photo:
            self._add(layer, "Paste mask")

    async def _save(self, at: int) -> None:
        document, layer = self._session.document, self._layer(at)
        if layer is None or document.photo is None:
            return
        named = Path.home() / f"{layer.name}.png"
        if document.photo.path is not None:
            named = mask_path(document.photo.path)
        path = await self._dialogs.save_file(
            _tr("Save the mask"), proposal=named, filters=_tr("PNG (*.png)")
        )
        if path is not None:
            await elsewhere(save_mask, path, layer.mask)
            self._front.tell(_tr("Saved {}").format(path))

    async def _copy(self, at: int) -> None:
        layer = self._layer(at)
        if layer is None:
            return
        content = content_of(layer, await elsewhere(picture_of, layer.mask))
        QGuiApplication.clipboard().setMimeData(content)
        words = _tr("Copied “{}”; paste it into this photo or another.")
        self._front.tell(words.format(layer.name))

    async def _find_region(self, flood: Flood) -> None:
        region = await elsewhere(flood.region)
        if region is not None:
            self._front.cover(region)

    def _change(self, label: str, make: Callable[[Mask], Mask], detail: str = "") -> None:
        self.start(self._changed(label, make, detail))

    async def _changed(self, label: str, make: Callable[[Mask], Mask], detail: str) -> None:
        async with self._turn:
            at = self._front.current_mask
            while (was := self._layer(at)) is not None:
                layer = await elsewhere(_made, make, was.mask)
                self._session.gather()
                now = self._layer(at)
                if now is not None and now.digest == was.digest:
                    edit = mask_edits.replace_mask(layer, label, at=at, detail=detail)
                    self._session.do(edit)
                    return

    # -- inside ---------------------------------------------------------------------------------

    def _add(self, layer: MaskLayer, label: str = "Add mask") -> None:
        add_mask(self._session, self._front, layer, label)

    def _place(self, at: int | None) -> int:
        return self._front.current_mask if at is None else at

    def _layer(self, at: int) -> MaskLayer | None:
        masks = self._session.document.masks
        return masks[at] if 0 <= at < len(masks) else None

    @property
    def _role(self) -> MaskRole:
        return role_in_hand(self._session, self._front)


def _made(make: Callable[[Mask], Mask], mask: Mask) -> MaskLayer:
    return MaskLayer.of("", MaskRole.FILL, in_levels(make(mask)))


def _pixels(length: float) -> str:
    return f"{length:g} px"


def _name_of(role: MaskRole) -> str:
    match role:
        case MaskRole.FILL:
            return _tr("Missing")
        case MaskRole.EDIT:
            return _tr("Edit here")
        case MaskRole.PROTECT:
            return _tr("Protected")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
