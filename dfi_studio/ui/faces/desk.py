"""Faces on the canvas, in step with the document: those that were found, and the edited one.

They are seen while the tool for them is in hand, and only then: who looks at a result wants to see
it bare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.face import Face
from dfi_studio.session.document import Document
from dfi_studio.ui.canvas.canvas import Canvas


class FaceDesk(QObject):
    """Shows faces, and says what the hand does with them, in pixels of the whole photo.

    Parameters
    ----------
    put_away : callable
        Puts away what else is in hand.

    Attributes
    ----------
    faces : tuple of Face
        All that are known, in the order of their numbers.
    """

    chosen = Signal(object)
    moved = Signal(object, str)
    placed = Signal(object)
    left = Signal()
    """See `FaceTool`."""
    changed = Signal()
    """The tool was taken in hand, or put away."""

    def __init__(self, canvas: Canvas, *, put_away: Callable[[], None]) -> None:
        super().__init__(canvas)
        self._canvas, self._put_away = canvas, put_away
        self._document = Document()
        self._found: tuple[Face, ...] = ()
        self.faces: tuple[Face, ...] = ()
        canvas.face_chosen.connect(lambda face: self.chosen.emit(self._in_photo(face)))
        canvas.face_moved.connect(lambda face, merge: self.moved.emit(self._in_photo(face), merge))
        canvas.face_placed.connect(lambda face: self.placed.emit(self._in_photo(face)))
        canvas.faces_left.connect(self.left)

    @property
    def shown(self) -> bool:
        """Whether faces can be chosen and their points moved."""
        return self._canvas.on_faces

    def show_document(self, document: Document) -> None:
        """Show the face of a document; what was found in another photo is forgotten."""
        if document.photo != self._document.photo:
            self._found = ()
            if document.photo is None:
                self.leave()
        self._document = document
        self._show()

    def show_found(self, faces: Sequence[Face]) -> None:
        """Show the faces that were found in the photo."""
        self._found = tuple(faces)
        self._show()

    def take(self) -> None:
        """Take the tool in hand."""
        if self._document.photo is not None:
            self._put_away()
            self._canvas.begin_faces()
            self._show()
            self.changed.emit()

    def place(self) -> None:
        """Let three points be put on a face that was not found."""
        if self._document.photo is not None:
            self._put_away()
            self._canvas.place_face()
            self._show()
            self.changed.emit()

    def leave(self) -> None:
        """Put the tool away."""
        self._canvas.end_faces()
        self.changed.emit()

    def _show(self) -> None:
        document = self._document
        known = [each.face for each in document.others]
        known += [] if document.face is None else [document.face]
        self.faces = _merged(self._found, known)
        shift = self._shift
        here = [each.moved(shift) for each in self.faces]
        face = None if document.face is None else document.face.moved(shift)
        self._canvas.show_faces(here, face)

    @property
    def _shift(self) -> Similarity:
        """The way from the whole photo to the part that is shown."""
        crop = self._document.crop
        return Similarity() if crop is None else Similarity.moved(-crop.left, -crop.top)

    def _in_photo(self, face: Face) -> Face:
        """Return a face that is shown as the document has it."""
        there = face.moved(self._shift.inverse())
        return next((each for each in self.faces if _one(each, there, 1e-6)), there)


def _merged(found: Sequence[Face], known: Sequence[Face]) -> tuple[Face, ...]:
    """Return found faces, those that are edited as they are by now, and the placed ones after."""
    kept = [next((each for each in known if _one(each, face, 0.5)), face) for face in found]
    return tuple(dict.fromkeys([*kept, *known]))


def _one(one: Face, other: Face, share: float) -> bool:
    """Say whether two faces are one: the points on average within a share of the eyes' distance."""
    apart = np.linalg.norm(one.points - other.points, axis=1).mean()
    return bool(apart <= share * other.eye_distance)
