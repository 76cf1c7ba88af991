"""The edits: named, pure functions from document to document.

An edit with a merge key folds with the edit before it when that has the same key, so that a drag
along a slider is one step of undo. Labels are plain English; the window translates them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import (
    Attribute,
    Contrast,
    Direction,
    FeatureSpace,
    Quality,
    Recipe,
    SavedAttribute,
    Scaling,
    Smoothing,
)
from dfi_studio.session.curves import with_curve_moved, without_curve
from dfi_studio.session.document import Document


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the document, with the name that undo shows.

    Attributes
    ----------
    merge : str or None
        See above.
    detail : str
        What is changed to, in a few characters, for the list of the history.
    """

    label: str
    apply: Callable[[Document], Document]
    merge: str | None = None
    detail: str = ""


def open_photo(photo: Photo) -> Edit:
    """Edit another photograph, the whole of it, with the same recipe; masks stay if they fit."""

    def apply(document: Document) -> Document:
        fits = (layer.mask.shape == photo.image.shape[:2] for layer in document.masks)
        masks = document.masks if all(fits) else ()
        return replace(document, photo=photo, crop=None, masks=masks, face=None, others=())

    return Edit("Open photo", apply, opening(photo), photo.name)


def opening(photo: Photo) -> str:
    """Return the merge key of what belongs to the opening of a photograph."""
    return f"open {photo.digest}"


def open_sample(photo: Photo, recipe: Recipe) -> Edit:
    """Replace both the photograph and the recipe."""
    return Edit("Open sample", lambda document: Document(photo, recipe), detail=photo.name)


def go_back_to(document: Document, name: str) -> Edit:
    """Bring a whole earlier document back, as a step of its own."""
    return Edit("Snapshot", lambda _: document, detail=name)


def set_crop(crop: Crop | None) -> Edit:
    """Edit only a part of the photograph; None for the whole of it."""
    detail = f"{crop.width} \u00d7 {crop.height}" if crop else ""
    return Edit("Crop", lambda document: replace(document, crop=crop), detail=detail)


def add_direction(attribute: Attribute, space: FeatureSpace | None = None) -> Edit:
    """Put an attribute below the others.

    Parameters
    ----------
    space : FeatureSpace or None
        The one that a saved attribute was learned in; None to stay where we are.
    """

    def apply(document: Document) -> Document:
        directions = (*document.recipe.directions, Direction(attribute))
        recipe = replace(document.recipe, directions=directions)
        return replace(document, recipe=replace(recipe, space=space or recipe.space))

    return Edit("Add attribute", apply)


def remove_direction(*, at: int) -> Edit:
    """Take an attribute out of the stack."""

    def apply(document: Document) -> Document:
        directions = document.recipe.directions
        sequence = without_curve(document.sequence, at)
        left = directions[:at] + directions[at + 1 :]
        return replace(_with_directions(document, left), sequence=sequence)

    return Edit("Remove attribute", apply)


def move_direction(*, at: int, to: int) -> Edit:
    """Give an attribute another place in the stack."""

    def apply(document: Document) -> Document:
        directions = list(document.recipe.directions)
        directions.insert(to, directions.pop(at))
        sequence = with_curve_moved(document.sequence, at, to)
        return replace(_with_directions(document, tuple(directions)), sequence=sequence)

    return Edit("Reorder attributes", apply)


def turn_on(on: bool, *, at: int) -> Edit:
    """Let an attribute take part, or not."""

    def apply(document: Document) -> Document:
        return _with_direction(document, at, replace(_direction(document, at), on=on))

    return Edit("Attribute on" if on else "Attribute off", apply)


def orthogonalise(wanted: bool, *, at: int) -> Edit:
    """Take out of an attribute what it shares with those above it, or leave it in."""

    def apply(document: Document) -> Document:
        changed = replace(_direction(document, at), orthogonal=wanted)
        return _with_direction(document, at, changed)

    return Edit("Orthogonalise" if wanted else "Do not orthogonalise", apply)


def set_source(text: str, *, at: int = 0) -> Edit:
    """Learn the attribute from another source set."""
    return replace(_contrast("Source pictures", at, source=text), detail=PurePath(text).name)


def set_target(text: str, *, at: int = 0) -> Edit:
    """Learn the attribute towards another target set."""
    return replace(_contrast("Target pictures", at, target=text), detail=PurePath(text).name)


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
    edit = _contrast("Neighbours", at, k=int(k))
    return replace(edit, merge=f"k {at}", detail=f"{k:g}")


def set_scaling(scaling: Scaling, *, at: int = 0) -> Edit:
    """Scale the attribute's vector in another way before the strength is applied."""
    return replace(_contrast("Scaling", at, scaling=scaling), detail=scaling.value)


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

    return Edit("Strength", apply, f"alpha {at}", f"{alpha:.2f}")


def set_tv(tv: float) -> Edit:
    """Weigh the smoothness of the picture."""
    return _solver("Smoothness", "tv", tv)


def set_tv_beta(tv_beta: float) -> Edit:
    """Set the exponent of total variation."""
    return _solver("TV exponent", "tv_beta", tv_beta)


def set_smooth(smooth: Smoothing) -> Edit:
    """Take total variation of the change, or of the whole picture."""

    def apply(document: Document) -> Document:
        solver = replace(document.recipe.solver, smooth=smooth)
        return replace(document, recipe=replace(document.recipe, solver=solver))

    return Edit("Smoothing", apply, detail=smooth.value)


def set_iterations(iterations: float) -> Edit:
    """Take at most so many steps."""
    return _solver("Iterations", "iterations", int(iterations))


def set_quality(quality: Quality) -> Edit:
    """Take as many steps as a quality stands for."""
    return replace(set_iterations(quality.iterations), label="Quality", detail=quality.value)


def set_size(size: float) -> Edit:
    """Work at this size: the smallest side, in pixels."""

    def apply(document: Document) -> Document:
        space = replace(document.recipe.space, size=int(size))
        return replace(document, recipe=replace(document.recipe, space=space))

    return Edit("Size", apply, "size", f"{size:g} px")


def set_layers(layers: tuple[str, ...], weights: tuple[float, ...] = ()) -> Edit:
    """Match these layers, by these weights; none for equal weights.

    A drag along the weight of one layer is one step, whichever the layer.
    """

    def apply(document: Document) -> Document:
        was = document.recipe
        space, solver = (
            replace(was.space, layers=layers),
            replace(was.solver, layer_weights=weights),
        )
        return replace(document, recipe=replace(was, space=space, solver=solver))

    return Edit("Layers", apply, f"layers {' '.join(layers)}" if weights else None)


def match_colour(on: bool) -> Edit:
    """Keep the photo's colours, or let an edit change them."""

    def apply(document: Document) -> Document:
        return replace(document, recipe=replace(document.recipe, match_colour=on))

    return Edit("Keep colours", apply, detail="on" if on else "off")


def _solver(label: str, name: str, value: float) -> Edit:
    def apply(document: Document) -> Document:
        solver = replace(document.recipe.solver, **{name: value})  # type: ignore[arg-type]
        return replace(document, recipe=replace(document.recipe, solver=solver))

    return Edit(label, apply, name, f"{value:g}")


def _contrast(label: str, at: int, **changes: str | int) -> Edit:
    def apply(document: Document) -> Document:
        was = _as_contrast(_direction(document, at).attribute)
        return _with_attribute(document, at, replace(was, **changes))  # type: ignore[arg-type]

    return Edit(label, apply)


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
    return _with_directions(document, tuple(directions))


def _with_directions(document: Document, directions: tuple[Direction, ...]) -> Document:
    return replace(document, recipe=replace(document.recipe, directions=directions))
