"""What a project says, as JSON values, and back: documents, history, snapshots.

Photographs and masks are numbered; pictures and files are not known here. What is read may say
anything, so every value is checked. Keys that are not known are passed over: a later program of the
same version may have more to tell. An earlier one told nothing of masks, of faces, nor of films.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from functools import lru_cache
from math import inf, isinf
from typing import Any

from dfi_studio.core.face import Face, landmarks_of
from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    ClassDirection,
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Solver,
)
from dfi_studio.library.json_values import as_flag, as_number, as_text, as_whole
from dfi_studio.session.document import Document, FaceEdit
from dfi_studio.session.history import Entry
from dfi_studio.session.project_films import film_of, film_values
from dfi_studio.session.session import SessionState, Snapshot

VERSION = 1
"""Of what is written; a reader refuses a higher one."""

_MAY_BE_NONE = ("fill",)
_KEPT_RECIPES = 1000

Values = dict[str, Any]

MIGRATIONS: dict[int, Callable[[Values], Values]] = {}
"""By version: what makes of values of this version values of the next."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What documents name by its number.

    Attributes
    ----------
    photos : sequence of Photo
    masks : sequence of MaskLayer
        Of one content each; their names, roles and whether they are on say nothing here.
    """

    photos: Sequence[Photo] = ()
    masks: Sequence[MaskLayer] = ()

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Numbered:
        """Return all that some documents name, each once."""
        photos = dict.fromkeys(each.photo for each in documents if each.photo is not None)
        masks = {layer.digest: layer for each in documents for layer in each.masks}
        return cls(tuple(photos), tuple(masks.values()))

    def numbers(self) -> dict[str, int]:
        """Return the number of each mask by its digest."""
        return {layer.digest: number for number, layer in enumerate(self.masks)}


def migrated(values: Values) -> Values:
    """Return the values as this version would have written them."""
    for version in range(as_whole(values["version"]), VERSION):
        values = MIGRATIONS[version](values)
    return values


def state_values(state: SessionState, numbered: Numbered) -> Values:
    """Return a session as values.

    Parameters
    ----------
    numbered : Numbered
        All that the session names.
    """
    return {
        "history": [
            {
                **document_values(entry.value, numbered),
                "label": entry.label,
                "detail": entry.detail,
                "when": entry.when,
                "merge": entry.merge,
            }
            for entry in state.entries
        ],
        "position": state.position,
        "snapshots": [
            {"name": each.name, **document_values(each.document, numbered)}
            for each in state.snapshots
        ],
    }


def state_of(values: Values, numbered: Numbered) -> SessionState:
    """Return the session that values tell of.

    Raises
    ------
    ValueError, TypeError, KeyError, IndexError, AttributeError, UsageError
        They tell of none.
    """
    entries = tuple(_entry(each, numbered) for each in values["history"])
    position = as_whole(values["position"])
    if not 0 <= position < len(entries):
        raise ValueError(f"the history has no step {position}")
    snapshots = tuple(
        Snapshot(as_text(each["name"]), document_of(each, numbered)) for each in values["snapshots"]
    )
    if len({each.name for each in snapshots}) < len(snapshots):
        raise ValueError("two snapshots have one name")
    return SessionState(entries, position, snapshots)


def document_values(document: Document, numbered: Numbered) -> Values:
    """Return a document as values."""
    photo, numbers = document.photo, numbered.numbers() if document.masks else {}
    return {
        "photo": None if photo is None else numbered.photos.index(photo),
        "crop": None if document.crop is None else astuple(document.crop),
        "recipe": _recipe_values(document.recipe),
        "masks": [
            {"mask": numbers[each.digest], "name": each.name, "role": each.role, "on": each.on}
            for each in document.masks
        ],
        "face": None if document.face is None else face_values(document.face),
        "others": [
            {
                "face": face_values(each.face),
                "recipe": _recipe_values(each.recipe),
                **film_values(each.sequence),
            }
            for each in document.others
        ],
        **film_values(document.sequence),
    }


def document_of(values: Values, numbered: Numbered) -> Document:
    """Return the document that values tell of; see `state_of`."""
    number, sides = values["photo"], values["crop"]
    photo = None if number is None else numbered.photos[as_whole(number, least=0)]
    crop = None if sides is None else Crop(*(as_whole(each) for each in sides))
    if crop is not None and (photo is None or not _lies_within(crop, photo)):
        raise ValueError("a crop does not lie within its photo")
    masks = tuple(_layer(each, numbered) for each in values.get("masks", ()))
    if any(photo is None or each.mask.shape != photo.image.shape[:2] for each in masks):
        raise ValueError("a mask is not of the size of its photo")
    about = values.get("face")
    face = None if about is None or photo is None else face_of(about)
    others = tuple(
        FaceEdit(face_of(each["face"]), _recipe(each["recipe"]), film_of(each))
        for each in values.get("others", ())
    )
    faces = [each.face for each in others] + ([] if face is None else [face])
    if photo is not None and not all(_lies_near(each, photo) for each in faces):
        raise ValueError("a face lies nowhere near its photo")
    return Document(photo, _recipe(values["recipe"]), crop, masks, face, others, film_of(values))


def face_values(face: Face) -> Values:
    """Return a face as values; JSON knows no infinity, so a face that was placed has no score."""
    score = None if isinf(face.score) else face.score
    return {"landmarks": [list(each) for each in face.landmarks], "score": score}


def face_of(values: Values) -> Face:
    """Return the face that values tell of; see `state_of`."""
    points = [[as_number(x), as_number(y)] for x, y in values["landmarks"]]
    score = values["score"]
    return Face(landmarks_of(points), inf if score is None else as_number(score))


def _entry(values: Values, numbered: Numbered) -> Entry[Document]:
    merge = values["merge"]
    return Entry(
        document_of(values, numbered),
        as_text(values["label"]),
        None if merge is None else as_text(merge),
        as_text(values["detail"]),
        as_number(values["when"]),
    )


def _layer(values: Values, numbered: Numbered) -> MaskLayer:
    content = numbered.masks[as_whole(values["mask"], least=0)]
    role = MaskRole(as_text(values["role"]))
    return replace(content, name=as_text(values["name"]), role=role, on=as_flag(values["on"]))


def _lies_near(face: Face, photo: Photo) -> bool:
    """Say whether a face lies in a photo, or is cut by its border: its frame is then no larger."""
    height, width = photo.image.shape[:2]
    return all(-width <= x <= 2 * width and -height <= y <= 2 * height for x, y in face.landmarks)


def _lies_within(crop: Crop, photo: Photo) -> bool:
    height, width = photo.image.shape[:2]
    return crop == crop.within(width, height)


@lru_cache(_KEPT_RECIPES)
def _recipe_values(recipe: Recipe) -> Values:
    """Return a recipe as values, which many writings of one history share: leave them as they are.

    They take longer to make than all else that is written.
    """
    return asdict(recipe)


def _recipe(values: Values) -> Recipe:
    directions = [
        {**_known(Direction, each), "attribute": _attribute(each["attribute"])}
        for each in values["directions"]
    ]
    fill = values.get("fill")
    known = {
        **_known(Recipe, values),
        "directions": directions,
        "space": _known(FeatureSpace, values["space"]),
        "solver": _known(Solver, values["solver"]),
        "fill": None if fill is None else _known(Fill, fill),
    }
    return Recipe.from_values(known)


def _attribute(values: Values) -> Values:
    owner = SavedAttribute if "path" in values else Contrast
    return _known(ClassDirection if "move" in values else owner, values)


def _known(owner: type[Any], values: Values) -> Values:
    names = {each.name for each in fields(owner)}
    return {name: value for name, value in values.items() if name in names}
