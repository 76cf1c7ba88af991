"""The attributes: what each is learned from, and which there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.recipe import Contrast, FeatureSpace, SavedAttribute
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attributes import load_attribute
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.session.trays import Role
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.window.view import Front

_Choose = Callable[[str], edits.Edit]


class StackCommands(Flows):
    """Actions on the stack of attributes. Those of the menus mean the current one."""

    def __init__(self, session: Session, *, front: Front, dialogs: Dialogs) -> None:
        super().__init__(front)
        self._session = session
        self._front: Front = front
        self._dialogs = dialogs

    def add_attribute_sets(self) -> None:
        """Add an attribute whose sets are still to be chosen."""
        self._session.do(edits.add_direction(Contrast("", "")))

    def add_attribute_file(self) -> None:
        """Ask for an attribute that was learned before, and add it."""
        self.start(self._choose_file(at=None))

    def add_attribute_card(self, path: Path) -> None:
        """Add an attribute of the library."""
        self.start(self._use_file(path, at=None))

    def show_cards(self) -> None:
        """Offer the attributes of the library as they are now."""
        self.start(self._show_cards())

    def choose_attribute_file(self, at: int) -> None:
        """Ask for an attribute file for one row; a negative one means a new row."""
        self.start(self._choose_file(at=at if at >= 0 else None))

    def use_attribute_file(self, at: int, text: str) -> None:
        """Use the attribute file that was typed."""
        self.start(self._use_file(Path(text).expanduser(), at=at))

    def choose_folder(self, at: int, role: Role) -> None:
        """Ask for the folder of one set."""
        self.start(self._choose_folder(_edit_of(role, at), _title(role)))

    def choose_list(self, at: int, role: Role) -> None:
        """Ask for a text file that lists one set."""
        self.start(self._choose_list(_edit_of(role, at), _title(role)))

    def swap_sets(self) -> None:
        """Turn the current attribute round."""
        if self._session.document.recipe.directions:
            self._session.do(edits.swap_sets(at=max(self._front.current_attribute, 0)))

    # -- flows ----------------------------------------------------------------------------------

    async def _show_cards(self) -> None:
        cards, strips = await elsewhere(_library)
        self._front.show_cards(cards, strips)

    async def _choose_folder(self, edit: _Choose, title: str) -> None:
        path = await self._dialogs.open_folder(title, kind="set")
        if path is not None:
            self._session.do(edit(str(path)))

    async def _choose_list(self, edit: _Choose, title: str) -> None:
        filters = _tr("Lists of paths (*.txt *.lst);;All files (*)")
        path = await self._dialogs.open_file(title, kind="set", filters=filters)
        if path is not None:
            self._session.do(edit(str(path)))

    async def _choose_file(self, *, at: int | None) -> None:
        filters = _tr("Attribute files (*.safetensors);;All files (*)")
        title = _tr("Choose an attribute file")
        path = await self._dialogs.open_file(title, kind="attribute", filters=filters)
        if path is not None:
            await self._use_file(path, at=at)

    async def _use_file(self, path: Path, *, at: int | None) -> None:
        record = await elsewhere(load_attribute, path)
        space = self._space(record.space, at)
        if at is None:
            self._session.do(edits.add_direction(SavedAttribute(str(path)), space))
        else:
            self._session.do(edits.use_attribute_file(str(path), space, at=at))

    def _space(self, learned: FeatureSpace, at: int | None) -> FeatureSpace:
        """Return the space to work in with an attribute file.

        Its own, unless another file of the stack needs the one in use: then that stays, and the
        render says why the two do not go together.
        """
        recipe = self._session.document.recipe
        others = [each for place, each in enumerate(recipe.directions) if place != at]
        held = any(isinstance(each.attribute, SavedAttribute) for each in others)
        return recipe.space if held else learned


def _library() -> tuple[list[AttributeCard], dict[Path, QImage]]:
    """Read the cards of the library, and their preview strips."""
    cards = AttributeLibrary().cards()
    strips = {card.path: QImage(str(card.preview)) for card in cards if card.preview is not None}
    return cards, strips


def _edit_of(role: Role, at: int) -> _Choose:
    edit = edits.set_source if role is Role.SOURCE else edits.set_target
    return lambda text: edit(text, at=at)


def _title(role: Role) -> str:
    if role is Role.SOURCE:
        return _tr("Choose the source pictures")
    return _tr("Choose the target pictures")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
