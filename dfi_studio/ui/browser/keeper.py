"""Keeps the desk of the browser: trays, labels given by hand, deleted attributes; and their undo.

Undo is a list of values, as in the session. What a value says of labels and attributes is carried
out whenever the present one changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from dfi_studio.library.attribute_library import AttributeLibrary, Deleted
from dfi_studio.session.history import History
from dfi_studio.session.trays import Desk, Trays
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.flows import elsewhere


class Keeper:
    """Owns the history of the desk.

    Parameters
    ----------
    shelf : Shelf
    changed : callable
        Takes the desk before and after every change.
    """

    def __init__(self, shelf: Shelf, changed: Callable[[Desk, Desk], None]) -> None:
        self._shelf = shelf
        self._changed = changed
        self._attributes = AttributeLibrary()
        self._trash: dict[Deleted, Deleted] = {}  # by the first deletion, the latest one
        self._places: dict[Deleted, Path] = {}  # by the first deletion, where it was restored to
        self._writing = asyncio.Lock()
        self.history = History(Desk(), depth=100)

    @property
    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.history.present.value

    @property
    def trays(self) -> Trays:
        """What lies in the trays now."""
        return self.desk.trays

    def put(self, trays: Trays, label: str) -> None:
        """Change the trays; what changes nothing leaves no trace."""
        self._push(self.desk.with_trays(trays), label)

    def fill(self, trays: Trays, queries: tuple[str, str], label: str) -> None:
        """Put into the trays what queries gave."""
        self._push(self.desk.filled(trays, queries), label)

    async def label(self, ids: list[int], name: str, text: str) -> None:
        """Give pictures a label; an empty text takes it away.

        Raises
        ------
        UsageError, CatalogError
            It cannot be given.
        """
        async with self._writing:
            labelling = await elsewhere(self._shelf.label, ids, name, text)
            self._push(self.desk.with_labelling(labelling), "Label")

    async def undo(self) -> None:
        """Take the last change back, if there is one."""
        async with self._writing:
            await self._move(self.history.undo)

    async def redo(self) -> None:
        """Bring the change back that was last undone, if there is one."""
        async with self._writing:
            await self._move(self.history.redo)

    async def delete_attribute(self, path: Path) -> None:
        """Take an attribute out of the library.

        Raises
        ------
        OutputError
            Its files cannot be moved.
        """
        async with self._writing:
            deleted = await elsewhere(self._attributes.delete, path)
            self._push(self.desk.without_attribute(deleted), "Delete attribute")

    def forget(self, gone: set[int]) -> None:
        """Take pictures that left the catalogue out of the trays, in one more step."""
        here = set(self.trays.source) | set(self.trays.target)
        if gone & here:
            self.put(self.trays.take(gone), "Removed pictures")

    def _push(self, desk: Desk, label: str) -> None:
        before = self.desk
        if desk != before:
            self.history.push(desk, label)
            self._changed(before, desk)

    async def _move(self, step: Callable[[], None]) -> None:
        before = self.desk
        step()
        after = self.desk
        if after == before:
            return
        kept = len(_common(before.labellings, after.labellings))
        for labelling in reversed(before.labellings[kept:]):
            await elsewhere(self._shelf.unlabel, labelling)
        for labelling in after.labellings[kept:]:
            ids, text = list(labelling.ids), labelling.value
            await elsewhere(self._shelf.label, ids, labelling.name, text or "")
        kept = len(_common(before.deleted, after.deleted))
        for deleted in reversed(before.deleted[kept:]):
            card = await elsewhere(self._attributes.restore, self._trash.get(deleted, deleted))
            self._places[deleted] = card.path
        for deleted in after.deleted[kept:]:
            path = self._places.get(deleted, deleted.path)
            self._trash[deleted] = await elsewhere(self._attributes.delete, path)
        self._changed(before, after)


def _common(one: Sequence[object], other: Sequence[object]) -> list[object]:
    """Return what both begin with."""
    return [mine for mine, theirs in zip(one, other, strict=False) if mine is theirs]
