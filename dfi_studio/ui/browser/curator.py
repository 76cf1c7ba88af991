"""Keeps the browser in step with the catalogue: what is looked at, what lies in the trays.

It stands between the shelf and the workspace. Whatever reads files is asked through `Latest`: of
several questions in a row only the newest is answered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.errors import StudioError
from dfi_studio.library.catalog.store import Order, Picture
from dfi_studio.session.trays import Desk
from dfi_studio.ui.browser.comparison import Comparison
from dfi_studio.ui.browser.contrasts import Contrasts
from dfi_studio.ui.browser.keeper import Keeper
from dfi_studio.ui.browser.latest import Latest
from dfi_studio.ui.browser.looking import Group, Look, Nearby, Seen
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.browser.workspace import Workspace
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.window.view import Front

logger = logging.getLogger(__name__)

_EVERY_S = 1.5
"""How often it is asked whether the catalogue has changed, by a scan or another program."""


class Curator:
    """Owns what is looked at, and the desk.

    Parameters
    ----------
    shelf : Shelf
    contrasts : Contrasts
    view : Workspace
    front : Front
        Where messages go.
    """

    def __init__(self, shelf: Shelf, contrasts: Contrasts, view: Workspace, front: Front) -> None:
        self._shelf, self._view, self._front = shelf, view, front
        self._rebuild: Callable[[], None] = view.update
        self._version = -1
        self.look = Look()
        self.keeper = Keeper(shelf, self._on_desk)
        self._looks: Latest[Look, Seen] = Latest(shelf.look, self._on_seen, self._fail)
        self._comparisons: Latest[Desk, Comparison] = Latest(
            contrasts.compare, self._on_comparison, self._fail
        )
        self._pictures: Latest[int, Picture | None] = Latest(
            shelf.picture, self._on_picture, self._fail
        )
        self._previews: Latest[int, tuple[Picture, QImage] | None] = Latest(
            shelf.large, self._on_preview, self._fail
        )
        bar = view.filter
        bar.query_changed.connect(self.show_query)
        bar.folder_changed.connect(self.show_folder)
        bar.order_changed.connect(self.show_order)
        view.picture_changed.connect(self._pictures.ask)
        view.preview_wanted.connect(self._previews.ask)

    def when_damaged(self, rebuild: Callable[[], None]) -> None:
        """Say what reads the folders anew after a damaged catalogue was put aside."""
        self._rebuild = rebuild

    async def run(self) -> None:
        """Answer until cancelled."""
        self.look_again()
        async with asyncio.TaskGroup() as tasks:
            for each in (self._looks, self._comparisons, self._pictures, self._previews):
                tasks.create_task(each.answer_forever())
            tasks.create_task(self._watch())

    # -- what is looked at ----------------------------------------------------------------------

    def look_again(self) -> None:
        """Ask for the same once more: something has changed."""
        self._looks.ask(self.look)

    def show_query(self, text: str) -> None:
        """Show the pictures that meet another query."""
        self._show(replace(self.look, text=text))

    def show_folder(self, folder: str | None) -> None:
        """Show one folder, or all."""
        self._show(replace(self.look, folder=folder))

    def show_order(self, order: Order) -> None:
        """Show the pictures in another order."""
        self._show(replace(self.look, order=order))

    def show_among(self, among: Nearby | Group) -> None:
        """Show only these, in their own order; a new search takes the place of the last one."""
        self._show(replace(self.look, among=among))
        self._view.grid.verticalScrollBar().setValue(0)

    def show_all(self) -> None:
        """Show all pictures again that meet the query."""
        self._show(replace(self.look, among=None))

    def _show(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.look_again()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            if self._view.isVisible():
                version = await asyncio.get_running_loop().run_in_executor(None, self._version_now)
                if version not in (None, self._version):
                    self.look_again()

    def _version_now(self) -> int | None:
        try:
            return self._shelf.version()
        except StudioError:
            return None  # the next look will tell why

    # -- answers --------------------------------------------------------------------------------

    def _on_seen(self, look: Look, seen: Seen) -> None:
        self._version = seen.version
        if seen.notice:
            self._front.say(Message(seen.notice))
            self._rebuild()
        among = "" if look.among is None else look.among.name
        self._view.show_seen(seen, among)

    def _on_comparison(self, desk: Desk, comparison: Comparison) -> None:
        self._view.trays.comparison.show_comparison(comparison)

    def _on_picture(self, number: int, picture: Picture | None) -> None:
        if picture is not None:
            self._view.show_picture(picture)

    def _on_preview(self, number: int, found: tuple[Picture, QImage] | None) -> None:
        if found is not None:
            self._view.show_preview(*found)

    def _on_desk(self, before: Desk, after: Desk) -> None:
        self._comparisons.ask(after)
        self._view.show_desk(after)
        if after.labellings != before.labellings:
            self.look_again()
            current = self._view.grid.current_picture()
            if current is not None:
                self._pictures.ask(current)
        if after.deleted != before.deleted:
            self._view.attributes_changed.emit()
        history = self.keeper.history
        ready = self._view.trays.use.isEnabled()
        self._view.desk_changed.emit(history.undo_label, history.redo_label, ready)

    def _fail(self, error: Exception) -> None:
        text = str(error)
        if not isinstance(error, StudioError):
            logger.error("The browser failed.", exc_info=error)
            words = QCoreApplication.translate("Curator", "Something unexpected went wrong: {}.")
            text = words.format(text or type(error).__name__)
        self._front.say(Message(text, Severity.ERROR))
