"""Projects: a session, its results and where its photographs lie, as parts and back.

A photograph stays in its own file; one that has none (any more), or is to travel with the project,
becomes a part. So does each mask, once however many steps share it, and each result. Photographs
outside are known here by name, size and digest only: `photo_search` finds them. No pickle, and
nothing that is read is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from dfi_studio import __version__
from dfi_studio.core.errors import NewerProjectError, OutputError, ProjectError, UsageError
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.library.json_values import as_flag, as_text, as_whole, parsed, reason, written
from dfi_studio.library.outputs import Stamp, check_unchanged, stamp_of
from dfi_studio.library.parts import Parts, Reader, damaged, opened_zip, write_zip
from dfi_studio.session.document import Document
from dfi_studio.session.places import (
    places_to_look,
    relocation,
    sets_and_files,
)
from dfi_studio.session.project_faces import FaceResult, face_values, read_face_results
from dfi_studio.session.project_photos import photo_values
from dfi_studio.session.project_pictures import (
    Names,
    hollow,
    mask_part,
    read_mask,
    read_picture,
    size_values,
)
from dfi_studio.session.project_results import read_results, result_values
from dfi_studio.session.project_values import (
    VERSION,
    Numbered,
    Values,
    migrated,
    state_of,
    state_values,
)
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState

SUFFIX = ".dfistudio"
MANIFEST = "project.json"

_FORMAT = "dfi-studio-project"
_LONGEST_MANIFEST = 32_000_000
# What reading values that may say anything can raise.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, OverflowError, UsageError)


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file holds.

    Attributes
    ----------
    results : tuple of Result
        Those of documents that are in the history or have a name; others are not kept.
    faces : tuple of FaceResult
        Those that are of faces.
    embed : bool
        Whether photographs that have a file travel with the project all the same.
    path : Path or None
        Where it is saved; None for nowhere yet.
    """

    state: SessionState = field(default_factory=SessionState)
    results: tuple[Result, ...] = ()
    embed: bool = False
    path: Path | None = None
    faces: tuple[FaceResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A project as it was read, before its photographs outside were looked for.

    Attributes
    ----------
    state : SessionState
        Photographs outside are hollow: of the right name, digest and size, but black.
    outside : mapping of Photo to tuple of Path
        The hollow photographs, and where each may be.
    results : tuple of (Document, Result)
        The results, of hollow photographs too, with what they were made of.
    """

    state: SessionState
    outside: Mapping[Photo, tuple[Path, ...]]
    results: tuple[tuple[Document, Result], ...]
    embed: bool
    path: Path | None
    faces: tuple[FaceResult, ...] = ()

    def assembled(self, found: Mapping[Photo, Photo]) -> Project:
        """Return the project with the photographs that were found for hollow ones.

        Documents go without those that were not. A photograph may have changed: then crops are
        brought to lie within it, masks of another size are dropped, and what was made of it
        before is forgotten.
        """
        results = []
        for document, result in self.results:
            subject = self.filled(document, found).subject
            if subject is not None and subject.digest == result.photo.digest:
                results.append(replace(result, photo=subject))
        state = _mapped(self.state, lambda document: self.filled(document, found))
        faces = (each.of(self.filled(each.document, found)) for each in self.faces)
        kept = tuple(each for each in faces if each is not None)
        return Project(state, tuple(results), self.embed, self.path, kept)

    def filled(self, document: Document, found: Mapping[Photo, Photo]) -> Document:
        """Return one document with its photograph, or without where that was not found."""
        photo = document.photo
        if photo is None or photo not in self.outside:
            return document
        photo = found.get(photo)
        if photo is None:
            return replace(document, photo=None, crop=None, masks=(), face=None, others=())
        height, width = photo.image.shape[:2]
        fits = all(layer.mask.shape == (height, width) for layer in document.masks)
        crop = None if document.crop is None else document.crop.within(width, height)
        return replace(document, photo=photo, crop=crop, masks=document.masks if fits else ())


def save_project(path: Path, project: Project, *, seen: Stamp | None = None) -> Stamp | None:
    """Write a project file, whole or not at all.

    Parameters
    ----------
    seen : Stamp or None
        Of the file as it was opened or saved last; another one is replaced only for None.

    Returns
    -------
    Stamp or None
        Of the file that was written; None where it is gone already.

    Raises
    ------
    OutputError
        It cannot be written, its name is not one of a project, or it is not the one that was seen.
    """
    if path.suffix.lower() != SUFFIX:
        raise OutputError(f"The name of a project ends in {SUFFIX}; {path.name} does not.")
    check_unchanged(path, seen)  # before the work, and once more after it
    parts = to_parts(project, beside=path.absolute().parent)
    write_zip(path, parts, last=partial(check_unchanged, path, seen))
    return stamp_of(path)


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


def to_parts(project: Project, *, beside: Path | None, names: Names | None = None) -> Parts:
    """Return a project as parts, the first of which names the others.

    Parameters
    ----------
    beside : Path or None
        The folder that the project will lie in. Without one this is the journal's form, which is
        quick to make: photographs are not compressed, and no other file is looked at.
    names : Names or None
        Remembers what is called how; for whoever writes one project again and again.
    """
    names = names or Names()
    names.begin()
    documents = _documents(project.state)
    numbered = Numbered.of(documents)
    photos, parts = photo_values(numbered, beside, embed=project.embed)
    masks = [_about_mask(layer, names) for layer in numbered.masks]
    for layer, about in zip(numbered.masks, masks, strict=True):
        parts[about["part"]] = mask_part(layer.mask, about["part"])
    results, pictures = result_values(documents, project.results, numbered, names)
    faces, portraits = face_values(project.faces, numbered, names)
    recipes = (recipe for document in documents for recipe in document.recipes)
    values = {
        "format": _FORMAT,
        "version": VERSION,
        "program": __version__,
        "embed": project.embed,
        "file": str(project.path) if project.path and beside is None else None,
        "photos": photos,
        "masks": masks,
        "places": {} if beside is None else sets_and_files(recipes, beside),
        **state_values(project.state, numbered),
        **results,
        **faces,
    }
    return {MANIFEST: lambda: [written(values)], **parts, **pictures, **portraits}


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
    masks = [_content(reader, about) for about in values.get("masks", ())]
    numbered = Numbered(photos, masks)

    def here(document: Document) -> Document:
        others = (replace(each, recipe=relocated(each.recipe)) for each in document.others)
        return replace(document, recipe=relocated(document.recipe), others=tuple(others))

    results = tuple(read_results(reader, values, numbered, here))
    faces = tuple(read_face_results(reader, values, numbered, here))
    state = _mapped(state_of(values, numbered), here)
    file = values.get("file")
    path = None if file is None else Path(as_text(file))
    return Stored(state, outside, results, as_flag(values["embed"]), path, faces)


def _about_mask(layer: MaskLayer, names: Names) -> Values:
    """Describe what is in a mask; its digest may tell of the way there, the part of what is in."""
    part = names.of_mask(layer.mask)
    return {"digest": layer.digest, "part": part, **size_values(layer.mask)}


def _content(reader: Reader, about: Values) -> MaskLayer:
    digest = as_text(about["digest"])
    return MaskLayer.of("", MaskRole.FILL, read_mask(reader, about), digest=digest)


def _documents(state: SessionState) -> list[Document]:
    """Return all documents, each once: the present, the named ones, then from the latest back."""
    named = [each.document for each in state.snapshots]
    past = [each.value for each in reversed(state.entries)]
    return list(dict.fromkeys([state.document, *named, *past]))


def _mapped(state: SessionState, change: Callable[[Document], Document]) -> SessionState:
    return replace(
        state,
        entries=tuple(replace(each, value=change(each.value)) for each in state.entries),
        snapshots=tuple(replace(each, document=change(each.document)) for each in state.snapshots),
    )
