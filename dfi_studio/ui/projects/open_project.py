"""The project in hand: the session, what was made in it, its file, and whether that is up to date.

It asks nobody and reads no file: commands and the autosave do.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dfi_studio.session.document import Document
from dfi_studio.session.project import Project
from dfi_studio.session.session import Session, SessionState, Snapshot
from dfi_studio.ui.rendering.renders import Renders

_SAMPLE = "Open sample"
"""The label of `edits.open_sample`."""


class OpenProject:
    """Puts projects into the session, and says what is in it as a project.

    Attributes
    ----------
    path : Path or None
        Its file; None while it has none.
    embed : bool
        See `Project`.
    """

    def __init__(self, session: Session, renders: Renders) -> None:
        self._session = session
        self._renders = renders
        self._saved: tuple[Document, tuple[Snapshot, ...]] | None = (Document(), ())
        self._watchers: list[Callable[[], None]] = []
        self.path: Path | None = None
        self.embed = False
        session.watch(self._tell)
        renders.watch(self._tell)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` after every change of the session, its results or its file."""
        self._watchers.append(watcher)

    @property
    def present(self) -> Project:
        """All of it, as it is now."""
        state, renders = self._session.state, self._renders
        return Project(state, renders.all(), self.embed, self.path, renders.of_faces(_all(state)))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it, and never was."""
        return self._session.state == SessionState()

    @property
    def unsaved(self) -> bool:
        """Whether work would be lost by closing.

        Without a file of its own a project is no work yet while a photograph or the sample was
        merely opened, nor where the result on the screen was exported.
        """
        state = self._session.state
        if (state.document, state.snapshots) == self._saved:
            return False
        if self.path is not None or self._saved is None or state.snapshots:
            return True
        return not (_merely_opened(state) or self._exported(state.document))

    def settle(self) -> None:
        """End a drag, so that what is saved is what will be loaded."""
        self._session.settle()

    def put(self, project: Project, *, saved: bool = True) -> None:
        """Put a project in the place of this one.

        Parameters
        ----------
        saved : bool
            Whether its file, or nothing at all, says the same.
        """
        for result in reversed(project.results):  # what matters most is remembered longest
            self._renders.keep(result)
        for face in reversed(project.faces):
            self._renders.portraits.put(face.document, face.portrait)
            self._renders.keep_as(face.document, face.result)
        self.path, self.embed = project.path, project.embed
        self._saved = _work(project.state) if saved else None
        self._session.load(project.state)

    def mark_saved(self, project: Project) -> None:
        """Take note that a project, as it was when this began, is in its file now."""
        self.path, self.embed, self._saved = project.path, project.embed, _work(project.state)
        self._tell()

    def _exported(self, document: Document) -> bool:
        made = self._renders.find(document) is not None
        return made and self._renders.unsaved is None

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()


def _work(state: SessionState) -> tuple[Document, tuple[Snapshot, ...]]:
    """Return what counts as work: where in the history we are does not."""
    return state.document, state.snapshots


def _all(state: SessionState) -> list[Document]:
    """Return all documents that name a face, and the layers of each, the present first."""
    named = (each.document for each in state.snapshots)
    past = (each.value for each in reversed(state.entries))
    documents = dict.fromkeys([state.document, *named, *past])
    layers = (layer for each in documents if each.face is not None for layer in each.layers)
    return list(dict.fromkeys(layers))


def _merely_opened(state: SessionState) -> bool:
    document = state.document
    sample = state.entries[state.position].label == _SAMPLE
    return sample or document == Document(document.photo, face=document.face)
