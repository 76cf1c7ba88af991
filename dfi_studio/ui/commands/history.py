"""Undo, the list of the history, snapshots, and comparing with any of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.window.view import Front


class HistoryCommands(Flows):
    """Actions on what was."""

    def __init__(
        self,
        session: Session,
        in_photo: InPhoto,
        *,
        renders: Renders,
        front: Front,
        dialogs: Dialogs,
    ) -> None:
        super().__init__(front)
        self._session, self._in_photo = session, in_photo
        self._renders = renders
        self._front: Front = front
        self._dialogs = dialogs
        self._compared: object = None

    def undo(self) -> None:
        """Take the last change back."""
        self._session.undo()

    def redo(self) -> None:
        """Bring the last undone change again."""
        self._session.redo()

    def jump(self, position: int) -> None:
        """Go to a step of the history."""
        self._session.jump(position)

    def take_snapshot(self) -> None:
        """Give the present a name that is free, and offer to change it."""
        taken = {each.name for each in self._session.snapshots}
        numbers = range(1, len(taken) + 2)
        names = (_tr("Snapshot {}").format(number) for number in numbers)
        name = next(name for name in names if name not in taken)
        self._session.take_snapshot(name)
        self._front.tell(_tr("Took “{}”.").format(name))
        self._front.name_snapshot(name)

    def restore(self, name: str) -> None:
        """Make a snapshot the present."""
        self._session.restore(name)

    def rename_snapshot(self, old: str, new: str) -> None:
        """Call a snapshot something else."""
        self.start(self._rename(old, new))

    def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot, once the user has agreed."""
        self.start(self._delete(name))

    def compare_with(self, document: Document, label: str) -> None:
        """Compare the result with that of another document, rendered first where it must be."""
        self.start(self._compare(document, label))

    def compare_with_photo(self) -> None:
        """Compare the result with the photo again."""
        self._compared = None
        self._front.show_reference(None, "")

    # -- flows ----------------------------------------------------------------------------------

    async def _rename(self, old: str, new: str) -> None:
        self._session.rename_snapshot(old, new)  # a flow, for what it raises is then shown

    async def _delete(self, name: str) -> None:
        question = _tr("Delete the snapshot “{}”? It cannot be brought back.").format(name)
        if await self._dialogs.confirm(question, _tr("Delete")):
            self._session.delete_snapshot(name)

    async def _compare(self, document: Document, label: str) -> None:
        if document.subject is None:
            self._front.tell(_tr("There is no photo at that step to compare with."))
            return
        turn = self._compared = object()
        if document.missing is not None or not (document.recipe.moving or document.filling):
            shown, portrait = await elsewhere(to_qimage, document.subject.image), None
        else:
            known = self._renders.find(document)
            if known is None or not known.finished:
                self._front.tell(_tr("Rendering what is to be compared with…"))
            made = await self._in_photo.made(document)
            shown, portrait = to_qimage(made.image), self._renders.portraits.of(made.photo)
        if turn is self._compared:  # else another was asked for meanwhile
            self._front.show_reference(shown, label, portrait)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
