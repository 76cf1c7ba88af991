"""Which files the film of a document becomes."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import OutputError
from dfi_studio.core.film_order import NAME, FilmOrder
from dfi_studio.library.outputs import check_folder, check_replaceable
from dfi_studio.library.result_names import ResultName, Template, free_name
from dfi_studio.session.document import Document
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.session.still_names import result_name


def film_name(document: Document, order: FilmOrder) -> ResultName:
    """Return what tells the film of a document from others."""
    return result_name(document, order.kind.extension)


def named(order: FilmOrder, document: Document) -> Path:
    """Return the file, or the folder of numbered pictures, that an order asks for.

    Looks at no file.

    Raises
    ------
    UsageError
        Its template is none.
    """
    path = Template.of(order.out, default=NAME).path(film_name(document, order)).absolute()
    return path.with_suffix("") if order.kind.numbered else path


def film_paths(order: FilmOrder, document: Document) -> tuple[Path, ...] | None:
    """Return the files that a film becomes now, their folder made; None where it is skipped.

    Raises
    ------
    UsageError, OutputError
        See `named`; or nothing can be written there, or it is the photo itself.
    """
    path = named(order, document)
    if order.conflict is Conflict.SKIP and path.exists():
        return None
    if order.conflict is Conflict.UNIQUE:
        path = free_name(path)
    photo = document.photo
    if photo is not None and photo.path is not None and photo.path.resolve() == path.resolve():
        raise OutputError(f"{path} is the photo itself; give the film another name.")
    if order.kind.numbered:
        check_folder(path, make=True)
    else:
        check_folder(path.parent, make=True)
        check_replaceable(path)
    return paths_at(path, order, document)


def paths_at(path: Path, order: FilmOrder, document: Document) -> tuple[Path, ...]:
    """Return the files that a film becomes at a path, which is a folder of numbered pictures."""
    if not order.kind.numbered:
        return (path,)
    count = film_of(document).length
    width = max(5, len(str(count)))
    name = f"{{:0{width}}}.{order.kind.extension}"
    return tuple(path / name.format(number) for number in range(1, count + 1))
