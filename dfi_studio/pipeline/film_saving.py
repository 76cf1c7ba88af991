"""A film that is solved -> the files that were asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dfi_studio.core.film_order import FilmKind
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress, Step
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.film_folder import Film
from dfi_studio.library.movies.numbered import write_numbered
from dfi_studio.library.movies.saving import save_movie
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline.delivery import Delivery
from dfi_studio.pipeline.film_pictures import FilmPictures


def save_film(
    film: Film, ready: Delivery, paths: Sequence[Path], kind: FilmKind, options: MovieOptions
) -> Generator[Step, None, None]:
    """Write a film. Stop pulling to stop: no file is left that is not whole.

    Parameters
    ----------
    ready : Delivery
        What was solved, and the photo that it goes into; see `FilmPictures`.
    paths : sequence of Path
        One; of numbered pictures, one a frame.

    Raises
    ------
    UsageError
        The codec is missing, or the format cannot show the film.
    OutputError
        A file cannot be written, or a frame that was kept is damaged or gone.
    """
    pictures = FilmPictures(film, ready, options)
    if kind is FilmKind.SHEET:
        yield Progress("Writing the sheet", 0, 1)
        mark = EditMark(film.recipe, ready.photo.name, film.sequence) if options.marked else None
        save_photo(paths[0], pictures.sheet(), mark=mark)
    elif kind.numbered:
        yield from write_numbered(paths, pictures.movie(), options)
    else:
        yield from save_movie(paths[0], pictures.movie(), options)
