"""Masks between files, the clipboard and a photo; asking where one is of another size."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.mask import (
    Mask,
    MaskLayer,
    MaskRole,
    as_bytes,
    freeze_mask,
    in_levels,
    rectangle,
)
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.library.masks import load_mask, mask_beside, scaled_to
from dfi_studio.library.photos import picture_size
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.pixels import rgba_of

_WEIGHTS = np.array([19595, 38470, 7471], np.uint32)
"""Of red, green and blue in brightness, ITU-R BT.601; of 2^16."""
_HALF, _WHOLE = 2**15, 16
_KIND = "application/x-dfi-studio-mask"
"""What tells name and role of a mask on the clipboard."""


class MaskFiles:
    """Reads masks, and brings them to the size of a photo."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs

    async def beside(self, photo: Photo) -> MaskLayer | None:
        """Return the mask that lies beside the file of a photo as what is missing in it.

        None where there is none, or where it is not wanted.

        Raises
        ------
        MaskError
            It cannot be read.
        """
        path = None if photo.path is None else await elsewhere(mask_beside, photo.path)
        return None if path is None else await self.read(path, photo, MaskRole.FILL)

    async def read(
        self, path: Path, photo: Photo, role: MaskRole, crop: Crop | None = None
    ) -> MaskLayer | None:
        """Read a mask from a file; None where it is of another size, and not to be scaled.

        Parameters
        ----------
        crop : Crop or None
            A mask may be as large as this part of the photo too, and then belongs there.

        Raises
        ------
        MaskError
            It cannot be read.
        """
        mask = await elsewhere(load_mask, path)
        return await self.fitted(mask, photo, role, name=path.stem, crop=crop)

    async def fitted(
        self, mask: Mask, photo: Photo, role: MaskRole, *, name: str, crop: Crop | None = None
    ) -> MaskLayer | None:
        """Return a mask as a layer of a photo; None where it is of another size, and not scaled."""
        height, width = photo.image.shape[:2]
        if crop is not None and mask.shape == (crop.height, crop.width) != (height, width):
            mask = await elsewhere(_placed, mask, crop, height, width)
        elif mask.shape != (height, width):
            reduced = await elsewhere(_is_of_the_file, mask, photo)
            if not reduced and not await self._may_scale(mask, height, width):
                return None
            mask = await elsewhere(_scaled, mask, height, width)
        return await elsewhere(MaskLayer.of, name, role, mask)

    async def _may_scale(self, mask: Mask, height: int, width: int) -> bool:
        words = _tr("The mask is {} \u00d7 {} pixels, but the photo is {} \u00d7 {}.")
        text = words.format(mask.shape[1], mask.shape[0], width, height)
        about = _tr("Scale it to the photo?")
        if abs(mask.shape[1] * height - width * mask.shape[0]) > max(mask.shape) * 2:
            about = _tr("Scale it to the photo? It is of another shape, and will be stretched.")
        chosen = await self._dialogs.decide(
            text, about, [_tr("&Scale the mask")], later=_tr("&Do without it")
        )
        return chosen is not None


def mask_of(picture: QImage) -> Mask:
    """Return the brightness of a picture as a mask; what is transparent is out. Slow if large.

    Raises
    ------
    ValueError
        The picture is null.
    """
    # Premultiplied is as if it lay over black.
    pixels = rgba_of(picture, QImage.Format.Format_RGBA8888_Premultiplied)
    grey = (pixels[..., :3].astype(np.uint32) @ _WEIGHTS + _HALF) >> _WHOLE
    return freeze_mask(grey.astype(np.float32) / np.float32(255))


def picture_of(mask: Mask) -> QImage:
    """Return a mask as a grey picture, white is in. Slow if large."""
    height, width = mask.shape
    grey = as_bytes(mask)
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def content_of(layer: MaskLayer, picture: QImage) -> QMimeData:
    """Return what is put on the clipboard: a picture for any program, and what the mask is."""
    content = QMimeData()
    content.setImageData(picture)
    content.setData(_KIND, json.dumps({"name": layer.name, "role": layer.role}).encode())
    return content


def told_with(content: QMimeData) -> tuple[str, MaskRole] | None:
    """Return the name and the role that are told with a picture; any program may have put them."""
    try:
        values = json.loads(bytes(content.data(_KIND).data()))
        return str(values["name"]), MaskRole(values["role"])
    except (ValueError, TypeError, LookupError):
        return None


def _placed(mask: Mask, crop: Crop, height: int, width: int) -> Mask:
    whole = np.zeros((height, width), np.float32)
    whole[rectangle(crop)] = mask
    return freeze_mask(whole)


def _scaled(mask: Mask, height: int, width: int) -> Mask:
    return in_levels(scaled_to(mask, height, width))


def _is_of_the_file(mask: Mask, photo: Photo) -> bool:
    """Say whether a mask is as large as the file of a photo, which was reduced when it was read."""
    if photo.path is None:
        return False
    try:
        width, height = picture_size(photo.path)
    except PhotoError:
        return False
    return mask.shape == (height, width)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
