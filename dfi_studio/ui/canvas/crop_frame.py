"""The rectangle of a crop while it is being made: what each handle does to it; no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QSize

from dfi_studio.core.photo import MIN_SIDE, Crop


class Grip(Enum):
    """What a crop is held by: which edges move, -1 for left or top, 1 for right or bottom."""

    TOP_LEFT = (-1, -1)
    TOP = (0, -1)
    TOP_RIGHT = (1, -1)
    RIGHT = (1, 0)
    BOTTOM_RIGHT = (1, 1)
    BOTTOM = (0, 1)
    BOTTOM_LEFT = (-1, 1)
    LEFT = (-1, 0)
    INSIDE = (0, 0)

    @property
    def corner(self) -> bool:
        """Whether it moves two edges."""
        return 0 not in self.value


HANDLES = tuple(grip for grip in Grip if grip is not Grip.INSIDE)


@dataclass(frozen=True, slots=True)
class CropFrame:
    """A crop of a photo; each step returns another, which lies within the photo."""

    photo: QSize
    crop: Crop

    @classmethod
    def of(cls, photo: QSize, crop: Crop | None) -> CropFrame:
        """Begin with a crop, or with the whole photo."""
        whole = Crop(0, 0, photo.width(), photo.height())
        frame = cls(photo, whole)
        return frame if crop is None else frame._within(crop)

    @property
    def chosen(self) -> Crop | None:
        """The crop; None for the whole photo."""
        whole = Crop(0, 0, self.photo.width(), self.photo.height())
        return None if self.crop == whole else self.crop

    def place(self, grip: Grip) -> QPointF:
        """Return where a handle is, in pixels of the photo."""
        across, down = grip.value
        return QPointF(
            self.crop.left + self.crop.width * (1 + across) / 2,
            self.crop.top + self.crop.height * (1 + down) / 2,
        )

    def moved(self, by: QPoint) -> CropFrame:
        """Move the whole rectangle."""
        crop = replace(self.crop, left=self.crop.left + by.x(), top=self.crop.top + by.y())
        return self._within(crop)

    def dragged(self, grip: Grip, by: QPointF, *, keep_aspect: bool = False) -> CropFrame:
        """Move a handle; at a corner the sides may keep their proportion."""
        if grip is Grip.INSIDE:
            return self.moved(by.toPoint())
        across, down = grip.value
        crop = self.crop
        width = _side(crop.left, crop.width, across, by.x(), self.photo.width())
        height = _side(crop.top, crop.height, down, by.y(), self.photo.height())
        if keep_aspect and grip.corner:
            width, height = self._in_proportion(grip, width, height)
        return CropFrame(
            self.photo,
            Crop(
                left=crop.left + crop.width - round(width) if across < 0 else crop.left,
                top=crop.top + crop.height - round(height) if down < 0 else crop.top,
                width=round(width),
                height=round(height),
            ),
        )

    def _in_proportion(self, grip: Grip, width: float, height: float) -> tuple[float, float]:
        """Grow both sides by one factor: the greater wish, as far as there is room for both."""
        crop, (across, down) = self.crop, grip.value
        room = _room(crop.left, crop.width, across, self.photo.width())
        depth = _room(crop.top, crop.height, down, self.photo.height())
        greatest = min(room / crop.width, depth / crop.height)
        least = max(
            min(MIN_SIDE, self.photo.width()) / crop.width,
            min(MIN_SIDE, self.photo.height()) / crop.height,
        )
        factor = max(width / crop.width, height / crop.height)
        factor = max(min(factor, greatest), min(least, greatest))
        return crop.width * factor, crop.height * factor

    def _within(self, crop: Crop) -> CropFrame:
        width, height = self.photo.width(), self.photo.height()
        return CropFrame(self.photo, crop.within(width, height, least=MIN_SIDE))


def _room(start: int, length: int, edge: int, side: int) -> int:
    """Return how long a rectangle can get when one of its edges moves."""
    return start + length if edge < 0 else side - start


def _side(start: int, length: int, edge: int, by: float, side: int) -> float:
    """Return the length of a rectangle after one of its edges was moved."""
    if edge == 0:
        return length
    longest = _room(start, length, edge, side)
    return float(min(max(length + edge * by, min(MIN_SIDE, side)), longest))
