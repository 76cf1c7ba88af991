"""Ways to compare two pictures, and how each divides a view between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from PySide6.QtCore import QPoint, QRect, QSize

GAP = 2
"""Device pixels between two views that stand side by side."""


class Comparison(StrEnum):
    """How the result is compared with the reference."""

    OFF = "off"
    """The result alone."""
    SPLIT = "split"
    """One picture, the reference up to a line and the result beyond it."""
    SIDE = "side"
    """Two views of the same place, next to each other."""
    FLIP = "flip"
    """Now the one, now the other."""
    DIFFERENCE = "difference"
    """How much they differ, amplified."""

    @property
    def next(self) -> Comparison:
        """The mode after this one, round and round."""
        every = list(Comparison)
        return every[(every.index(self) + 1) % len(every)]


class Side(Enum):
    """What a pane shows."""

    PHOTO = auto()
    RESULT = auto()
    REFERENCE = auto()
    DIFFERENCE = auto()


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the canvas that shows one picture, in device pixels.

    Attributes
    ----------
    view : QRect
        The view that the picture is laid out in.
    clip : QRect
        The part of that view which is painted.
    far : bool
        Whether it lies right of, or beneath, another one.
    """

    side: Side
    view: QRect
    clip: QRect
    far: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A comparison as it is set up.

    Attributes
    ----------
    swapped : bool
        Whether the result comes first.
    flipped : bool
        Whether FLIP has turned to the other picture.
    split : float
        Where the line of SPLIT is, as a share of the canvas.
    across : bool
        Whether that line runs from left to right.
    """

    mode: Comparison = Comparison.OFF
    swapped: bool = False
    flipped: bool = False
    split: float = 0.5
    across: bool = False

    def panes(self, canvas: QSize) -> tuple[Pane, ...]:
        """Return what is painted where."""
        whole = QRect(QPoint(0, 0), canvas)
        sides = (Side.RESULT, Side.REFERENCE) if self.swapped else (Side.REFERENCE, Side.RESULT)
        match self.mode:
            case Comparison.OFF:
                return (Pane(Side.RESULT, whole, whole),)
            case Comparison.DIFFERENCE:
                return (Pane(Side.DIFFERENCE, whole, whole),)
            case Comparison.FLIP:
                return (Pane(sides[not self.flipped], whole, whole),)
            case Comparison.SIDE:
                first, second = self._halves(canvas)
                return (Pane(sides[0], first, first), Pane(sides[1], second, second, far=True))
            case Comparison.SPLIT:
                near, far = self._parts(whole)
                return (Pane(sides[0], whole, near), Pane(sides[1], whole, far, far=True))

    def _parts(self, whole: QRect) -> tuple[QRect, QRect]:
        near, far = QRect(whole), QRect(whole)
        if self.across:
            near.setHeight(round(whole.height() * self.split))
            far.setTop(near.bottom() + 1)
        else:
            near.setWidth(round(whole.width() * self.split))
            far.setLeft(near.right() + 1)
        return near, far

    def _halves(self, canvas: QSize) -> tuple[QRect, QRect]:
        """Cut the longer side in two, so that both halves are as square as can be."""
        width, height = canvas.width(), canvas.height()
        if height > width:
            half = QSize(width, max((height - GAP) // 2, 1))
            return QRect(QPoint(0, 0), half), QRect(QPoint(0, height - half.height()), half)
        half = QSize(max((width - GAP) // 2, 1), height)
        return QRect(QPoint(0, 0), half), QRect(QPoint(width - half.width(), 0), half)
