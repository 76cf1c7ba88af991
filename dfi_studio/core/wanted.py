"""What is to be solved of a photograph: one face of it, or the photograph as it is."""

from __future__ import annotations

from dataclasses import dataclass

from dfi_studio.core.face import Face
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """One face of a photograph, or the photograph as it is, before a solve.

    Attributes
    ----------
    face : Face or None
        In pixels of the photograph; None where it is edited as it is.
    recipe : Recipe
    masks : tuple of MaskLayer
        At the size of the photograph.
    """

    face: Face | None
    recipe: Recipe
    masks: tuple[MaskLayer, ...] = ()
