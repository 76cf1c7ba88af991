"""Photographs that a project names: found where they were, beside it, or where the user points.

A photograph is known by its decoded content, so that a file may have been renamed, and another
picture under the same name is not taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dfi_studio.core.errors import PhotoError, ProjectError
from dfi_studio.core.photo import Photo
from dfi_studio.library.photos import is_picture, picture_size, read_photo
from dfi_studio.session.places import is_there


@dataclass(frozen=True, slots=True)
class Absent:
    """A photograph that is not where the project says.

    Attributes
    ----------
    photo : Photo
        Its name, digest and size; its pixels are black.
    changed : Photo or None
        What is there now in its place.
    """

    photo: Photo
    changed: Photo | None = None


def find_photos(
    wanted: Mapping[Photo, tuple[Path, ...]],
) -> tuple[dict[Photo, Photo], tuple[Absent, ...]]:
    """Read photographs from where they may be.

    Parameters
    ----------
    wanted : mapping of Photo to tuple of Path
        See `Stored.outside`.

    Returns
    -------
    found : dict of Photo to Photo
    absent : tuple of Absent
        The others.
    """
    found: dict[Photo, Photo] = {}
    absent: list[Absent] = []
    for photo, places in wanted.items():
        read = [each for place in places if (each := _read(place)) is not None]
        same = next((each for each in read if each.digest == photo.digest), None)
        if same is not None:
            found[photo] = replace(same, path=photo.path) if _is_at(same, photo) else same
        else:
            absent.append(Absent(photo, read[0] if read else None))
    return found, tuple(absent)


def find_in(place: Path, wanted: Photo) -> Photo:
    """Find a photograph in a file or a folder that the user pointed to.

    In a folder the file of the same name is looked at first, then all others.

    Raises
    ------
    PhotoError
        The file cannot be read.
    ProjectError
        It is another picture, or none in the folder is the wanted one.
    """
    if not place.is_dir():
        read = read_photo(place)
        if read.digest != wanted.digest:
            raise ProjectError(
                f"{place} is another picture than the {wanted.name} of the project; choose the "
                "one that was edited."
            )
        return read
    for path in _candidates(place, wanted):
        candidate = _read(path)
        if candidate is not None and candidate.digest == wanted.digest:
            return candidate
    raise ProjectError(
        f"No picture in {place} is the {wanted.name} of the project; choose another folder."
    )


def _candidates(folder: Path, wanted: Photo) -> Iterator[Path]:
    """Yield the pictures of a folder that may be it, the likeliest first."""
    named = folder / wanted.name
    if is_there(named):
        yield named
    try:
        others = sorted(path for path in folder.iterdir() if path != named and is_picture(path))
    except OSError as error:
        raise ProjectError(
            f"The folder {folder} cannot be read ({error.strerror or error}); check its "
            "permissions."
        ) from error
    yield from (path for path in others if _has_size_of(path, wanted))


def _has_size_of(path: Path, wanted: Photo) -> bool:
    """Say, from its header alone, whether a picture is as large, or was before it was reduced."""
    height, width = wanted.image.shape[:2]
    try:
        full = picture_size(path)
    except PhotoError:
        return False
    longest = max(full) // max(width, height)
    return any(
        (-(-full[0] // factor), -(-full[1] // factor)) == (width, height)
        for factor in (longest, longest + 1)
        if factor
    )


def _read(path: Path) -> Photo | None:
    try:
        return read_photo(path) if is_there(path) else None
    except PhotoError:
        return None


def _is_at(photo: Photo, named: Photo) -> bool:
    return photo.path is not None and named.path is not None and photo.path == named.path.absolute()
