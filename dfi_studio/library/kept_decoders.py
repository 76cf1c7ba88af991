"""Which decoder shows an edit: where decoders are kept, and for which sets of pictures.

A decoder is known by the names of the sets that it was trained on, not by their content: a folder
that grows is still the same kind of pictures. One that knows other pictures is never taken.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.errors import OutputError, StudioError, UsageError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Recipe
from dfi_studio.library.decoders import SUFFIX
from dfi_studio.library.folders import data, expanded
from dfi_studio.library.picture_sets import PictureSet, picture_set
from dfi_studio.library.resources import resource
from dfi_studio.library.set_names import CATALOG, place_of

Sets = tuple[str, ...]
"""The sets that a decoder is trained on, as the user names them."""


def kept_decoder(identity: str, sets: Sequence[str]) -> Path:
    """Return where the decoder of a network and of some sets is kept; its folder is made.

    Parameters
    ----------
    identity : str
        The hash of the network's weights.
    sets : sequence of str
        In any order.

    Raises
    ------
    OutputError
        The folder cannot be made.
    """
    folder = data() / "decoders"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made ({error.strerror}).") from error
    named = "\n".join([identity, *sorted({_full(text) for text in sets})])
    digest = hashlib.blake2b(named.encode(errors="surrogateescape"), digest_size=12)
    return folder / f"{digest.hexdigest()}{SUFFIX}"


def pictures_of(sets: Sequence[str]) -> PictureSet:
    """Return the pictures of some sets together, each once.

    Raises
    ------
    PictureSetError, QueryError, CatalogError
        See `picture_set`.
    """
    found = [picture_set(text) for text in sets]
    paths = dict.fromkeys(path for each in found for path in each.paths)
    return PictureSet(" and ".join(dict.fromkeys(each.name for each in found)), tuple(paths))


def sets_to_train(photo: Photo | None, recipe: Recipe, at: int) -> Sets:
    """Return what a decoder for the direction at `at` is best trained on.

    The sets that it is learned from; of one that was learned before these are not known, so then
    the folder that holds the photo.

    Raises
    ------
    UsageError
        Neither is known.
    """
    directions = recipe.directions
    attribute = directions[at].attribute if 0 <= at < len(directions) else None
    if isinstance(attribute, Contrast) and attribute.source and attribute.target:
        return tuple(dict.fromkeys((attribute.source, attribute.target)))
    if photo is not None and photo.path is not None:
        return (str(photo.path.absolute().parent),)
    raise UsageError(
        "It is not known which pictures the slider is for; choose the sets of the attribute, or "
        "open a photo from a folder of such pictures."
    )


def serving(identity: str, photo: Photo, recipe: Recipe) -> Path | None:
    """Return the decoder that knows a photo's kind of pictures; None where there is none.

    The first that there is: one for the sets that a direction is learned from, one for a part of
    them or for the whole that they are a part of, one for a folder that holds the photo, one for a
    folder that holds all pictures of the sets; then the one that comes with the program, for the
    samples alone.

    Raises
    ------
    OutputError
        See `kept_decoder`.
    """
    for sets in _known_by(photo, recipe):
        path = kept_decoder(identity, sets)
        if path.is_file():
            return path
    return _samples(recipe)


def _known_by(photo: Photo, recipe: Recipe) -> Iterator[Sets]:
    """Yield the sets that a decoder may have been trained on, the most fitting first."""
    for sets in _learned_from(recipe):
        yield sets
        yield from ((text,) for text in sets)
        places = tuple(filter(None, map(place_of, sets)))
        if places:
            yield places
            yield from ((place,) for place in places)
    if photo.path is not None:
        yield from ((str(folder),) for folder in photo.path.absolute().parents)
    for sets in _learned_from(recipe):
        yield from ((str(folder),) for folder in _around(sets))


def _learned_from(recipe: Recipe) -> Iterator[Sets]:
    """Yield the sets of each direction that takes part; of one learned before none are known."""
    for each in recipe.moving:
        match each.attribute:
            case Contrast(source, target):
                yield source, target
            case ClassDirection(pictures):
                yield (pictures,)


def _around(sets: Sets) -> Iterator[Path]:
    """Yield the folders that hold all pictures of some sets, be they lists or in the catalogue."""
    try:
        holders = {str(path.parent) for path in pictures_of(sets).paths}
        shared = Path(os.path.commonpath(holders))
    except (StudioError, ValueError):  # what is wrong with a set learning says itself
        return
    yield from (shared, *shared.parents)


def _samples(recipe: Recipe) -> Path | None:
    """Return the decoder that comes with the program, where the samples are learned from."""
    try:
        folder, decoder = resource("samples"), resource("decoder", f"samples{SUFFIX}")
    except FileNotFoundError:
        return None
    places = [
        expanded(place_of(text)).absolute() for sets in _learned_from(recipe) for text in sets
    ]
    there = bool(places) and all(place.is_relative_to(folder) for place in places)
    return decoder if there else None


def _full(text: str) -> str:
    """Return a set's name with the whole path of where it lies."""
    place = place_of(text)
    if text.startswith(CATALOG) or not place:
        return text.strip()
    return f"{expanded(place).absolute()}{text[len(place) :]}"
