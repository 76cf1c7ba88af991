"""Photographs that a project misses: the user is asked where they are, one after the other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.errors import StudioError
from dfi_studio.core.photo import Photo
from dfi_studio.library.picture_files import picture_suffixes
from dfi_studio.session.photo_search import Absent, find_in, find_photos
from dfi_studio.session.project import Project, Stored
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import elsewhere

_FOLDER, _WITHOUT = 1, 2
"""Places among the answers."""


class AbsentPhotos:
    """Completes projects that were read."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs

    async def complete(self, stored: Stored) -> tuple[Project, bool] | None:
        """Find the photographs of a project; None when the user thinks better of it.

        Returns
        -------
        project : Project
        whole : bool
            Whether every photograph was where the project says.
        """
        found, absent = await elsewhere(find_photos, stored.outside)
        folder: Path | None = None
        try:
            for each in absent:
                photo = await _in_same_folder(folder, each) or await self._ask(each)
                if photo is not None:
                    found[each.photo] = photo
                    folder = photo.path and photo.path.parent
        except _PutOffError:
            return None
        return stored.assembled(found), not absent

    async def _ask(self, absent: Absent) -> Photo | None:
        """Ask until there is a photo, or the wish to go on without it."""
        words = (
            _tr("{} is not where it was.")
            if absent.changed is None
            else _tr("{} has changed since the project was saved.")
        )
        text = words.format(absent.photo.name)
        about = _tr("It was {}.").format(absent.photo.path)
        answers = [_tr("Choose its &file…"), _tr("Look in a f&older…"), _tr("Continue &without it")]
        if absent.changed is not None:
            answers.append(_tr("&Use it as it is"))
        while True:
            chosen = await self._dialogs.decide(text, about, answers)
            if chosen is None:
                raise _PutOffError
            if chosen >= _WITHOUT:
                return None if chosen == _WITHOUT else absent.changed
            place = await self._place(absent.photo, folder=chosen == _FOLDER)
            try:
                if place is not None:
                    return await elsewhere(find_in, place, absent.photo)
            except StudioError as error:
                text = str(error)

    async def _place(self, photo: Photo, *, folder: bool) -> Path | None:
        title = _tr("Where is {}?").format(photo.name)
        if folder:
            return await self._dialogs.open_folder(title, kind="photo")
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
        filters = _tr("Pictures ({});;All files (*)").format(suffixes)
        return await self._dialogs.open_file(title, kind="photo", filters=filters)


class _PutOffError(Exception):
    """The user would rather leave the project closed."""


async def _in_same_folder(folder: Path | None, absent: Absent) -> Photo | None:
    """Look where the one before was: what was moved together lies together."""
    if folder is None:
        return None
    try:
        return await elsewhere(find_in, folder, absent.photo)
    except StudioError:
        return None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Projects", text)
