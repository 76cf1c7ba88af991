"""What was solved of a photograph, on its way into it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Solved:
    """One face of a photograph, or the photograph as it is, after a solve.

    Attributes
    ----------
    portrait : Portrait or None
        What was rendered; None where the photograph was rendered as it is.
    recipe : Recipe
    masks : tuple of MaskLayer
        At the size of the photograph.
    filled, edited : Image or None
        See `Render`.
    """

    portrait: Portrait | None
    recipe: Recipe
    masks: tuple[MaskLayer, ...] = ()
    filled: Image | None = field(default=None, repr=False)
    edited: Image | None = field(default=None, repr=False)
