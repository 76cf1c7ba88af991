"""The frames of films that are solved: where each lies, and the newest as pictures.

A film is named by its photo, its masks and the recipes of its frames: one that was changed and
changed back is there as it was. What is solved of another film of the same recipes is good enough
to look at, and is not counted.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.recipe import Recipe
from dfi_studio.library.photos import open_photo
from dfi_studio.session.document import Document
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.recent import Recent

logger = logging.getLogger(__name__)

_FILMS = 24
_MOST_BYTES = 192 << 20
_BYTES_A_PIXEL = 4

Of = tuple[Hashable, ...]
"""What the frames are of, but for their recipes."""


def recipes_of(document: Document) -> tuple[Recipe, ...]:
    """Return the recipe at each step of a document's timeline."""
    film = film_of(document)
    once = replace(film, hold_first=0, hold_last=0, ping_pong=False)
    different = film.recipes(document.recipe)
    return tuple(different[each] for each in once.order(document.recipe))


class Shown:
    """One film: what its frames are of, and the recipe at each of its steps."""

    def __init__(self, document: Document) -> None:
        subject = document.subject
        digest = None if subject is None else subject.digest
        self.of: Of = (digest, document.subject_face, document.marks)
        self.along = recipes_of(document)
        self.key = (self.of, tuple(dict.fromkeys(self.along)))


class Footage:
    """Knows solved frames, and keeps some of them as pictures.

    Attributes
    ----------
    film : Shown
        The film in hand.
    """

    def __init__(self) -> None:
        self._films: Recent[Hashable, _Frames] = Recent(_FILMS)
        self._own: _Frames = _Frames(())
        self._any: dict[Recipe, Path] = {}  # those of all films of the same photo and masks
        self._pictures: Recent[Path, QImage] = Recent(_MOST_BYTES, weigh=_weight)
        self.film = Shown(Document())

    @property
    def along(self) -> tuple[Recipe, ...]:
        """The recipe at each step of the timeline."""
        return self.film.along

    @property
    def solved(self) -> frozenset[int]:
        """The steps of the film in hand that are solved."""
        known = self._own.places
        return frozenset(step for step, recipe in enumerate(self.along) if recipe in known)

    def show_film(self, document: Document) -> bool:
        """Take the film of a document in hand; say whether it is of something else than before."""
        was, self.film = self.film, Shown(document)
        alike = [each.places for each in self._films.values() if each.of == self.film.of]
        self._any = {recipe: path for places in alike for recipe, path in places.items()}
        self._own = self._films.get(self.film.key) or _Frames(self.film.of)
        return self.film.of != was.of

    def put(self, film: Shown, recipe: Recipe, path: Path) -> None:
        """Take note of a frame of a film."""
        frames = self._films.get(film.key)
        if frames is None:
            frames = self._own if film.key == self.film.key else _Frames(film.of)
            self._films.put(film.key, frames)
        frames.places[recipe] = path
        if film.of == self.film.of:
            self._any[recipe] = path

    def place(self, step: int) -> Path | None:
        """Return where a picture of a step lies; None where there is none."""
        if step >= len(self.along):
            return None
        recipe = self.along[step]
        return self._own.places.get(recipe) or self._any.get(recipe)

    def nearest(self, step: int) -> int | None:
        """Return the step nearest to one that there is a picture of."""
        there = (each for each, recipe in enumerate(self.along) if recipe in self._any)
        return min(there, key=lambda each: (abs(each - step), each), default=None)

    def ready(self, step: int) -> QImage | None:
        """Return the picture of a step where it need not be read first."""
        path = self.place(step)
        return None if path is None else self._pictures.get(path)

    async def picture(self, step: int) -> QImage | None:
        """Return the picture of a step; None where there is none.

        One whose file is gone or damaged is to be solved again.
        """
        path = self.place(step)
        if path is None:
            return None
        known = self._pictures.get(path)
        if known is None:
            try:
                known = await elsewhere(_read, path)
            except PhotoError as error:
                logger.warning("%s", error)
                self._forget(path)
                return None
            self._pictures.put(path, known)
        return known

    async def small(self, step: int, room: QSize) -> QImage | None:
        """Return the picture of a step to fit a room, in pixels of the screen."""
        picture = await self.picture(step)
        if picture is None:
            return None
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        return await elsewhere(lambda: picture.scaled(room, keep, smooth))

    def _forget(self, path: Path) -> None:
        for places in (self._any, *(each.places for each in self._films.values())):
            for recipe in [each for each, at in places.items() if at == path]:
                del places[recipe]


@dataclass(frozen=True, slots=True)
class _Frames:
    """Where the solved frames of one film lie."""

    of: Of
    places: dict[Recipe, Path] = field(default_factory=dict)


def _read(path: Path) -> QImage:
    return to_qimage(open_photo(path))


def _weight(picture: QImage) -> int:
    return picture.width() * picture.height() * _BYTES_A_PIXEL
