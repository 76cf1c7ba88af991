"""The edits: named, pure functions from document to document.

An edit with a merge key folds with the edit before it when that has the same key, so that a drag
along a slider is one step of undo. Labels are plain English; the window translates them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import (
    Attribute,
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
)
from dfi_studio.session.document import Document


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the document, with the name that undo shows."""

    label: str
    apply: Callable[[Document], Document]
    merge: str | None = None


def open_photo(photo: Photo) -> Edit:
    """Edit another photograph with the same recipe."""
    return Edit("Open photo", lambda document: replace(document, photo=photo))


def open_project(photo: Photo, recipe: Recipe) -> Edit:
    """Replace both the photograph and the recipe."""
    return Edit("Open project", lambda document: Document(photo, recipe))


def set_source(text: str, *, at: int = 0) -> Edit:
    """Learn the attribute from another source set."""
    return _contrast("Source pictures", at, source=text)


def set_target(text: str, *, at: int = 0) -> Edit:
    """Learn the attribute towards another target set."""
    return _contrast("Target pictures", at, target=text)


def set_sets(source: str, target: str, *, at: int = 0) -> Edit:
    """Choose both sets at once."""
    return _contrast("Source and target pictures", at, source=source, target=target)


def swap_sets(*, at: int = 0) -> Edit:
    """Turn the attribute round: the target becomes the source."""

    def apply(document: Document) -> Document:
        was = _as_contrast(_direction(document, at).attribute)
        swapped = replace(was, source=was.target, target=was.source)
        return _with_attribute(document, at, swapped)

    return Edit("Swap source and target", apply)


def set_k(k: float, *, at: int = 0) -> Edit:
    """Take `k` neighbours of the photo from each set."""
    return _contrast("Neighbours", at, merge=f"k {at}", k=int(k))


def use_attribute_file(path: str, space: FeatureSpace, *, at: int = 0) -> Edit:
    """Use an attribute that was saved to a file, in the space that it was learned in."""

    def apply(document: Document) -> Document:
        used = _with_attribute(document, at, SavedAttribute(path))
        return replace(used, recipe=replace(used.recipe, space=space))

    return Edit("Attribute file", apply)


def set_alpha(alpha: float, *, at: int = 0) -> Edit:
    """Move so far along the direction."""

    def apply(document: Document) -> Document:
        return _with_direction(document, at, replace(_direction(document, at), alpha=alpha))

    return Edit("Strength", apply, f"alpha {at}")


def set_tv(tv: float) -> Edit:
    """Weigh the smoothness of the picture."""
    return _solver("Smoothness", "tv", tv)


def set_tv_beta(tv_beta: float) -> Edit:
    """Set the exponent of total variation."""
    return _solver("TV exponent", "tv_beta", tv_beta)


def set_iterations(iterations: float) -> Edit:
    """Take at most so many steps."""
    return _solver("Iterations", "iterations", int(iterations))


def set_size(size: float) -> Edit:
    """Work at this size: the smallest side, in pixels."""

    def apply(document: Document) -> Document:
        space = replace(document.recipe.space, size=int(size))
        return replace(document, recipe=replace(document.recipe, space=space))

    return Edit("Size", apply, "size")


def _solver(label: str, name: str, value: float) -> Edit:
    def apply(document: Document) -> Document:
        solver = replace(document.recipe.solver, **{name: value})  # type: ignore[arg-type]
        return replace(document, recipe=replace(document.recipe, solver=solver))

    return Edit(label, apply, name)


def _contrast(label: str, at: int, *, merge: str | None = None, **changes: str | int) -> Edit:
    def apply(document: Document) -> Document:
        was = _as_contrast(_direction(document, at).attribute)
        return _with_attribute(document, at, replace(was, **changes))  # type: ignore[arg-type]

    return Edit(label, apply, merge)


def _as_contrast(attribute: Attribute) -> Contrast:
    """Return the contrast; sets that are chosen while a file is in use start one of their own."""
    return attribute if isinstance(attribute, Contrast) else Contrast("", "")


def _direction(document: Document, at: int) -> Direction:
    """Return a direction; the one after the last is a new one, with its sets still to choose."""
    directions = document.recipe.directions
    return Direction(Contrast("", "")) if at == len(directions) else directions[at]


def _with_attribute(document: Document, at: int, attribute: Attribute) -> Document:
    return _with_direction(document, at, replace(_direction(document, at), attribute=attribute))


def _with_direction(document: Document, at: int, direction: Direction) -> Document:
    directions = list(document.recipe.directions)
    directions[at : at + 1] = [direction]
    return replace(document, recipe=replace(document.recipe, directions=tuple(directions)))
