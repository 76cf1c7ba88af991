"""What a project says, as JSON values, and back: documents, history, snapshots.

Photographs are numbered; pictures and files are not known here. What is read may say anything, so
every value is checked. Keys that are not known are passed over: a later program of the same
version may have more to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, fields, is_dataclass
from functools import cache, lru_cache
from typing import Any, get_args, get_type_hints

from dfi_studio.core.fill import Fill
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Solver,
)
from dfi_studio.library.json_values import as_number, as_text, as_whole
from dfi_studio.session.document import Document
from dfi_studio.session.history import Entry
from dfi_studio.session.session import SessionState, Snapshot

VERSION = 1
"""Of what is written; a reader refuses a higher one."""

_MAY_BE_NONE = ("fill",)
_KEPT_RECIPES = 1000

Values = dict[str, Any]

MIGRATIONS: dict[int, Callable[[Values], Values]] = {}
"""By version: what makes of values of this version values of the next."""


def migrated(values: Values) -> Values:
    """Return the values as this version would have written them."""
    for version in range(as_whole(values["version"]), VERSION):
        values = MIGRATIONS[version](values)
    return values


def state_values(state: SessionState, photos: Sequence[Photo]) -> Values:
    """Return a session as values.

    Parameters
    ----------
    photos : sequence of Photo
        All that the session names.
    """
    return {
        "history": [
            {
                **document_values(entry.value, photos),
                "label": entry.label,
                "detail": entry.detail,
                "when": entry.when,
                "merge": entry.merge,
            }
            for entry in state.entries
        ],
        "position": state.position,
        "snapshots": [
            {"name": each.name, **document_values(each.document, photos)}
            for each in state.snapshots
        ],
    }


def state_of(values: Values, photos: Sequence[Photo]) -> SessionState:
    """Return the session that values tell of.

    Raises
    ------
    ValueError, TypeError, KeyError, IndexError, AttributeError, UsageError
        They tell of none.
    """
    entries = tuple(_entry(each, photos) for each in values["history"])
    position = as_whole(values["position"])
    if not 0 <= position < len(entries):
        raise ValueError(f"the history has no step {position}")
    snapshots = tuple(
        Snapshot(as_text(each["name"]), document_of(each, photos)) for each in values["snapshots"]
    )
    if len({each.name for each in snapshots}) < len(snapshots):
        raise ValueError("two snapshots have one name")
    return SessionState(entries, position, snapshots)


def document_values(document: Document, photos: Sequence[Photo]) -> Values:
    """Return a document as values."""
    return {
        "photo": None if document.photo is None else photos.index(document.photo),
        "crop": None if document.crop is None else astuple(document.crop),
        "recipe": _recipe_values(document.recipe),
    }


def document_of(values: Values, photos: Sequence[Photo]) -> Document:
    """Return the document that values tell of; see `state_of`."""
    number, sides = values["photo"], values["crop"]
    photo = None if number is None else photos[as_whole(number, least=0)]
    crop = None if sides is None else Crop(*(as_whole(each) for each in sides))
    if crop is not None and (photo is None or not _lies_within(crop, photo)):
        raise ValueError("a crop does not lie within its photo")
    return Document(photo, _recipe(values["recipe"]), crop)


def _entry(values: Values, photos: Sequence[Photo]) -> Entry[Document]:
    merge = values["merge"]
    return Entry(
        document_of(values, photos),
        as_text(values["label"]),
        None if merge is None else as_text(merge),
        as_text(values["detail"]),
        as_number(values["when"]),
    )


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
    space, solver = _known(FeatureSpace, values["space"]), _known(Solver, values["solver"])
    found = {**_known(Recipe, values), "directions": directions, "space": space, "solver": solver}
    if found.get("fill") is not None:
        found["fill"] = _known(Fill, found["fill"])
    recipe = Recipe.from_values(found)
    _check_kinds(recipe)
    return recipe


def _attribute(values: Values) -> Values:
    return _known(SavedAttribute if "path" in values else Contrast, values)


def _known(owner: type[Any], values: Values) -> Values:
    names = {each.name for each in fields(owner)}
    return {name: value for name, value in values.items() if name in names}


def _check_kinds(value: Any) -> None:
    """Refuse a dataclass with a field that is not of the kind that it is declared to be."""
    owner: Any = type(value)
    for name, kind in _kinds(owner).items():
        found = getattr(value, name)
        for each in found if isinstance(found, tuple) else (found,):
            if is_dataclass(each):
                _check_kinds(each)
            elif each is None and name in _MAY_BE_NONE:
                continue
            elif isinstance(each, bool) != (kind is bool) or not isinstance(
                each, (int, float) if kind is float else kind
            ):
                raise TypeError(f"{name} is {each!r}")


@cache
def _kinds(owner: Any) -> dict[str, Any]:
    """Return the kind of each field, of tuples the kind of what is in them."""
    hints = get_type_hints(owner)
    return {name: get_args(hint)[0] if get_args(hint) else hint for name, hint in hints.items()}
