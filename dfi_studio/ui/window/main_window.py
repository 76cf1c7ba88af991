"""The main window: shows the session, and passes on what the hand wants. It decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, QSize, Signal
from PySide6.QtGui import QImage

from dfi_studio.core.device import Device
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Contrast
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.actions.binding import bind, bind_dataset
from dfi_studio.ui.actions.dataset_menu import PICTURE_MENU
from dfi_studio.ui.canvas.painting.flood import Region
from dfi_studio.ui.rendering.work import Message, SetReport, Work
from dfi_studio.ui.window.frame import Frame
from dfi_studio.ui.window.view_commands import ViewCommands

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard
    from dfi_studio.ui.actions.command_palette import Offer
    from dfi_studio.ui.browser.workspace import Workspace


class MainWindow(Frame):
    """Shows the session. Implements `view.View` and `view.Front`.

    Parameters
    ----------
    session : Session
        Edits of the panels go to it; its changes are shown.
    settings : QSettings
        Where the window's place, its arrangement and its keys are remembered.

    Attributes
    ----------
    session : Session
        What is shown.
    dataset : Workspace
        The browser, once its page has been shown.
    """

    card_wanted = Signal(Path)
    """An attribute of the library, for the stack."""
    dataset: Workspace

    def __init__(self, session: Session, settings: QSettings) -> None:
        super().__init__(settings)
        self.session = session
        self._project = ""
        self._cards: Sequence[AttributeCard] = ()
        self._recent: Sequence[Path] = ()
        self.view_commands = ViewCommands(self)
        self._connect()
        session.subscribe(self._on_changed)
        session.watch(self._show_history)
        self._show_document(session.document)
        self._show_history()
        self.restore()

    def bind(self, *commands: object) -> None:
        """Connect every action, button and drop to the method of its name."""
        bind(self, self.view_commands, *commands)

    def put_dataset(self, workspace: Workspace, *commands: object) -> None:
        """Show the browser on its page, and connect what can be done there."""
        self.dataset = workspace
        workspace.selection_changed.connect(lambda count: self._update(selected=count))
        workspace.desk_changed.connect(self._on_desk)
        workspace.edit_wanted.connect(self.view_commands.show_edit)
        workspace.menu_wanted.connect(self._on_menu)
        bind_dataset(self, *commands)
        self.dataset_page.put(workspace)

    # -- what the controller and the commands show ----------------------------------------------

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        """Show a photo, and no result; None for no photo."""
        height, width = (0, 0) if photo is None else photo.image.shape[:2]
        self._middle.setCurrentWidget(self.welcome if photo is None else self.canvas)
        self.canvas.show_photo(picture, QSize(width, height))
        self.status.show_photo(QSize(width, height))
        self._update(referring=False)

    def show_result(
        self, result: Result | None, picture: QImage | None, portrait: Portrait | None = None
    ) -> None:
        """Show a result in the photo's place, or where its portrait is in it; None for none."""
        self.canvas.show_result(picture, portrait)
        height, width = (0, 0) if result is None else result.image.shape[:2]
        self.status.show_solved(QSize(width, height))
        self._update(has_result=result is not None)

    def show_ground(self, picture: QImage | None) -> None:
        """Show what other faces have become, in the photo's place; None for nothing."""
        self.canvas.show_ground(picture)

    def show_draft(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Show a draft in the result's place; None for the result again."""
        self.canvas.show_draft(picture, label, portrait)

    def show_reference(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Compare the result with a picture, or with one of a portrait; None for the photo."""
        self.canvas.show_reference(picture, label, portrait)
        self._update(referring=picture is not None)

    def show_unsaved(self, unsaved: bool) -> None:
        """Mark the title while work would be lost by closing."""
        self.setWindowModified(unsaved)

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""
        self.solver.show_work(work)
        parts = (self.solver.state.text(), self.solver.left.text())
        self.status.show_work(work, "   ".join(filter(None, parts)))
        self._update(phase=work.phase)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self.edit.show_sets(reports)
        fill = self.session.document.recipe.fill
        found = SetReport() if fill is None else reports.get(fill.pictures, SetReport())
        self.mask_panel.show_set(found)

    def show_cards(
        self, cards: Sequence[AttributeCard], strips: Mapping[Path, QImage] | None = None
    ) -> None:
        """Offer the attributes of the library, with the preview strips that there are."""
        self._cards = cards
        self.edit.show_cards(cards, strips)

    def show_engine(self, text: str) -> None:
        """Show what the engine runs on, or how far its start is."""
        self.status.engine.setText(text)
        self.welcome.show_engine(text)

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer the devices that this machine could compute on."""
        self.edit.show_devices(devices, chosen)
        self.menus.show_devices(devices, chosen)

    def show_project(self, name: str) -> None:
        """Show the name of the project; empty for one that has none yet."""
        self._project = name
        self._show_title()

    def show_recent(self, paths: Sequence[Path], missing: Collection[Path] = ()) -> None:
        """Offer the files that were open lately, the latest first; the missing ones are greyed."""
        self._recent = [path for path in paths if path not in missing]
        self.menus.show_recent(paths, missing)
        self.welcome.show_recent(self._recent)

    def show_saved(self, text: str) -> None:
        """Show when the project was saved by itself."""
        self.status.saved.setText(text)

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""
        self.messages.say(message)

    def withdraw(self, message: Message) -> None:
        """Put a message away that is settled."""
        self.messages.withdraw(message)

    def tell(self, text: str) -> None:
        """Show a passing remark in the status bar."""
        self.status.tell(text)

    @property
    def current_attribute(self) -> int:
        """The row of the stack that the hand is at; -1 where there is none."""
        return self.edit.stack.current

    @property
    def current_mask(self) -> int:
        """The mask that the hand is at; -1 where there is none."""
        return self.masks.current

    def take_mask(self, at: int) -> None:
        """Put the hand at a mask."""
        self.masks.take(at)

    def begin_painting(self) -> None:
        """Take the brush in hand."""
        self.masks.paint()

    def show_bare(self) -> None:
        """Put the brush away, so that no mask lies over the picture."""
        self.masks.leave()

    def cover(self, region: Region) -> None:
        """Paint or erase a region of the current mask, as one stroke."""
        self.masks.cover(region)

    def name_snapshot(self, name: str) -> None:
        """Let the hand give a snapshot another name, where it can see it."""
        if self.history.isVisible():
            self.history.name_snapshot(name)

    def begin_crop(self, picture: QImage, size: QSize, crop: Crop | None) -> None:
        """Let the hand choose a part of a photo of this size."""
        self.canvas.begin_crop(picture, size, crop)
        self._update(cropping=True)

    def end_crop(self) -> None:
        """Show the picture again."""
        self.canvas.end_crop()
        self._update(cropping=False)

    def offers(self) -> list[Offer]:
        """Return what the palette finds."""
        from dfi_studio.ui.actions.offers import action_offers, card_offers, path_offers

        return [
            *action_offers(self.actions_),
            *card_offers(self._cards, self.card_wanted.emit),
            *path_offers(self._recent, self.dropped.emit),
        ]

    # -- inside ---------------------------------------------------------------------------------

    def _on_changed(self, old: Document, new: Document) -> None:
        self._show_document(new)
        opened = new.photo is not None and new.photo != old.photo
        if opened and self.workspaces.place is Place.DATASET:
            self.view_commands.show_edit()  # whoever opens a photo wants to see it
        elif opened and self.workspaces.place is Place.INPAINT:
            self.masks.paint()

    def _show_document(self, document: Document) -> None:
        self.edit.show_document(document)
        self.masks.show_document(document)
        self.faces.show_document(document)
        self._show_title()
        self._update(
            has_photo=document.photo is not None,
            begun=document != Document(),
            cropped=document.crop is not None,
            of_face=document.face is not None,
            quality=document.recipe.solver.quality,
        )
        self._show_current()
        self._show_masks()

    def _show_masks(self) -> None:
        """Show what can be done with masks."""
        self._update(
            masks=len(self.session.document.masks),
            mask=self.masks.current >= 0,
            painting=self.masks.painting,
        )

    def _show_history(self) -> None:
        self.history.show_state(self.session.state)
        self._update(undo=self.session.undo_label, redo=self.session.redo_label)

    def _show_current(self) -> None:
        """Show what can be done with the attribute that the hand is at."""
        directions, at = self.session.document.recipe.directions, max(self.current_attribute, 0)
        attribute = directions[at].attribute if at < len(directions) else None
        self._update(swappable=isinstance(attribute, Contrast))

    def _show_title(self) -> None:
        photo = self.session.document.photo
        name = self._project or ("" if photo is None else self.tr(photo.name))
        self.setWindowTitle(f"{name}[*] — DFI Studio" if name else "DFI Studio[*]")

    def _connect(self) -> None:
        self.session.expect(self.canvas.finish_strokes)
        self.edit.edited.connect(self.session.do)
        self.edit.settled.connect(self.session.settle)
        self.edit.stack.current_changed.connect(self._show_current)
        self.mask_panel.settled.connect(self.session.settle)
        self.masks.changed.connect(self._show_masks)
        self.faces.changed.connect(lambda: self._update(on_faces=self.faces.shown))
        self.edit.photo.original_held.connect(self.canvas.reveal_original)
        self.edit.photo.original_released.connect(self.canvas.return_to_result)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.probed.connect(self.status.show_pixel)
        self.canvas.comparison_changed.connect(lambda mode: self._update(comparison=mode))

    def _on_desk(self, undo: str | None, redo: str | None, ready: bool) -> None:
        self._update(desk_undo=undo, desk_redo=redo, trays_filled=ready)

    def _on_menu(self, place: QPoint) -> None:
        self.actions_.menu_of(PICTURE_MENU, self).popup(place)
