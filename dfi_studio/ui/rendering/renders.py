"""The results that were made, by what they were made of, and which of them are safe in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dfi_studio.core.recipe import Recipe
from dfi_studio.session.document import Document, Marks
from dfi_studio.session.project_faces import FaceResult
from dfi_studio.session.result import Result
from dfi_studio.ui.faces.portraits import Portraits
from dfi_studio.ui.recent import Recent

_KEPT = 24

_Key = tuple[str, Recipe, Marks]


class Renders:
    """Remembers the newest results; undo finds them here at once.

    Attributes
    ----------
    portraits : Portraits
        What they were made of, where they are of faces.
    unsaved : Result or None
        The last that was finished or kept and is in no file yet.
    """

    def __init__(self) -> None:
        self.portraits = Portraits()
        self._results: Recent[_Key, Result] = Recent(_KEPT)
        self._saved: Result | None = None
        self._watchers: list[Callable[[], None]] = []
        self.unsaved: Result | None = None

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` whenever a result was kept, or another one is owed or saved."""
        self._watchers.append(watcher)

    def find(self, document: Document) -> Result | None:
        """Return what was made of a document, finished or kept half-way."""
        if self.portraits.lacks(document):
            return None
        solved = self.portraits.solved(document)
        if solved.subject is None:
            return None
        return self._results.get((solved.subject.digest, solved.recipe, solved.marks))

    def all(self) -> tuple[Result, ...]:
        """Return everything that is remembered, the latest last."""
        return self._results.values()

    def of(self, documents: Iterable[Document]) -> tuple[Result, ...]:
        """Return what was made of some documents, each result once."""
        found = [self.find(document) for document in documents]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def of_faces(self, documents: Iterable[Document]) -> tuple[FaceResult, ...]:
        """Return what was made of some documents that edit a face."""
        made = {(digest, recipe) for digest, recipe, _ in self._results.keys()}  # noqa: SIM118 - it is no dict
        found: list[FaceResult] = []
        looked = 0
        for document in documents:
            portrait = self.portraits.portrait(document)
            if portrait is None or (portrait.photo.digest, document.recipe) not in made:
                continue
            looked += 1  # which takes a while where there are masks
            result = self.find(document)
            if result is not None:
                found.append(FaceResult(document, portrait, result))
            if looked == _KEPT:
                break
        return tuple(found)

    def keep_as(self, document: Document, result: Result) -> None:
        """Remember a result as that of a document of a face, whose masks it was made with."""
        self.keep(replace(result, marks=self.portraits.solved(document).marks))

    def keep(self, result: Result) -> None:
        """Remember a result; a finished one is not replaced by one that is not."""
        key = result.photo.digest, result.recipe, result.marks
        known = self._results.get(key)
        if known is None or result.finished or not known.finished:
            self._results.put(key, result)

    def owe(self, result: Result) -> None:
        """Take note that a result is on the screen, and would be lost."""
        self.unsaved = None if result is self._saved else result
        self._tell()

    def mark_saved(self, result: Result) -> None:
        """Take note that a result is safe in a file."""
        self._saved = result
        if self.unsaved is result:
            self.unsaved = None
        self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
