"""Masks: which pixels of a photograph something is about, and what for.

A `Mask` is a read-only array of shape (height, width): float32, 0..1, 1 where the pixel is in. It
belongs to one photograph, at the photo's own size; `mask_shapes` changes its outline.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import MaskError
from dfi_studio.core.photo import Crop

Mask = npt.NDArray[np.float32]
"""(height, width) float32 in 0..1, finite, read-only; 1 is in, 0 is out."""

_ROWS = 256  # looked at in one go


class MaskRole(StrEnum):
    """What a mask says of the pixels that are in it."""

    FILL = "fill"
    """They are missing: solved for, never read. Any value above 0 counts as in."""
    EDIT = "edit"
    """An attribute edit works only here, in proportion."""
    PROTECT = "protect"
    """An attribute edit leaves them alone, in proportion; stronger than `EDIT`."""


class Change(NamedTuple):
    """What is known of a painted mask without looking at it again.

    Attributes
    ----------
    name : str
        Names what was done: the same to the same content makes the same.
    empty : bool
        Whether nothing is in now.
    """

    name: str
    empty: bool


@dataclass(frozen=True, slots=True)
class MaskLayer:
    """A mask with its name and role; two are equal when their content and their labels are.

    Attributes
    ----------
    mask : Mask, (height, width)
        At the size of the photo.
    digest : str
        Names the content of `mask`.
    on : bool
        Whether it takes part.
    empty : bool
        Whether nothing is in, as in a mask that is still to be painted.
    """

    name: str
    role: MaskRole
    mask: Mask = field(repr=False, compare=False)
    digest: str
    on: bool = True
    empty: bool = field(default=False, compare=False)

    @classmethod
    def of(
        cls, name: str, role: MaskRole, mask: npt.ArrayLike, *, digest: str | None = None
    ) -> Self:
        """Return the layer with this content, checked against the convention.

        Parameters
        ----------
        digest : str or None
            What the content is named by, where it has a name already.
        """
        frozen = freeze_mask(mask)
        return cls(name, role, frozen, digest or mask_digest(frozen), empty=not _any(frozen))

    @classmethod
    def blank(cls, name: str, role: MaskRole, *, height: int, width: int) -> Self:
        """Return a layer in which nothing is yet; its values are not even looked at."""
        mask = np.zeros((height, width), np.float32)
        mask.flags.writeable = False
        digest = hashlib.blake2b(f"blank {height} {width}".encode(), digest_size=16).hexdigest()
        return cls(name, role, mask, digest, empty=True)

    def check_size(self, height: int, width: int) -> None:
        """Refuse a mask that is not of a photo's size.

        Raises
        ------
        MaskError
            It is not.
        """
        if self.mask.shape != (height, width):
            raise MaskError(
                f"The mask {self.name} is {self.mask.shape[1]} x {self.mask.shape[0]} pixels, but "
                f"the photo is {width} x {height}; scale the mask to the photo."
            )

    def repainted(self, mask: Mask, within: Crop, change: Change | None = None) -> Self:
        """Return the layer with new content that differs from the old only within a rectangle.

        The new digest is made from the old one and that rectangle alone, so that a stroke on a
        large photo costs what it touches. It is as good a name, but not the one that `of` gives.

        Parameters
        ----------
        change : Change or None
            What who painted it knows of it: then it costs nothing, and nothing is checked.
        """
        if change is not None:
            name = f"{self.digest}{astuple(within)}{change.name}".encode()
            digest = hashlib.blake2b(name, digest_size=16).hexdigest()
            return replace(self, mask=mask, digest=digest, empty=change.empty)
        frozen = _frozen_within(mask, within)
        part = np.ascontiguousarray(frozen[rectangle(within)])
        content = hashlib.blake2b(f"{self.digest}{astuple(within)}".encode(), digest_size=16)
        content.update(part.data)
        empty = not _any(part) and (self.empty or not _any(frozen))
        return replace(self, mask=frozen, digest=content.hexdigest(), empty=empty)

    def cropped(self, crop: Crop) -> Self:
        """Return the part of the layer that belongs to a part of the photo; it shares its values.

        Raises
        ------
        ValueError
            The crop does not lie within the mask.
        """
        height, width = self.mask.shape
        if crop != crop.within(width, height):
            raise ValueError(f"{crop} does not lie within {width} x {height} pixels")
        part = self.mask[rectangle(crop)]
        name = hashlib.blake2b(f"{self.digest}{astuple(crop)}".encode(), digest_size=16)
        return replace(self, mask=part, digest=name.hexdigest(), empty=not _any(part))


def freeze_mask(values: npt.ArrayLike) -> Mask:
    """Check an array against the convention, and return it as a read-only `Mask`.

    Parameters
    ----------
    values : array, (height, width)
        Booleans, or numbers in 0..1. Copied unless it is already float32, contiguous, read-only.

    Raises
    ------
    ValueError
        The shape, the range or a non-finite value breaks the convention.
    """
    mask = np.ascontiguousarray(values, dtype=np.float32)
    if mask.ndim != 2 or 0 in mask.shape:
        raise ValueError(f"a mask is (height, width), not {mask.shape}")
    if not (mask.min() >= 0 and mask.max() <= 1):  # a comparison with NaN is false
        raise ValueError(f"a mask lies in 0..1, not {mask.min():.4g}..{mask.max():.4g}")
    if mask.flags.writeable:
        mask = mask.copy() if np.shares_memory(mask, values) else mask
        mask.flags.writeable = False
    return mask


def _frozen_within(values: npt.ArrayLike, within: Crop) -> Mask:
    """Return what `freeze_mask` does; of a mask that is read-only, only a rectangle is looked at.

    The rest was checked before: it is what a stroke left as it was.
    """
    if not isinstance(values, np.ndarray) or values.flags.writeable:
        return freeze_mask(values)
    if values.dtype != np.float32 or values.ndim != 2 or not values.flags.c_contiguous:
        return freeze_mask(values)
    freeze_mask(values[rectangle(within)])
    return values


def _any(mask: Mask) -> bool:
    """Say whether any value is above 0, looking no further than the first rows that hold one."""
    return any(mask[top : top + _ROWS].any() for top in range(0, len(mask), _ROWS))


def mask_digest(mask: Mask) -> str:
    """Return the name of a mask's content: equal for equal values, 32 hexadecimal digits."""
    content = hashlib.blake2b(repr(mask.shape).encode(), digest_size=16)
    content.update(np.ascontiguousarray(mask).data)
    return content.hexdigest()


def union(layers: Iterable[MaskLayer], role: MaskRole) -> Mask | None:
    """Return the largest value of the layers of a role that take part; None where none does."""
    masks = [layer.mask for layer in layers if layer.on and layer.role is role]
    if len(masks) < 2:
        return masks[0] if masks else None
    largest = np.maximum(masks[0], masks[1])
    for mask in masks[2:]:
        np.maximum(largest, mask, out=largest)
    return freeze_mask(largest)


def allowed(layers: Iterable[MaskLayer]) -> Mask | None:
    """Return where an attribute edit may work, and how far; None where it may everywhere.

    It is edit x (1 - protect): without a mask to edit in, everywhere but where one protects.
    """
    known = tuple(layers)
    edit, protect = union(known, MaskRole.EDIT), union(known, MaskRole.PROTECT)
    if protect is None:
        return edit
    free = inverted(protect)
    return free if edit is None else freeze_mask(edit * free)


def inverted(mask: Mask) -> Mask:
    """Return what is out as in: 1 - mask. Exactly 0 where the mask is 1, and the reverse."""
    return freeze_mask(np.float32(1) - mask)


def in_levels(mask: Mask) -> Mask:
    """Return a mask as 8 bits hold it: whole multiples of 1/255, and no trace of it is lost."""
    return freeze_mask(_levels(mask) / np.float32(255))


def as_bytes(mask: Mask) -> npt.NDArray[np.uint8]:
    """Return a mask as its 8-bit levels, 0..255: no trace of it is lost."""
    return _levels(mask).astype(np.uint8)


def _levels(mask: Mask) -> Mask:
    levels: Mask = np.rint(mask * np.float32(255))
    np.maximum(levels, mask > 0, out=levels)
    return levels


def bounds(mask: npt.NDArray[np.float32 | np.bool_], *, margin: int = 0) -> Crop | None:
    """Return the smallest rectangle that holds all that is not 0; None where all is.

    Parameters
    ----------
    margin : int
        Pixels added on each side, as far as the picture reaches.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    top, left = max(int(rows[0]) - margin, 0), max(int(columns[0]) - margin, 0)
    bottom = min(int(rows[-1]) + 1 + margin, mask.shape[0])
    right = min(int(columns[-1]) + 1 + margin, mask.shape[1])
    return Crop(left, top, right - left, bottom - top)


def rectangle(crop: Crop) -> tuple[slice, slice]:
    """Return the rows and columns of a rectangle, to index an array with."""
    return slice(crop.top, crop.top + crop.height), slice(crop.left, crop.left + crop.width)
