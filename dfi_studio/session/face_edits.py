"""The edits of faces: which one is edited, and where its points are; see `edits`."""

from __future__ import annotations

from dataclasses import replace

from dfi_studio.core.face import Face
from dfi_studio.core.framing import Framing
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.session.document import Document, FaceEdit
from dfi_studio.session.edits import Edit, opening


def take_found_face(photo: Photo, face: Face) -> Edit:
    """Edit the one face that was found in a photograph: a part of its opening."""
    return Edit("Open photo", lambda document: _taken(document, face), opening(photo), photo.name)


def choose_face(face: Face) -> Edit:
    """Edit another face, with the recipe that it has; the one before keeps its own.

    The first face that is chosen takes over what was done with the photograph as a whole; another
    one that nothing was done with yet begins with an empty stack.
    """
    return Edit("Face", lambda document: _taken(document, face))


def edit_whole_photo() -> Edit:
    """Edit the photograph as a whole, with the recipe in hand; faces keep theirs."""

    def apply(document: Document) -> Document:
        return replace(document, face=None, others=_kept(document))

    return Edit("Whole photo", apply)


def move_points(face: Face, *, merge: str | None = None) -> Edit:
    """Correct where the points of the face in hand are."""
    return Edit("Points of the face", lambda document: replace(document, face=face), merge)


def set_framing(framing: Framing) -> Edit:
    """Bring the faces of the sets to the photo's face, or that to theirs."""

    def apply(document: Document) -> Document:
        return replace(document, recipe=replace(document.recipe, framing=framing))

    return Edit("Framing", apply, detail=framing.value)


def _taken(document: Document, face: Face) -> Document:
    if face == document.face:
        return document
    others = _kept(document)
    known = next((each for each in others if each.face == face), None)
    if known is not None:
        recipe, sequence = known.recipe, known.sequence
        others = tuple(each for each in others if each is not known)
    elif document.face is None:
        recipe, sequence = document.recipe, document.sequence
    else:
        recipe = Recipe(space=document.recipe.space, solver=document.recipe.solver)
        sequence = Sequence()
    return replace(document, face=face, recipe=recipe, others=others, sequence=sequence)


def _kept(document: Document) -> tuple[FaceEdit, ...]:
    """Return all faces with recipes, the one in hand among them if anything is done with it."""
    face, recipe = document.face, document.recipe
    if face is None or not (recipe.directions or recipe.fill):
        return document.others
    return (*document.others, FaceEdit(face, recipe, document.sequence))
