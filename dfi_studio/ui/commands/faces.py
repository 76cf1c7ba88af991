"""The face that is edited: found when a photo is opened, chosen, corrected, or placed by hand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.face import Face
from dfi_studio.core.photo import Photo
from dfi_studio.session import face_edits
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.faces.verbs import FaceVerbs
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.window.view import FaceFront, FacesShown

_KEPT = 16


class FaceCommands(Flows):
    """Actions on faces."""

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        present: Present,
        *,
        verbs: FaceVerbs,
        faces: FacesShown,
        front: FaceFront,
    ) -> None:
        super().__init__(front)
        self._session, self._engine, self._present = session, engine, present
        self._verbs, self._faces = verbs, faces
        self._front: FaceFront = front
        self._question: Message | None = None
        self._found: Recent[str, tuple[Face, ...]] = Recent(_KEPT)
        session.subscribe(self._on_changed)

    def opened(self, photo: Photo) -> None:
        """Look for the faces of a photo that was opened just now; one alone is taken."""
        self._present.hold(_tr("Finding faces"))  # before anything is solved of it
        self.start(self._look(photo))

    def find_faces(self) -> None:
        """Look for the faces of the photo, and offer them."""
        photo = self._session.document.photo
        if photo is not None:
            self._found.put(photo.digest, ())
            self.start(self._look(photo))

    def toggle_faces(self) -> None:
        """Show the faces and the points of the one that is edited, or put them away."""
        if self._faces.shown:
            self.leave_faces()
        else:
            self._faces.take()
            photo = self._session.document.photo
            if photo is not None and self._found.get(photo.digest) is None:
                self.start(self._look(photo, taking=False))

    def leave_faces(self) -> None:
        """Put the faces away; where none was chosen, the photo is edited as a whole."""
        self._faces.leave()
        self._go_on()

    def next_face(self) -> None:
        """Edit the next of the faces that are known."""
        faces, face = self._faces.faces, self._session.document.face
        if not faces:
            self.find_faces()
            return
        at = faces.index(face) + 1 if face in faces else 0
        self.choose_face(faces[at % len(faces)])

    def choose_face(self, face: Face) -> None:
        """Edit a face."""
        self._session.do(face_edits.choose_face(face))
        self._go_on()

    def move_points(self, face: Face, merge: str) -> None:
        """Correct the points of the face that is edited."""
        self._session.do(face_edits.move_points(face, merge=merge or None))

    def place_face(self) -> None:
        """Let the hand say where a face is that was not found."""
        self._faces.place()
        self._front.tell(_tr("Put the points on the eyes and the mouth, then press Enter."))

    def face_placed(self, face: Face) -> None:
        """Edit the face that was placed; its points can be moved further."""
        self.choose_face(face)

    def edit_whole_photo(self) -> None:
        """Edit the photo as it is, without a face."""
        self._faces.leave()
        self._session.do(face_edits.edit_whole_photo())
        self._go_on()

    # -- flows ----------------------------------------------------------------------------------

    async def _look(self, photo: Photo, *, taking: bool = True) -> None:
        if taking:
            self._present.hold(_tr("Finding faces"))
        try:
            async with self._engine.start(lambda shop: self._verbs.find(shop, photo.image)) as job:
                faces = await job.result()
        except BaseException:
            self._present.hold("")
            raise
        self._found.put(photo.digest, faces)
        if self._session.document.photo != photo:
            return
        self._faces.show_found(faces)
        if taking:
            self._offer(photo, faces)

    def _offer(self, photo: Photo, faces: tuple[Face, ...]) -> None:
        """Take the only face; of several let one be chosen; else say what can be done."""
        if self._session.document.face is not None:
            self._present.hold("")
            self._front.tell(_tr("Faces found: {}.").format(len(faces)))
        elif len(faces) == 1:
            self._session.do(face_edits.take_found_face(photo, faces[0]))
            self._present.hold("")
            self._front.tell(_tr("One face found; K shows its points."))
        elif faces:
            self._present.hold(_tr("Choose a face"))
            self._faces.take()
            words = _tr("{} faces found: click the one to edit, or press its number.")
            button = _tr("Edit the whole photo")
            self._ask(Message(words.format(len(faces)), button=button, act=self.edit_whole_photo))
        else:
            self._present.hold("")
            words = _tr("No face found: place it yourself, or edit the photo as a whole.")
            self._ask(Message(words, button=_tr("Place a face"), act=self.place_face))

    def _ask(self, question: Message) -> None:
        self._question = question
        self._front.say(question)

    def _go_on(self) -> None:
        """Take note that it is settled which face is edited, or that none is."""
        self._present.hold("")
        if self._question is not None:
            self._front.withdraw(self._question)
            self._question = None

    def _on_changed(self, old: Document, new: Document) -> None:
        """Show what is known of another photo; nothing waits for a choice in one that is gone."""
        if new.photo == old.photo:
            return
        self._go_on()
        found = None if new.photo is None else self._found.get(new.photo.digest)
        self._faces.show_found(found or ())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
