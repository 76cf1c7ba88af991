"""Between files and values, for the flows: meant to be called outside the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.errors import OutputError, PhotoError
from dfi_studio.core.photo import MIN_SIDE, Photo
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.exports import ExportOptions, save_original
from dfi_studio.library.originals import Original
from dfi_studio.library.photos import save_photo
from dfi_studio.library.result_names import DEFAULT_NAME
from dfi_studio.session.result import Result
from dfi_studio.ui.pixels import from_qimage


def proposed_name(result: Result) -> str:
    """Return the name under which a result is offered to be saved."""
    stem = result.photo.path.stem if result.photo.path else _tr("pasted")
    directions, fill = result.recipe.directions, result.recipe.fill
    alpha = fill.alpha if result.filled is not None and fill is not None else 0.0
    if directions:
        alpha = directions[0].alpha
    return DEFAULT_NAME.format(stem=stem, alpha=alpha)


def photo_of(picture: QImage) -> Photo:
    """Return a pasted picture as a photo.

    Raises
    ------
    PhotoError
        It is too small.
    """
    if min(picture.width(), picture.height()) < MIN_SIDE:
        words = _tr(
            "The picture on the clipboard is {} \u00d7 {} pixels; each side must be at least {}."
        )
        raise PhotoError(words.format(picture.width(), picture.height(), MIN_SIDE))
    return Photo.of(from_qimage(picture))


def refuse_photo(path: Path, photo: Photo) -> None:
    """Let nothing be written over a photo.

    Raises
    ------
    OutputError
        The path is that of the photo itself.
    """
    if photo.path is not None and path.resolve() == photo.path.resolve():
        words = _tr("{} is the photo itself; give the result another name.")
        raise OutputError(words.format(path))


def write_result(path: Path, result: Result, options: ExportOptions) -> None:
    """Save a result as it was solved.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    save_photo(path, result.image, mark=mark_of(result) if options.marked else None)


def write_original(path: Path, result: Result, original: Original, options: ExportOptions) -> None:
    """Save a photo with a result in it.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    save_original(path, original, mark=mark_of(result), options=options)


def mark_of(result: Result) -> EditMark:
    """Return what is written into pictures of a result."""
    original = result.photo.path
    return EditMark(result.recipe, original.name if original else "pasted")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
