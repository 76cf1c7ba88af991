"""The photographs of a project as values: where each lies, and those that go along as parts."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.photo import Photo
from dfi_studio.session.places import is_there, place_values
from dfi_studio.session.project_pictures import Make, photo_part, size_values
from dfi_studio.session.project_values import Numbered, Values


def photo_values(
    numbered: Numbered, beside: Path | None, *, embed: bool
) -> tuple[list[Values], dict[str, Make]]:
    """Return what a project says of its photographs, and the parts of those that go with it."""
    described: list[Values] = []
    parts: dict[str, Make] = {}
    for photo in numbered.photos:
        about = _about_photo(photo, beside)
        gone = beside is not None and photo.path is not None and not is_there(photo.path)
        if photo.path is None or embed or gone:
            name, make = photo_part(photo, small=beside is not None)
            about["part"], parts[name] = name, make
        described.append(about)
    return described, parts


def _about_photo(photo: Photo, beside: Path | None) -> Values:
    place = None if photo.path is None else place_values(photo.path, beside)
    return {"digest": photo.digest, **size_values(photo.image), "place": place, "part": None}
