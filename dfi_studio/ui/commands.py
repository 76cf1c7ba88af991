"""What the user can do: each public method is one action, a short flow from intent to result.

Flows wait for dialogs and files without holding the window up. They know the session and the
controller, and of the window only that it can show a message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.library.photos import read_photo
from dfi_studio.library.picture_files import is_picture, picture_suffixes
from dfi_studio.library.sample_project import sample_project
from dfi_studio.session import edits
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.controller import Controller
from dfi_studio.ui.dialogs import Answer, Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.picture_files import photo_of, proposed_name, write_result
from dfi_studio.ui.view import Front


class Commands(Flows):
    """The actions of `ui.actions`, by the same names, and what is dropped on the window."""

    def __init__(
        self, session: Session, *, controller: Controller, front: Front, dialogs: Dialogs
    ) -> None:
        self._session = session
        self._controller = controller
        super().__init__(front)
        self._front: Front = front
        self._dialogs = dialogs
        self._leaving = False
        self.left = asyncio.Event()
        """Set when the window may close for good."""

    # -- actions --------------------------------------------------------------------------------

    def open_photo(self) -> None:
        """Ask for a photo and open it."""
        self.start(self._choose_photo())

    def open_path(self, path: Path) -> None:
        """Open a photo that was named or dropped."""
        self.start(self._open(path))

    def open_sample(self) -> None:
        """Open the project that comes with the program."""
        self.start(self._open_sample())

    def choose_sets(self) -> None:
        """Ask for both sets, one after the other."""
        self.start(self._choose_sets())

    def choose_source(self) -> None:
        """Ask for the source folder."""
        self.start(self._choose_set(_tr("Choose the source pictures"), edits.set_source))

    def choose_target(self) -> None:
        """Ask for the target folder."""
        self.start(self._choose_set(_tr("Choose the target pictures"), edits.set_target))

    def choose_source_list(self) -> None:
        """Ask for a text file that lists the source."""
        self.start(self._choose_list(_tr("Choose the source pictures"), edits.set_source))

    def choose_target_list(self) -> None:
        """Ask for a text file that lists the target."""
        self.start(self._choose_list(_tr("Choose the target pictures"), edits.set_target))

    def choose_attribute_file(self) -> None:
        """Ask for an attribute that was learned before."""
        self.start(self._choose_attribute_file())

    def use_attribute_file(self, text: str) -> None:
        """Use the attribute file that was typed."""
        self.start(self._use_attribute_file(Path(text).expanduser()))

    def save_result(self) -> None:
        """Ask where to save the result, and save it."""
        if self._controller.result is not None:
            self.start(self._save_and_tell(self._controller.result))

    def paste(self) -> None:
        """Open the picture on the clipboard."""
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()
        urls = content.urls() if content else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if len(paths) == 1 and is_picture(paths[0]):
            self.start(self._open(paths[0]))
        elif content and content.hasImage():
            self.start(self._take(QImage(content.imageData())))
        else:
            self._front.tell(_tr("There is no picture on the clipboard."))

    def swap_sets(self) -> None:
        """Turn the attribute round."""
        self._session.do(edits.swap_sets())

    def undo(self) -> None:
        """Take the last change back."""
        self._session.undo()

    def redo(self) -> None:
        """Bring the last undone change again."""
        self._session.redo()

    def render_again(self) -> None:
        """Resume, or render afresh."""
        self._controller.render_again()

    def stop(self) -> None:
        """Stop and keep."""
        self._controller.stop()

    def show_keys(self) -> None:
        """List the keys."""
        self._front.show_keys()

    def about(self) -> None:
        """Say what the program is."""
        self._front.show_about()

    def quit(self) -> None:
        """Close the window, asking first where a result would be lost."""
        if not self._leaving:
            self._leaving = True
            self.start(self._quit())

    def leave(self) -> None:
        """Close without asking: the system or a terminal said so."""
        self.left.set()

    # -- flows ----------------------------------------------------------------------------------

    async def _choose_photo(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
        filters = _tr("Pictures ({});;All files (*)").format(suffixes)
        path = await self._dialogs.open_file(_tr("Open a photo"), kind="photo", filters=filters)
        if path is not None:
            await self._open(path)

    async def _open(self, path: Path) -> None:
        self._session.do(edits.open_photo(await elsewhere(read_photo, path)))

    async def _open_sample(self) -> None:
        path, recipe = await elsewhere(sample_project)
        self._session.do(edits.open_sample(await elsewhere(read_photo, path), recipe))

    async def _choose_sets(self) -> None:
        source = await self._dialogs.open_folder(
            _tr("Choose the source pictures: without the attribute"), kind="set"
        )
        if source is None:
            return
        target = await self._dialogs.open_folder(
            _tr("Choose the target pictures: with the attribute"), kind="set"
        )
        if target is None:
            self._session.do(edits.set_source(str(source)))
        else:
            self._session.do(edits.set_sets(str(source), str(target)))

    async def _choose_set(self, title: str, edit: Callable[[str], edits.Edit]) -> None:
        path = await self._dialogs.open_folder(title, kind="set")
        if path is not None:
            self._session.do(edit(str(path)))

    async def _choose_list(self, title: str, edit: Callable[[str], edits.Edit]) -> None:
        filters = _tr("Lists of paths (*.txt *.lst);;All files (*)")
        path = await self._dialogs.open_file(title, kind="set", filters=filters)
        if path is not None:
            self._session.do(edit(str(path)))

    async def _choose_attribute_file(self) -> None:
        filters = _tr("Attribute files (*.safetensors);;All files (*)")
        title = _tr("Choose an attribute file")
        path = await self._dialogs.open_file(title, kind="attribute", filters=filters)
        if path is not None:
            await self._use_attribute_file(path)

    async def _use_attribute_file(self, path: Path) -> None:
        """Use an attribute; its file says in which space it was learned."""
        record = await elsewhere(load_attribute, path)
        self._session.do(edits.use_attribute_file(str(path), record.space))

    async def _save_and_tell(self, result: Result) -> None:
        await self._save(result)

    async def _save(self, result: Result) -> bool:
        """Save a result, or the newer frame of the same recipe that came meanwhile."""
        proposal = (result.photo.path or Path.home() / "pasted.png").with_name(
            proposed_name(result)
        )
        formats = " ".join(f"*{suffix}" for suffix in PICTURE_FORMATS)
        filters = _tr("Pictures ({})").format(formats)
        path = await self._dialogs.save_file(_tr("Save result"), proposal=proposal, filters=filters)
        if path is None:
            return False
        newest = self._controller.result
        if newest is not None and (newest.photo, newest.recipe) == (result.photo, result.recipe):
            result = newest
        await elsewhere(write_result, path, result)
        self._controller.mark_saved(result)
        self._front.tell(_tr("Saved {}").format(path))
        return True

    async def _take(self, picture: QImage) -> None:
        self._session.do(edits.open_photo(await elsewhere(photo_of, picture)))

    async def _quit(self) -> None:
        try:
            unsaved = self._controller.unsaved
            if unsaved is not None:
                answer = await self._dialogs.ask_to_save(_tr("The result was not saved."))
                if answer is Answer.CANCEL:
                    return
                shown = self._controller.result or unsaved  # what the user sees and means
                if answer is Answer.SAVE and not await self._save(shown):
                    return
            self.left.set()
        finally:
            self._leaving = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
