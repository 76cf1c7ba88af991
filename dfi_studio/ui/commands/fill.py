"""Filling what masks call missing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.fill import Fill
from dfi_studio.session import mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.rendering.controller import Controller
from dfi_studio.ui.window.view import MaskFront


class FillCommands(Flows):
    """Actions on the filling."""

    def __init__(
        self, session: Session, *, controller: Controller, front: MaskFront, dialogs: Dialogs
    ) -> None:
        super().__init__(front)
        self._session = session
        self._controller = controller
        self._front: MaskFront = front
        self._dialogs = dialogs

    def fill(self) -> None:
        """Fill what is missing, asking for the pictures to fill from where none are chosen."""
        document = self._session.document
        if not document.filling:
            self._front.tell(_tr("Mark what is missing first, with a mask to fill."))
            return
        self._front.show_bare()
        if document.recipe.fill is None or not document.recipe.fill.pictures:
            self.choose_fill_folder()
        else:
            self._controller.render_again()

    def change_fill(self, fill: Fill) -> None:
        """Fill in another way."""
        self._session.do(mask_edits.change_fill(self._session.document.recipe.fill, fill))

    def set_feather(self, feather: float) -> None:
        """Fade edits in over so many pixels inside the border of their mask."""
        self._session.do(mask_edits.set_feather(feather))

    def choose_fill_folder(self) -> None:
        """Ask for the folder of pictures to fill from."""
        self.start(self._choose_folder())

    def choose_fill_list(self) -> None:
        """Ask for a text file that lists the pictures to fill from."""
        self.start(self._choose_list())

    # -- flows ----------------------------------------------------------------------------------

    async def _choose_folder(self) -> None:
        title = _tr("Choose pictures of the same kind to fill from")
        path = await self._dialogs.open_folder(title, kind="set")
        if path is not None:
            self._session.do(mask_edits.set_fill_pictures(str(path)))

    async def _choose_list(self) -> None:
        filters = _tr("Lists of paths (*.txt *.lst);;All files (*)")
        title = _tr("Choose a list of pictures to fill from")
        path = await self._dialogs.open_file(title, kind="set", filters=filters)
        if path is not None:
            self._session.do(mask_edits.set_fill_pictures(str(path)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
