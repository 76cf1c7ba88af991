"""The session: the document in hand, its history, and who is told when it changes.

One event, `changed(old, new)`: whoever shows the document compares and repaints what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.session.history import History

Observer = Callable[[Document, Document], None]

_PHOTO_BUDGET = 1_500_000_000
"""Bytes of photographs that undo may hold on to."""


class Session:
    """Owns the history of the document; every change of the document goes through here."""

    def __init__(self, document: Document | None = None) -> None:
        self.history = History(document or Document(), budget=_PHOTO_BUDGET, weigh=_bytes_of_photos)
        self._observers: list[Observer] = []

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.history.present.value

    def subscribe(self, observer: Observer) -> None:
        """Call `observer(old, new)` after every change from now on."""
        self._observers.append(observer)

    def do(self, edit: Edit) -> None:
        """Apply an edit; one that changes nothing leaves no trace.

        Raises
        ------
        UsageError
            The edit sets a number outside its limits; the document stays as it was.
        """
        old = self.document
        new = edit.apply(old)
        if new != old:
            self.history.push(new, edit.label, edit.merge)
            self._tell(old)

    def settle(self) -> None:
        """End a drag: the next edit is a step of its own."""
        self.history.settle()

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        old = self.document
        self.history.undo()
        self._tell(old)

    def redo(self) -> None:
        """Bring the change back that was last undone, if there is one."""
        old = self.document
        self.history.redo()
        self._tell(old)

    def _tell(self, old: Document) -> None:
        if self.document == old:
            return
        for observer in tuple(self._observers):
            observer(old, self.document)


def _bytes_of_photos(documents: Sequence[Document]) -> int:
    photos = {document.photo for document in documents if document.photo is not None}
    return sum(photo.image.nbytes for photo in photos)
