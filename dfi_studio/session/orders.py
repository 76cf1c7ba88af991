"""What an item of the queue computes, whole: as a value, and as the parts of a folder.

The document is written as the journal writes one: a photograph stays in its own file, known by its
content; one that has none becomes a part, and so does each mask.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dfi_studio.core.batch import Batch
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import ProjectError, UsageError
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.json_values import as_text, as_whole, parsed, reason, written
from dfi_studio.library.parts import Parts, Reader
from dfi_studio.session.document import Document
from dfi_studio.session.history import Entry
from dfi_studio.session.photo_search import find_photos
from dfi_studio.session.project import Project, from_parts, to_parts
from dfi_studio.session.queue import Kind
from dfi_studio.session.session import SessionState

VERSION = 1
"""Of what is written; a reader refuses a higher one."""

_MAIN = "order.json"
_LONGEST = 32_000_000
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, OverflowError, UsageError)


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of a document.

    Attributes
    ----------
    out : str
        A folder or a template of names; see `library.result_names`.
    extension : str
        The format, as names end in it.
    conflict : Conflict
    treatment : Treatment
        What of it goes out. Which face is edited, the document says.
    """

    out: str
    extension: str = "png"
    conflict: Conflict = Conflict.UNIQUE
    treatment: Treatment = field(default_factory=Treatment)


Make = Still | FilmOrder | Batch


@dataclass(frozen=True, slots=True)
class Order:
    """What an item computes.

    Attributes
    ----------
    make : Still, FilmOrder or Batch
    document : Document
        What it is made of; a batch has its own recipes and photos.
    """

    make: Make
    document: Document = field(default_factory=Document)

    @property
    def kind(self) -> Kind:
        """What comes out."""
        match self.make:
            case Still():
                return Kind.STILL
            case FilmOrder():
                return Kind.FILM
            case Batch():
                return Kind.BATCH


def order_parts(order: Order) -> Parts:
    """Return an order as parts, the first of which says what the others are."""
    project = Project(SessionState((Entry(order.document),)))
    values = {"version": VERSION, "kind": order.kind, "make": _make_values(order)}
    return {_MAIN: lambda: [written(values)], **to_parts(project, beside=None)}


def order_of(reader: Reader) -> Order:
    """Read an order, and the photo of its document.

    Raises
    ------
    ProjectError
        It is damaged or of a newer version, or the photo is gone or another by now.
    """
    try:
        values = parsed(reader.read(_MAIN, most=_LONGEST))
        if as_whole(values["version"], least=1) > VERSION:
            raise ValueError("it was written by a newer DFI Studio")
        make = _make(Kind(as_text(values["kind"])), values["make"])
    except _FAULTS as error:
        raise _unreadable(f"{_MAIN}: {reason(error)}") from error
    return Order(make, _document(reader))


def _document(reader: Reader) -> Document:
    try:
        stored = from_parts(reader, beside=None)
    except ProjectError as error:
        raise _unreadable(str(error)) from error
    found, absent = find_photos(stored.outside)
    for each in absent:
        what = "is not where it was" if each.changed is None else "has changed"
        raise ProjectError(
            f"The photo {each.photo.path} {what} since it was queued; bring it back and retry, or "
            "queue it again."
        )
    return stored.filled(stored.state.document, found)


def _unreadable(what: str) -> ProjectError:
    return ProjectError(
        f"What was queued cannot be read any more; remove it and queue it again. ({what})"
    )


def _make_values(order: Order) -> dict[str, Any]:
    make = order.make
    if not isinstance(make, Still):
        return make.values()
    return {
        "out": make.out,
        "extension": make.extension,
        "conflict": make.conflict,
        "treatment": make.treatment.values(),
    }


def _make(kind: Kind, values: dict[str, Any]) -> Make:
    match kind:
        case Kind.BATCH:
            return Batch.from_values(values)
        case Kind.FILM:
            return FilmOrder.from_values(values)
        case Kind.STILL:
            return Still(
                as_text(values["out"]),
                as_text(values["extension"]),
                Conflict(as_text(values["conflict"])),
                Treatment.from_values(values["treatment"]),
            )
