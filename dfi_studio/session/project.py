"""Projects: a session, its results and where its photographs lie, as parts and back.

A photograph stays in its own file; one that has none (any more), or is to travel with the project,
becomes a part. Results are parts of exact float32. Photographs outside are known here by name,
size and digest only: `photo_search` finds them. No pickle, and nothing that is read is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from dfi_studio import __version__
from dfi_studio.core.errors import NewerProjectError, OutputError, ProjectError, UsageError
from dfi_studio.core.image import Image, digest
from dfi_studio.core.photo import Photo
from dfi_studio.library.exact_images import Pieces, reals
from dfi_studio.library.json_values import as_flag, as_text, as_whole, parsed, reason, written
from dfi_studio.library.parts import Parts, Reader, damaged, opened_zip, write_zip
from dfi_studio.session.document import Document
from dfi_studio.session.places import (
    is_there,
    place_values,
    places_to_look,
    relocation,
    sets_and_files,
)
from dfi_studio.session.project_pictures import hollow, photo_part, read_picture, size_values
from dfi_studio.session.project_values import (
    VERSION,
    Values,
    document_of,
    document_values,
    migrated,
    state_of,
    state_values,
)
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState

SUFFIX = ".dfistudio"
MANIFEST = "project.json"

_FORMAT = "dfi-studio-project"
_LONGEST_MANIFEST = 64_000_000
_BUDGET = 250_000_000
"""Bytes of results that are kept: all of the usual size, a few of the largest."""
# What reading values that may say anything can raise.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, OverflowError, UsageError)


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file holds.

    Attributes
    ----------
    results : tuple of Result
        Those of documents that are in the history or have a name; others are not kept.
    embed : bool
        Whether photographs that have a file travel with the project all the same.
    path : Path or None
        Where it is saved; None for nowhere yet.
    """

    state: SessionState = field(default_factory=SessionState)
    results: tuple[Result, ...] = ()
    embed: bool = False
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A project as it was read, before its photographs outside were looked for.

    Attributes
    ----------
    state : SessionState
        Photographs outside are hollow: of the right name, digest and size, but black.
    outside : mapping of Photo to tuple of Path
        The hollow photographs, and where each may be.
    pictures : tuple of (Document, Image, bool)
        The results, by what they were made of; whether each was finished.
    """

    state: SessionState
    outside: Mapping[Photo, tuple[Path, ...]]
    pictures: tuple[tuple[Document, Image, bool], ...]
    embed: bool
    path: Path | None

    def assembled(self, found: Mapping[Photo, Photo]) -> Project:
        """Return the project with the photographs that were found for hollow ones.

        Documents go without those that were not. A photograph may have changed: then crops are
        brought to lie within it, and what was made of it before is forgotten.
        """
        results = []
        for document, image, finished in self.pictures:
            subject, wanted = self.filled(document, found).subject, document.subject
            if subject is not None and wanted is not None and subject.digest == wanted.digest:
                results.append(Result(subject, document.recipe, image, finished))
        state = _mapped(self.state, lambda document: self.filled(document, found))
        return Project(state, tuple(results), self.embed, self.path)

    def filled(self, document: Document, found: Mapping[Photo, Photo]) -> Document:
        """Return one document with its photograph, or without where that was not found."""
        photo = document.photo
        if photo is None or photo not in self.outside:
            return document
        photo = found.get(photo)
        if photo is None or document.crop is None:
            return replace(document, photo=photo, crop=None)
        height, width = photo.image.shape[:2]
        return replace(document, photo=photo, crop=document.crop.within(width, height))


def save_project(path: Path, project: Project) -> None:
    """Write a project file, whole or not at all.

    Raises
    ------
    OutputError
        It cannot be written, or its name is not one of a project.
    """
    if path.suffix.lower() != SUFFIX:
        raise OutputError(f"The name of a project ends in {SUFFIX}; {path.name} does not.")
    write_zip(path, to_parts(project, beside=path.absolute().parent))


def open_project(path: Path) -> Stored:
    """Read a project file, trusting nothing in it.

    Raises
    ------
    ProjectError
        It is missing, no project, damaged, cut short, or of a newer version.
    """
    path = path.absolute()
    with opened_zip(path, main=MANIFEST) as reader:
        return replace(from_parts(reader, beside=path.parent), path=path)


def to_parts(
    project: Project, *, beside: Path | None, name_of: Callable[[Image], str] = digest
) -> Parts:
    """Return a project as parts, the first of which names the others.

    Parameters
    ----------
    beside : Path or None
        The folder that the project will lie in. Without one this is the journal's form, which is
        quick to make: pictures are not compressed, and no other file is looked at.
    name_of : callable
        The digest of a result.
    """
    parts: dict[str, Callable[[], Pieces]] = {}
    documents = _documents(project.state)
    photos = list(dict.fromkeys(each.photo for each in documents if each.photo is not None))
    described: list[Values] = []
    for photo in photos:
        about = _about_photo(photo, beside)
        gone = beside is not None and photo.path is not None and not is_there(photo.path)
        if photo.path is None or project.embed or gone:
            name, make = photo_part(photo, small=beside is not None)
            about["part"], parts[name] = name, make
        described.append(about)
    pictures: list[Values] = []
    for document, result in _made(documents, project.results):
        name = f"results/{name_of(result.image)}.safetensors"
        about = {"part": name, "finished": result.finished, **size_values(result.image)}
        pictures.append({**document_values(document, photos), **about})
        parts[name] = partial(reals, result.image)
    recipes = (document.recipe for document in documents)
    values = {
        "format": _FORMAT,
        "version": VERSION,
        "program": __version__,
        "embed": project.embed,
        "file": str(project.path) if project.path and beside is None else None,
        "photos": described,
        "places": {} if beside is None else sets_and_files(recipes, beside),
        **state_values(project.state, photos),
        "results": pictures,
    }
    return {MANIFEST: lambda: [written(values)], **parts}


def from_parts(reader: Reader, *, beside: Path | None) -> Stored:
    """Read a project from parts.

    Parameters
    ----------
    beside : Path or None
        The folder that the project lies in; None for a journal, which says it itself.

    Raises
    ------
    ProjectError
        See `open_project`.
    """
    try:
        values = parsed(reader.read(MANIFEST, most=_LONGEST_MANIFEST))
        _check_version(reader.where, values)
        return _stored(reader, migrated(values), beside)
    except _FAULTS as error:
        raise damaged(reader.where, f"{MANIFEST}: {reason(error)}") from error
    except MemoryError as error:
        raise ProjectError(
            f"The pictures in {reader.where} do not fit into the memory; close other programs."
        ) from error


def _check_version(where: Path, values: Values) -> None:
    if values.get("format") != _FORMAT:
        raise ProjectError(f"{where} is not a project of DFI Studio; name one that it saved.")
    version = as_whole(values["version"], least=1)
    if version > VERSION:
        raise NewerProjectError(
            f"The project {where} was saved by a newer DFI Studio (version {version} of projects, "
            f"known here up to {VERSION}); update the program."
        )


def _stored(reader: Reader, values: Values, beside: Path | None) -> Stored:
    photos: list[Photo] = []
    outside: dict[Photo, tuple[Path, ...]] = {}
    for about in values["photos"]:
        place = about["place"]
        places = () if place is None else places_to_look(place, beside)
        named = as_text(about["digest"])
        outer = about["part"] is None
        image = hollow(about) if outer else read_picture(reader, about, named=named)
        photo = Photo(image, named, places[0] if places else None)
        photos.append(photo)
        if outer:
            outside[photo] = places
    relocated = relocation(values["places"], beside)

    def here(document: Document) -> Document:
        return replace(document, recipe=relocated(document.recipe))

    pictures = tuple(
        (
            here(document_of(each, photos)),
            read_picture(reader, each, named=Path(as_text(each["part"])).stem),
            as_flag(each["finished"]),
        )
        for each in values["results"]
    )
    state = _mapped(state_of(values, photos), here)
    file = values.get("file")
    path = None if file is None else Path(as_text(file))
    return Stored(state, outside, pictures, as_flag(values["embed"]), path)


def _about_photo(photo: Photo, beside: Path | None) -> Values:
    place = None if photo.path is None else place_values(photo.path, beside)
    return {"digest": photo.digest, **size_values(photo.image), "place": place, "part": None}


def _documents(state: SessionState) -> list[Document]:
    """Return all documents, each once: the present, the named ones, then from the latest back."""
    named = [each.document for each in state.snapshots]
    past = [each.value for each in reversed(state.entries)]
    return list(dict.fromkeys([state.document, *named, *past]))


def _made(
    documents: list[Document], results: tuple[Result, ...]
) -> Iterator[tuple[Document, Result]]:
    """Yield documents with what was made of them; of very large results the first few."""
    by_key = {(each.photo.digest, each.recipe): each for each in results}
    room = _BUDGET
    for document in documents:
        subject = document.subject
        result = None if subject is None else by_key.pop((subject.digest, document.recipe), None)
        if result is not None and (room == _BUDGET or result.image.nbytes <= room):
            room -= result.image.nbytes
            yield document, result


def _mapped(state: SessionState, change: Callable[[Document], Document]) -> SessionState:
    return replace(
        state,
        entries=tuple(replace(each, value=change(each.value)) for each in state.entries),
        snapshots=tuple(replace(each, document=change(each.document)) for each in state.snapshots),
    )
