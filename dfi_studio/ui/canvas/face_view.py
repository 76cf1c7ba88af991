"""A view of pictures and masks on which faces can be chosen, and their points moved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal

from dfi_studio.core.face import Face
from dfi_studio.ui.canvas.face_tool import FaceTool
from dfi_studio.ui.canvas.mask_view import MaskView
from dfi_studio.ui.canvas.painting.instrument import Instrument
from dfi_studio.ui.canvas.tool import Tool


class FaceView(MaskView):
    """Shows pictures; with the tool for faces in hand also these."""

    face_chosen = Signal(object)
    face_moved = Signal(object, str)
    face_placed = Signal(object)
    """See `FaceTool`."""
    faces_left = Signal()
    """Escape was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._faces: FaceTool | None = None
        self._seen: tuple[tuple[Face, ...], Face | None] = ((), None)

    @property
    def on_faces(self) -> bool:
        """Whether the tool for faces is in hand."""
        return self._faces is not None

    def begin_faces(self) -> None:
        """Take the tool for faces in hand; a brush is put away."""
        self.end_mask()
        if self._faces is None:
            self._renew_faces(self._viewport.photo)
        self.setFocus()

    def show_faces(self, faces: Sequence[Face], face: Face | None) -> None:
        """Show the faces there are, and the points of one, while the tool is in hand."""
        self._seen = tuple(faces), face
        if self._faces is not None:
            self._faces.show_faces(faces, face)

    def place_face(self) -> None:
        """Let three points be put on a face."""
        self.begin_faces()
        if self._faces is not None:
            self._faces.place()

    def end_faces(self) -> None:
        """Put the tool away."""
        if self._faces is not None:
            self._faces.deleteLater()
            self._faces = None
            if not self.cropping:
                self._take_tool(None)
            self._show_faces()

    def begin_mask(self, instrument: Instrument | None = None) -> None:
        """Take an instrument in hand; the tool for faces is put away."""
        self.end_faces()
        super().begin_mask(instrument)

    def _other_tool(self) -> Tool | None:
        return super()._other_tool() if self._faces is None else self._faces

    def _fit_faces(self, photo: QSize) -> None:
        """Take note of the size of the photo that is shown."""
        if self._faces is not None:
            self._faces.deleteLater()
            self._renew_faces(photo)

    def _renew_faces(self, photo: QSize) -> None:
        self._faces = FaceTool(photo, self)
        self._faces.show_faces(*self._seen)
        self._faces.chosen.connect(self.face_chosen)
        self._faces.moved.connect(self.face_moved)
        self._faces.placed.connect(self.face_placed)
        self._faces.left.connect(self.faces_left)
        self._faces.changed.connect(self._show_faces)
        if not self.cropping:
            self._take_tool(self._faces)

    def _show_faces(self) -> None:
        self.update()
        self._describe()

    def _described(self) -> str:
        """Tell who does not see it what can be chosen."""
        if self._faces is None or self.cropping:
            return super()._described()
        words = self.tr("Faces: {}. Points that the arrows move: {}.")
        return words.format(*self._faces.described)
