"""Photographs as the screen takes them: converted outside the window's thread, the latest kept."""

from __future__ import annotations

from PySide6.QtGui import QImage

from dfi_studio.core.photo import Photo
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.recent import Recent

_KEPT = 2  # of up to a hundred megabytes each


class ShownPhotos:
    """Remembers the pictures of the photos that were shown last."""

    def __init__(self) -> None:
        self._pictures: Recent[str, QImage] = Recent(_KEPT)

    async def of(self, photo: Photo) -> QImage:
        """Return the picture of a photo."""
        picture = self._pictures.get(photo.digest)
        if picture is None:
            picture = await elsewhere(to_qimage, photo.image)
            self._pictures.put(photo.digest, picture)
        return picture
