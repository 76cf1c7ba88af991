"""Films of a fake engine: frames that brighten by their strength, kept as the real ones are."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Generator
from collections.abc import Sequence as Several
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image

from dfi_studio.core.film_order import FilmKind
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep, Preview, Progress, Step
from dfi_studio.library.film_folder import Film, FilmFolder
from dfi_studio.library.folders import caches
from dfi_studio.library.movies.movie import Movie, Pixels
from dfi_studio.library.movies.numbered import write_numbered
from dfi_studio.library.movies.saving import save_movie
from dfi_studio.ui.sequence.verbs import FilmVerbs, Showing

if TYPE_CHECKING:
    from fake_engine import FakeEngine


class FakeFilms:
    """Counts the frames that are solved.

    Attributes
    ----------
    solved : list of Recipe
        One a frame that was not kept yet.
    closed : int
        How many films were ended, before their end or at it.
    """

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.solved: list[Recipe] = []
        self.saved: list[tuple[Showing, FilmKind]] = []
        self.threads: set[int] = set()
        self.begun = self.closed = 0

    @property
    def verbs(self) -> FilmVerbs:
        return FilmVerbs(film=self.film, save=self.save)

    def film(
        self,
        shop: object,
        photo: Photo,
        recipe: Recipe,
        sequence: Sequence,
        masks: tuple[MaskLayer, ...],
    ) -> Generator[Step, None, Film]:
        self.begun += 1
        self.threads.add(threading.get_ident())
        recipes = sequence.recipes(recipe)
        named = "".join([photo.digest, *(each.to_json() for each in recipes)])
        key = hashlib.blake2b(named.encode(), digest_size=16).hexdigest()
        folder = FilmFolder.made(caches() / "films", key, "{}")
        try:
            yield Progress("Learning the attribute", 0, 2)
            kept, _ = folder.solved()
            for number, each in enumerate(recipes):
                yield Progress("Frames", number, len(recipes))
                if number >= kept:
                    yield from self._solve(folder, number, photo, each)
                picture = folder.picture(number)
                yield FrameStep(number, len(recipes), each, picture, found=number < kept)
            return Film(folder, recipe, sequence, recipes, sequence.order(recipe))
        finally:
            self.closed += 1

    def save(
        self,
        shop: object,
        showing: Showing,
        paths: Several[Path],
        kind: FilmKind,
        options: MovieOptions,
    ) -> Generator[Step, None, None]:
        """Write the frames as they are kept."""
        film = showing.film
        self.saved.append((showing, kind))

        def frame(at: int) -> Pixels:
            time.sleep(self._engine.pause)
            with PIL.Image.open(film.folder.picture(film.order[at])) as picture:
                return np.asarray(picture.convert("RGB"))

        movie = Movie(frame, len(film.order), film.sequence.rate)
        yield from (
            write_numbered(paths, movie, options)
            if kind.numbered
            else save_movie(paths[0], movie, options)
        )

    def _solve(
        self, folder: FilmFolder, number: int, photo: Photo, recipe: Recipe
    ) -> Generator[Step, None, None]:
        if self._engine.fails is not None:
            raise self._engine.fails
        small = np.clip(photo.image[::2, ::2], 0, 1)
        alpha = sum(each.alpha for each in recipe.moving)
        picture = freeze(np.clip(small + 0.2 * alpha, 0, 1))
        for step in range(3):
            time.sleep(self._engine.pause)
            yield Preview(step, 3, 1.0, {"conv3_1": 1.0}, 0.0, picture)
        state = {"after": np.full((1,), number, np.float32)}
        folder.keep(number, picture, {"point": picture}, state)
        self.solved.append(recipe)
