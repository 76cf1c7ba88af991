"""What is in hand to paint a mask with, as a value; and the keys that choose it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from PySide6.QtCore import Qt

from dfi_studio.core.parameters import check_parameters, parameter
from dfi_studio.ui.canvas.painting.brush import Brush


class Kind(StrEnum):
    """What a press and a drag make."""

    BRUSH = "brush"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    LASSO = "lasso"
    POLYGON = "polygon"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is in hand.

    Attributes
    ----------
    erases : bool
        Whether it takes away; the right button does the opposite.
    brush : Brush
        Kept while something else is in hand.
    """

    kind: Kind = Kind.BRUSH
    erases: bool = False
    brush: Brush = field(default_factory=Brush)
    tolerance: float = parameter(
        24.0,
        "Tolerance",
        "How far red, green and blue may differ from the colour that is clicked on.",
        hard=(0, 255),
        soft=(0, 128),
        unit="levels of 255",
        decimals=0,
    )

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)


_KINDS: dict[int, Kind] = {
    Qt.Key.Key_R: Kind.RECTANGLE,
    Qt.Key.Key_O: Kind.ELLIPSE,
    Qt.Key.Key_L: Kind.LASSO,
    Qt.Key.Key_P: Kind.POLYGON,
    Qt.Key.Key_G: Kind.FLOOD,
    Qt.Key.Key_W: Kind.FLOOD,
}
_SIZES: dict[int, int] = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}
_HARDNESSES: dict[int, int] = {Qt.Key.Key_BraceLeft: -1, Qt.Key.Key_BraceRight: 1}
_CHANGES = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_LAYOUT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.GroupSwitchModifier
"""Brackets are reached with these on many keyboards."""


def by_key(instrument: Instrument, key: int, modifiers: Qt.KeyboardModifier) -> Instrument | None:
    """Return what a key puts in hand; None for a key that says nothing here.

    B is the brush and E the eraser, X swaps painting and erasing, R L O P G or W choose outlines
    and the fill; brackets change the size, braces the hardness.
    """
    if key in _SIZES or key in _HARDNESSES:
        if modifiers & ~(_CHANGES | _LAYOUT):
            return None
        brush = instrument.brush
        size, hardness = _SIZES.get(key, 0), _HARDNESSES.get(key, 0)
        brush = brush.resized(size) if size else brush.hardened(hardness)
        return replace(instrument, brush=brush)
    if modifiers:
        return None
    if key in (Qt.Key.Key_B, Qt.Key.Key_E):
        return replace(instrument, kind=Kind.BRUSH, erases=key == Qt.Key.Key_E)
    if key == Qt.Key.Key_X:
        return replace(instrument, erases=not instrument.erases)
    kind = _KINDS.get(key)
    return None if kind is None else replace(instrument, kind=kind)
