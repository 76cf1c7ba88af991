"""What the window asks of films; handed over by `app/engine.py`."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dfi_studio.core.film_order import FilmKind
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence as Movement
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Step
from dfi_studio.library.film_folder import Film


@dataclass(frozen=True, slots=True)
class Showing:
    """A film that is solved, and how its frames are seen.

    Attributes
    ----------
    photo : Photo
        What is edited; the face is in it.
    masks : tuple of MaskLayer
        At its size.
    portrait : Portrait or None
        What was solved of it; None for the photo as it is.
    whole : bool
        Whether the photo is seen at its own size with the edit in it, else what was solved alone.
    before : tuple of Solved
        What other faces of it are.
    """

    film: Film
    photo: Photo
    masks: tuple[MaskLayer, ...]
    portrait: Portrait | None
    whole: bool
    before: tuple[Solved, ...] = ()


class FilmVerb(Protocol):
    """Solves the frames of a film that are not kept yet."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        sequence: Movement,
        masks: tuple[MaskLayer, ...],
        /,
    ) -> Generator[Step, None, Film]:
        """Return where the frames are."""


class SaveVerb(Protocol):
    """Writes a film to one path, or to one a frame."""

    def __call__(
        self,
        workshop: Any,
        showing: Showing,
        paths: Sequence[Path],
        kind: FilmKind,
        options: MovieOptions,
        /,
    ) -> Generator[Step, None, None]:
        """Write it; whoever stops pulling leaves no file that is not whole."""


@dataclass(frozen=True, slots=True)
class FilmVerbs:
    """The verbs; the first argument of each is the workshop."""

    film: FilmVerb
    save: SaveVerb
