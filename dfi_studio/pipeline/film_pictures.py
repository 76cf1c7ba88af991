"""How the frames of a film are seen: in the photograph they belong to, at the size of the film.

Each is made when it is asked for and forgotten after it, so that a film of any length needs the
memory of a few pictures.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from dfi_studio.core.batch import attribute_name
from dfi_studio.core.errors import OutputError, PhotoError
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.photo import Crop
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.solved import Solved
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.film_folder import Film
from dfi_studio.library.movies.dressing import caption_of, captioned, fitted, split
from dfi_studio.library.movies.movie import Movie, Pixels
from dfi_studio.library.originals import Original
from dfi_studio.library.photos import check_size
from dfi_studio.library.picture_files import faults_told, opened
from dfi_studio.pipeline.delivery import Delivery
from dfi_studio.pipeline.export import exported
from dfi_studio.pipeline.frames import reduced, working_frame
from dfi_studio.pipeline.sequence import solved_as

Result = TypeVar("Result")

_COLUMNS, _MOST_SHOWN, _SHEET_SIDE = 6, 24, 256


@dataclass(slots=True)
class FilmPictures:
    """The frames of a film that is solved, as they are seen.

    Parameters
    ----------
    film : Film
    ready : Delivery
        What was solved, and the photo that it goes into; with no original, what was solved is
        seen alone, at the working size. Films are in 8-bit sRGB, whatever the photo's file is.
    options : MovieOptions
    """

    film: Film
    ready: Delivery
    options: MovieOptions
    _around: Original | None = field(default=None, init=False)
    _latest: tuple[int, Pixels] | None = field(default=None, init=False)
    _before: Pixels | None = field(default=None, init=False)

    def movie(self) -> Movie:
        """Return the film, to be written."""
        mark = None
        if self.options.marked:
            mark = EditMark(self.film.recipe, self.ready.photo.name, self.film.sequence)
        return Movie(self.frame, len(self.film.order), self.film.sequence.rate, mark)

    def frame(self, at: int) -> Pixels:
        """Return a frame that is seen, from 0.

        Raises
        ------
        OutputError
            What was kept of it is damaged, or gone.
        """
        number = self.film.order[at]
        if self._latest is None or self._latest[0] != number:
            self._latest = number, fitted(self._seen(number), self.options.side)
        shown = self._latest[1]
        if self.options.split:
            shown = split(self._first(), shown, at, len(self.film.order))
        if not self.options.caption:
            return shown
        recipe = self.film.recipes[number]
        return captioned(shown, self._caption(at, recipe))

    def sheet(self) -> Image:
        """Return frames from all over the film side by side, with their strengths.

        Raises
        ------
        OutputError
            What was kept of one is damaged, or gone.
        """
        count = len(self.film.recipes)
        numbers = sorted({round(at) for at in np.linspace(0, count - 1, _MOST_SHOWN)})
        rows = [numbers[at : at + _COLUMNS] for at in range(0, len(numbers), _COLUMNS)]
        pictures = [[self._small(number) for number in row] for row in rows]
        captions = [[f"{_alpha(self.film.recipes[number]):+.2f}" for number in row] for row in rows]
        return contact_sheet(pictures, picture_captions=captions)

    def _small(self, number: int) -> Image:
        small = fitted(self._seen(number), min(self.options.side, _SHEET_SIDE))
        return freeze(small.astype(np.float32) / np.float32(255))

    def _caption(self, at: int, recipe: Recipe) -> str:
        moving, photo = recipe.moving, self.ready.photo
        return caption_of(
            self.options.caption,
            alpha=_alpha(recipe),
            attribute=attribute_name(moving[0].attribute) if moving else "",
            stem=photo.path.stem if photo.path is not None else photo.name,
            frame=at + 1,
            seconds=float(at / self.film.sequence.rate),
        )

    def _seen(self, number: int) -> Pixels:
        """Return a distinct frame at its own size."""
        if self.ready.original is None:
            return self._kept(number)
        filled, edited = solved_as(self.film, number)
        ready, recipe = self.ready, self.film.recipes[number]
        solved = Solved(ready.portrait, recipe, ready.masks, filled, edited)
        return _whole(_ended(exported(ready.photo, [solved], onto=self._photo())))

    def _kept(self, number: int) -> Pixels:
        path = self.film.folder.picture(number)
        try:
            with opened(path) as picture:
                check_size(path, *picture.size)
                with faults_told(path):
                    return np.asarray(picture.convert("RGB"))
        except PhotoError as error:
            raise OutputError(
                f"The frame {path} is damaged or gone; delete the folder {path.parent} to solve "
                "the film anew."
            ) from error

    def _photo(self) -> Original:
        """Return the photo with what was solved of other faces, but not of the film's."""
        if self._around is None:
            around = Original.of(self.ready.photo.image)
            others = list(self.ready.before)
            self._around = _ended(exported(self.ready.photo, others, onto=around))
        return self._around

    def _first(self) -> Pixels:
        """Return what the film is compared with, at the size of the film."""
        if self._before is None:
            if self.ready.original is None:
                subject = self.ready.subject.image
                size = self.film.recipe.space.size
                before = _levels(reduced(subject, working_frame(subject, size)))
            else:
                before = _whole(self._photo())
            self._before = fitted(before, self.options.side)
        return self._before


def _alpha(recipe: Recipe) -> float:
    return recipe.moving[0].alpha if recipe.moving else 0.0


def _whole(picture: Original) -> Pixels:
    height, width = picture.size
    return _levels(picture.srgb(Crop(0, 0, width, height)))


def _levels(image: Image) -> Pixels:
    levels: Pixels = np.rint(image * np.float32(255)).astype(np.uint8)
    return levels


def _ended(steps: Generator[object, None, Result]) -> Result:
    """Return the result of a verb whose steps nobody follows: there are many short ones."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
