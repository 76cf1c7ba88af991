"""The edits of masks and of the filling; see `edits`. A stroke is one step and never folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import PurePath
from typing import Any

from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.mask import Change, Mask, MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.scaling import Scaling
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit, opening


def add_mask(layer: MaskLayer, label: str = "Add mask") -> Edit:
    """Put a mask below the others, under a name that is free."""

    def apply(document: Document) -> Document:
        name = free_name(layer.name, document.masks)
        return _with_masks(document, (*document.masks, replace(layer, name=name)))

    return Edit(label, apply, detail=layer.name)


def use_masks(layers: Sequence[MaskLayer], label: str = "Masks", detail: str = "") -> Edit:
    """Put masks in the place of all that are there."""
    return Edit(label, lambda document: _with_masks(document, tuple(layers)), detail=detail)


def paint_mask(
    mask: Mask, within: Crop, label: str, *, at: int, change: Change | None = None
) -> Edit:
    """Take what a mask became by a stroke, which touched a rectangle of it only.

    Parameters
    ----------
    mask : Mask, (height, width)
        Of the size of the photo, whatever the crop.
    label : str
        What the stroke is called.
    change : Change or None
        What is known of the mask without looking at it; see `MaskLayer.repainted`.
    """

    def apply(document: Document) -> Document:
        return _with_layer(document, at, document.masks[at].repainted(mask, within, change))

    return Edit(label, apply)


def replace_mask(layer: MaskLayer, label: str, *, at: int, detail: str = "") -> Edit:
    """Give a mask the content of another; it keeps its name and its role."""

    def apply(document: Document) -> Document:
        was = document.masks[at]
        content = replace(layer, name=was.name, role=was.role, on=was.on)
        return _with_layer(document, at, content)

    return Edit(label, apply, detail=detail)


def rename_mask(name: str, *, at: int) -> Edit:
    """Call a mask something else; a name that is taken gets a number."""

    def apply(document: Document) -> Document:
        others = [layer for place, layer in enumerate(document.masks) if place != at]
        free = free_name(name.strip() or document.masks[at].name, others)
        return _with_layer(document, at, replace(document.masks[at], name=free))

    return Edit("Rename mask", apply, detail=name)


def set_mask_role(role: MaskRole, *, at: int) -> Edit:
    """Let a mask say something else of what is in it."""

    def apply(document: Document) -> Document:
        return _with_layer(document, at, replace(document.masks[at], role=role))

    return Edit("Role of the mask", apply, detail=role.value)


def turn_mask(on: bool, *, at: int) -> Edit:
    """Let a mask take part, or not."""

    def apply(document: Document) -> Document:
        return _with_layer(document, at, replace(document.masks[at], on=on))

    return Edit("Mask on" if on else "Mask off", apply)


def remove_mask(*, at: int) -> Edit:
    """Take a mask away."""

    def apply(document: Document) -> Document:
        return _with_masks(document, document.masks[:at] + document.masks[at + 1 :])

    return Edit("Remove mask", apply)


def open_photo_with(photo: Photo, layers: Sequence[MaskLayer]) -> Edit:
    """Edit another photograph with the masks that came with it, and no others."""

    def apply(document: Document) -> Document:
        masks = tuple(layers)
        return replace(document, photo=photo, crop=None, masks=masks, face=None, others=())

    return Edit("Open photo", apply, opening(photo), photo.name)


# -- filling ------------------------------------------------------------------------------------


def set_fill_pictures(text: str) -> Edit:
    """Fill what is missing from other pictures."""
    return _fill("Pictures to fill from", None, PurePath(text).name, pictures=text)


def set_fill_k(k: float) -> Edit:
    """Learn from so many neighbours of the photo."""
    return _fill("Neighbours of the filling", "fill k", f"{k:g}", k=int(k))


def set_fill_alpha(alpha: float) -> Edit:
    """Move so far from masked to unmasked."""
    return _fill("Strength of the filling", "fill alpha", f"{alpha:.2f}", alpha=alpha)


def set_fill_scaling(scaling: Scaling) -> Edit:
    """Scale the vector of the filling in another way."""
    return _fill("Scaling of the filling", None, scaling.value, scaling=scaling)


def set_fill_start(start: float) -> Edit:
    """Begin from the mean of so many neighbours."""
    return _fill("Start of the filling", "fill start", f"{start:g}", start=int(start))


def set_fill_tv(tv: float) -> Edit:
    """Let the filling be so smooth."""
    return _fill("Smoothness of the filling", "fill tv", f"{tv:.3g}", tv=tv)


def set_fill_colours(colours: Colours) -> Edit:
    """Take the colours of the filling from elsewhere."""
    return _fill("Colours of the filling", None, colours.value, colours=colours)


def set_fill_blend(blend: Blend) -> Edit:
    """Let the filling meet what is around it in another way."""
    return _fill("Blend", None, blend.value, blend=blend)


def set_fill_feather(feather: float) -> Edit:
    """Fade the filling in over so many pixels."""
    return _fill("Feather of the filling", "fill feather", f"{feather:g} px", feather=feather)


def set_feather(feather: float) -> Edit:
    """Fade an edit in over so many pixels inside the border of its mask."""

    def apply(document: Document) -> Document:
        return replace(document, recipe=replace(document.recipe, feather=feather))

    return Edit("Feather", apply, "feather", f"{feather:g} px")


def set_fill(fill: Fill | None) -> Edit:
    """Fill in this way altogether."""

    def apply(document: Document) -> Document:
        return replace(document, recipe=replace(document.recipe, fill=fill))

    return Edit("Fill", apply, detail="" if fill is None else PurePath(fill.pictures).name)


def change_fill(was: Fill | None, fill: Fill) -> Edit:
    """Fill in another way; what it differs in from before names the step."""
    before, names = was or Fill(""), [each.name for each in fields(Fill)]
    others = [name for name in names if getattr(before, name) != getattr(fill, name)]
    if len(others) != 1:
        return set_fill(fill)
    (name,) = others
    return _SETTERS[name](getattr(fill, name))


def free_name(name: str, taken: Sequence[MaskLayer]) -> str:
    """Return a name, with a number where a mask has it already."""
    names = {layer.name for layer in taken}
    numbered = (f"{name} {number}" for number in range(2, len(names) + 3))
    return name if name not in names else next(each for each in numbered if each not in names)


def _fill(label: str, merge: str | None, detail: str, **changes: Any) -> Edit:
    def apply(document: Document) -> Document:
        fill = replace(document.recipe.fill or Fill(""), **changes)
        return replace(document, recipe=replace(document.recipe, fill=fill))

    return Edit(label, apply, merge, detail)


_SETTERS: dict[str, Callable[[Any], Edit]] = {
    "pictures": set_fill_pictures,
    "k": set_fill_k,
    "alpha": set_fill_alpha,
    "scaling": set_fill_scaling,
    "start": set_fill_start,
    "tv": set_fill_tv,
    "colours": set_fill_colours,
    "blend": set_fill_blend,
    "feather": set_fill_feather,
}


def _with_layer(document: Document, at: int, layer: MaskLayer) -> Document:
    masks = list(document.masks)
    masks[at] = layer
    return _with_masks(document, tuple(masks))


def _with_masks(document: Document, masks: tuple[MaskLayer, ...]) -> Document:
    if document.photo is not None:
        for layer in masks:
            layer.check_size(*document.photo.image.shape[:2])
    return replace(document, masks=masks)
