"""The session: the document in hand, its history and snapshots, and who is told of changes.

Two events: `changed(old, new)`, after which whoever shows the document compares and repaints what
differs; and a bare call for whoever lists the history or writes it down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dfi_studio.core.errors import UsageError
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.session.history import Entry, History

Observer = Callable[[Document, Document], None]

_PHOTO_BUDGET = 1_500_000_000
"""Bytes of photographs and masks that undo may hold on to."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document under a name. Undo passes it by: it stays until it is deleted."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class SessionState:
    """All of a session at one moment: what a project file and the journal hold.

    Attributes
    ----------
    entries : tuple of Entry
        Past, present and future; at least one.
    position : int
        The place of the present.
    snapshots : tuple of Snapshot
        In the order in which they were taken; each name once.
    """

    entries: tuple[Entry[Document], ...] = (Entry(Document()),)
    position: int = 0
    snapshots: tuple[Snapshot, ...] = ()

    @property
    def document(self) -> Document:
        """The present."""
        return self.entries[self.position].value


class Session:
    """Owns the history of the document; every change of the document goes through here."""

    def __init__(self, document: Document | None = None) -> None:
        self._history = History(document or Document(), budget=_PHOTO_BUDGET, weigh=_bytes_held)
        self._snapshots: tuple[Snapshot, ...] = ()
        self._observers: list[Observer] = []
        self._watchers: list[Callable[[], None]] = []
        self._gather: Callable[[], None] = lambda: None

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._history.present.value

    @property
    def state(self) -> SessionState:
        """Everything, as a value."""
        return SessionState(self._history.entries, self._history.position, self._snapshots)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The documents that were given a name."""
        return self._snapshots

    @property
    def undo_label(self) -> str | None:
        """The change that undo would take back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """The change that redo would bring again."""
        return self._history.redo_label

    def subscribe(self, observer: Observer) -> None:
        """Call `observer(old, new)` after every change of the document from now on."""
        self._observers.append(observer)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` after every change of the document, the history or the snapshots."""
        self._watchers.append(watcher)

    def expect(self, gather: Callable[[], None]) -> None:
        """Call `gather()` before anything else changes the document.

        What the hand has done already and the program is still at, such as a stroke, it brings in
        by `do`. So nothing passes it by, and nothing is lost.
        """
        self._gather = gather

    def gather(self) -> None:
        """Bring in what the hand has done already; who reads the document for good asks for it."""
        self._gather()

    def do(self, edit: Edit) -> None:
        """Apply an edit; one that changes nothing leaves no trace.

        Raises
        ------
        UsageError
            The edit sets a number outside its limits; the document stays as it was.
        """
        self.gather()
        old = self.document
        new = edit.apply(old)
        if new != old:
            about = {"detail": edit.detail, "when": time.time()}
            self._history.push(new, edit.label, edit.merge, **about)
            self._tell(old)

    def settle(self) -> None:
        """End a drag: the next edit is a step of its own."""
        self._history.settle()

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        self.gather()
        self.jump(max(self._history.position - 1, 0))

    def redo(self) -> None:
        """Bring the change back that was last undone, if there is one."""
        self.gather()
        self.jump(min(self._history.position + 1, len(self._history.entries) - 1))

    def jump(self, position: int) -> None:
        """Go to a step of the history; nothing is forgotten.

        Raises
        ------
        IndexError
            There is no such step.
        """
        self.gather()
        old = self.document
        self._history.jump(position)
        self._tell(old)

    def take_snapshot(self, name: str) -> None:
        """Give the document as it is now a name.

        Raises
        ------
        UsageError
            The name is empty, or taken.
        """
        self.gather()
        self._check_name(name)
        self._keep((*self._snapshots, Snapshot(name, self.document)))

    def rename_snapshot(self, old: str, new: str) -> None:
        """Call a snapshot something else.

        Raises
        ------
        UsageError
            The name is empty, or taken.
        """
        if new != old:
            self._check_name(new)
            renamed = (replace(s, name=new) if s.name == old else s for s in self._snapshots)
            self._keep(tuple(renamed))

    def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot; the history keeps its steps."""
        self._keep(tuple(each for each in self._snapshots if each.name != name))

    def restore(self, name: str) -> None:
        """Make a snapshot the present, as a step that can be undone.

        Raises
        ------
        KeyError
            There is no snapshot of this name.
        """
        found = {each.name: each.document for each in self._snapshots}[name]
        self.do(edits.go_back_to(found, name))

    def load(self, state: SessionState) -> None:
        """Put another session in the place of this one, history and all."""
        self.gather()
        old = self.document
        self._history = History.of(
            state.entries, state.position, budget=_PHOTO_BUDGET, weigh=_bytes_held
        )
        self._snapshots = state.snapshots
        self._tell(old)

    def _check_name(self, name: str) -> None:
        if not name.strip():
            raise UsageError("Give the snapshot a name.")
        if name in {each.name for each in self._snapshots}:
            raise UsageError(f"There is a snapshot “{name}” already: choose another name.")

    def _keep(self, snapshots: tuple[Snapshot, ...]) -> None:
        self._snapshots = snapshots
        for watcher in tuple(self._watchers):
            watcher()

    def _tell(self, old: Document) -> None:
        if self.document != old:
            for observer in tuple(self._observers):
                observer(old, self.document)
        for watcher in tuple(self._watchers):
            watcher()


def _bytes_held(documents: Sequence[Document]) -> int:
    """Return what photographs and masks weigh, each counted once."""
    photos = {document.photo for document in documents if document.photo is not None}
    masks = {id(layer.mask): layer.mask for each in documents for layer in each.masks}
    return sum(photo.image.nbytes for photo in photos) + sum(mask.nbytes for mask in masks.values())
