"""All masks over a picture: which are to be seen, which one is painted, and a sheet for each.

Sheets are kept for as long as their masks are the very same arrays: what was painted here comes
back from the document as it went there, and is not looked through again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QSize

from dfi_studio.core.mask import Mask, MaskLayer, MaskRole, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.overlay import Shown
from dfi_studio.ui.canvas.painting.sheet import Sheet

OPACITY = 0.7


@dataclass(frozen=True, slots=True)
class Masks:
    """What is to be shown.

    Attributes
    ----------
    layers : tuple of MaskLayer
        At the size of the whole photo.
    current : int
        The one that is painted; -1 for none.
    crop : Crop or None
        The part of the photo that is shown; None for the whole.
    opacity : float
        Of the current mask, 0..1.
    """

    layers: tuple[MaskLayer, ...] = ()
    current: int = -1
    crop: Crop | None = None
    opacity: float = OPACITY


class Pile:
    """Masks and their sheets. A mask that does not fit the picture waits for its own."""

    def __init__(self) -> None:
        self.masks = Masks()
        self.size = QSize()
        self._new: Mask | None = None  # what is painted where no mask is current
        self._sheets: dict[int, tuple[Mask, Sheet]] = {}  # by the identity of the mask

    @property
    def part(self) -> Crop:
        """The part of the masks that is shown."""
        return self.masks.crop or Crop(0, 0, self.size.width(), self.size.height())

    @property
    def current(self) -> Mask | None:
        """The mask that is painted; None where there is none yet, or it does not fit."""
        number = self.masks.current
        layers: Sequence[MaskLayer] = self.masks.layers
        mask = layers[number].mask if 0 <= number < len(layers) else self._new
        return mask if mask is not None and self._fits(mask) else None

    @property
    def begins_new(self) -> bool:
        """Whether no mask is current, so that one can be begun."""
        return self.masks.current not in range(len(self.masks.layers))

    @property
    def look(self) -> tuple[object, ...]:
        """What the masks look like, to be compared: equal while nothing else is to be seen."""
        return self.masks.opacity, self.part, self.shown()

    def show(self, masks: Masks, size: QSize) -> None:
        """Show other masks, or over a picture of another size."""
        kept = self._new if size == self.size and masks.crop is None else None
        self.masks, self.size = masks, QSize(size)
        self._new = kept if self.begins_new else None
        known = {id(layer.mask): layer.mask for layer in masks.layers}
        self._sheets = {
            key: (mask, sheet)
            for key, (mask, sheet) in self._sheets.items()
            if key in known and self._fits(mask) and _shows(sheet, mask, self.part)
        }

    def begin_new(self) -> None:
        """Have an empty mask to paint where none is current; only for a picture as a whole."""
        if self._new is None and self.begins_new and self.masks.crop is None:
            blank = np.zeros((self.size.height(), self.size.width()), np.float32)
            blank.flags.writeable = False
            self._new = blank

    def succeed(self, made: Mask) -> None:
        """Show a painted mask in place of the current one; its sheet has seen the stroke."""
        old, number = self.current, self.masks.current
        assert old is not None
        sheet = self.sheet(old)
        del self._sheets[id(old)]
        sheet.values = made[rectangle(self.part)]
        self._sheets[id(made)] = made, sheet
        if self.begins_new:
            self._new = made
        else:
            layers = list(self.masks.layers)
            layers[number] = replace(layers[number], mask=made)
            self.masks = replace(self.masks, layers=tuple(layers))

    def sheet(self, mask: Mask) -> Sheet:
        """Return the sheet of a mask that fits."""
        if id(mask) not in self._sheets:
            self._sheets[id(mask)] = mask, Sheet(mask[rectangle(self.part)])
        return self._sheets[id(mask)][1]

    def shown(self) -> list[Shown]:
        """Return what is to be seen: what takes part, and what is painted."""
        shown = [
            Shown(self.sheet(layer.mask), layer.role, number == self.masks.current)
            for number, layer in enumerate(self.masks.layers)
            if (number == self.masks.current or (layer.on and not layer.empty))
            and self._fits(layer.mask)
        ]
        if self._new is not None and self._fits(self._new):
            shown.append(Shown(self.sheet(self._new), MaskRole.FILL, True))
        return shown

    def _fits(self, mask: Mask) -> bool:
        """Say whether a mask is of the photo that is shown."""
        part, (height, width) = self.part, mask.shape
        if self.masks.crop is None and (part.width, part.height) != (width, height):
            return False
        inside = part == part.within(width, height)
        return inside and (part.width, part.height) == self.size.toTuple()


def _shows(sheet: Sheet, mask: Mask, part: Crop) -> bool:
    """Say whether a sheet is of this part of the mask."""
    seen = mask[rectangle(part)]
    same = sheet.values.__array_interface__["data"] == seen.__array_interface__["data"]
    return same and sheet.values.shape == seen.shape
