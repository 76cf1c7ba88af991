"""The portraits that were cut out so far: what is solved for a document that edits a face.

A document of a face becomes one of its portrait: the square is the photo, the masks are seen from
there, and no face is left to be found. So whoever renders, drafts or foretells knows nothing of
faces.
"""

from __future__ import annotations

from dataclasses import replace

from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, SavedAttribute
from dfi_studio.library.portrait_masks import masks_in
from dfi_studio.session.document import Document
from dfi_studio.ui.recent import Recent

_KEPT, _KEPT_MASKS = 32, 64

_Key = tuple[object, ...]


class Portraits:
    """Remembers the portraits of documents, the newest."""

    def __init__(self) -> None:
        self._known: Recent[_Key, Portrait | tuple[()]] = Recent(_KEPT)
        self._by_photo: Recent[str, Portrait] = Recent(_KEPT)
        self._masks: Recent[tuple[str, str], MaskLayer] = Recent(_KEPT_MASKS)

    def put(self, document: Document, portrait: Portrait | None) -> None:
        """Remember the portrait of a document; None where it is edited as it is."""
        self._known.put(_key(document), portrait or ())
        if portrait is not None:
            self._by_photo.put(portrait.photo.digest, portrait)

    def lacks(self, document: Document) -> bool:
        """Say whether a portrait is to be cut out before the document can be solved."""
        framed = document.missing is None and document.subject_face is not None
        return framed and self._known.get(_key(document)) is None

    def of(self, photo: Photo) -> Portrait | None:
        """Return the portrait that was solved for, by its pixels; None for a whole photo."""
        return self._by_photo.get(photo.digest)

    def portrait(self, document: Document) -> Portrait | None:
        """Return the portrait of a document; None where it has none, or none is known."""
        if document.missing is not None or document.subject_face is None:
            return None
        return self._known.get(_key(document)) or None

    def solved(self, document: Document) -> Document:
        """Return what is solved for a document; itself where that is the photo as it is."""
        portrait = self.portrait(document)
        if portrait is None:
            return document
        masks = tuple(self._seen(portrait, each) for each in document.subject_masks)
        return Document(portrait.photo, document.recipe, None, masks)

    def _seen(self, portrait: Portrait, layer: MaskLayer) -> MaskLayer:
        key = portrait.photo.digest, layer.digest
        seen = self._masks.get(key)
        if seen is None:
            (seen,) = masks_in(portrait, [layer])
            self._masks.put(key, seen)
        return replace(seen, name=layer.name, role=layer.role, on=layer.on)


def _key(document: Document) -> _Key:
    """Name all that a portrait depends on: the photo, the face, the sets, the size, the holes."""
    photo, recipe = document.subject, document.recipe
    learned = tuple(_sets(each.attribute) for each in recipe.directions)
    pictures = recipe.fill.pictures if recipe.fill is not None else ""
    holes = frozenset(each for each in document.marks if each[0] is MaskRole.FILL)
    digest = None if photo is None else photo.digest
    frame = recipe.space.size, recipe.framing
    return digest, document.subject_face, learned, pictures, frame, holes


def _sets(attribute: Attribute) -> tuple[str, ...]:
    """Return what names the faces that an attribute is learned from."""
    match attribute:
        case Contrast():
            return attribute.source, attribute.target
        case ClassDirection():
            return (attribute.pictures,)
        case SavedAttribute():
            return (attribute.path,)
