"""Masks of the parts of a face, to start painting from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.face_part import FacePart
from dfi_studio.core.image import Image
from dfi_studio.core.mask import Mask, MaskLayer, in_levels
from dfi_studio.core.photo import Photo
from dfi_studio.library.face_masks import Points, face_mask
from dfi_studio.session.session import Session
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.masks.hand import add_mask, role_in_hand
from dfi_studio.ui.window.view import MaskFront


class FaceMaskCommands(Flows):
    """Actions that add a mask of a part of the largest face.

    Parameters
    ----------
    find_face : callable
        Returns the landmarks of the largest face of a picture; raises StudioError where there is
        none.
    """

    def __init__(
        self, session: Session, *, front: MaskFront, find_face: Callable[[Image], Points]
    ) -> None:
        super().__init__(front)
        self._session = session
        self._front: MaskFront = front
        self._find_face = find_face
        self._known: tuple[str, Points] | None = None
        """The photo that was looked at last, by its digest, and the face in it."""

    def add_face_part(self, part: FacePart) -> None:
        """Add a mask of a part of the face, in the role of the mask that the hand is at."""
        photo = self._session.document.photo
        if photo is not None:
            self.start(self._add(photo, part))

    def mask_eyes(self) -> None:
        """Add a mask of both eyes."""
        self.add_face_part(FacePart.EYES)

    def mask_brows(self) -> None:
        """Add a mask of both brows."""
        self.add_face_part(FacePart.BROWS)

    def mask_nose(self) -> None:
        """Add a mask of the nose."""
        self.add_face_part(FacePart.NOSE)

    def mask_mouth(self) -> None:
        """Add a mask of the mouth."""
        self.add_face_part(FacePart.MOUTH)

    def mask_skin(self) -> None:
        """Add a mask of the whole face."""
        self.add_face_part(FacePart.SKIN)

    async def _add(self, photo: Photo, part: FacePart) -> None:
        if self._known is None or self._known[0] != photo.digest:
            self._front.tell(_tr("Looking for a face…"))
            self._known = photo.digest, await elsewhere(self._find_face, photo.image)
        mask = await elsewhere(_drawn, part, self._known[1], photo)
        if self._session.document.photo == photo:
            role = role_in_hand(self._session, self._front)
            layer = MaskLayer.of(_name_of(part), role, mask)
            add_mask(self._session, self._front, layer, "Mask of a face")


def _drawn(part: FacePart, points: Points, photo: Photo) -> Mask:
    height, width = photo.image.shape[:2]
    return in_levels(face_mask(part, points, height=height, width=width))


def _name_of(part: FacePart) -> str:
    match part:
        case FacePart.EYES:
            return _tr("Eyes")
        case FacePart.BROWS:
            return _tr("Brows")
        case FacePart.NOSE:
            return _tr("Nose")
        case FacePart.MOUTH:
            return _tr("Mouth")
        case FacePart.SKIN:
            return _tr("Skin")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
