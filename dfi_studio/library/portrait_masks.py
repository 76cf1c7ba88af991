"""The masks of a photograph as a portrait in it sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dfi_studio.core.mask import MaskLayer, freeze_mask
from dfi_studio.core.portrait import Portrait
from dfi_studio.library.warping import warped


def masks_in(portrait: Portrait, masks: Sequence[MaskLayer]) -> tuple[MaskLayer, ...]:
    """Return the masks of a photo as its portrait sees them."""
    side, to_frame = portrait.side, portrait.to_photo.inverse()
    return tuple(
        MaskLayer(
            layer.name,
            layer.role,
            seen := freeze_mask(
                np.clip(warped(layer.mask, to_frame, height=side, width=side, outside="zero"), 0, 1)
            ),
            f"{layer.digest}{portrait.photo.digest}",
            on=layer.on,
            empty=not seen.any(),
        )
        for layer in masks
    )


def holds(portrait: Portrait, mask: MaskLayer) -> bool:
    """Say whether all that is in a mask lies well inside of a portrait's frame."""
    rows, columns = np.nonzero(mask.mask)
    if not len(rows):
        return True
    edges = np.array([(f(columns), g(rows)) for f in (np.min, np.max) for g in (np.min, np.max)])
    seen = portrait.to_photo.inverse()(edges)
    margin = 0.05 * portrait.side
    return bool((seen > margin).all() and (seen < portrait.side - 1 - margin).all())
