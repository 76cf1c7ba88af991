"""The parts of a face that a mask can be drawn of."""

from __future__ import annotations

from enum import StrEnum


class FacePart(StrEnum):
    """What a mask can be drawn of."""

    EYES = "eyes"
    BROWS = "brows"
    NOSE = "nose"
    MOUTH = "mouth"
    SKIN = "skin"
    """The whole face, from the chin to above the brows."""
