"""How a portrait fades into its photograph: weights that fall to 0 inside of the frame's border."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from dfi_studio.core.mask import Mask, freeze_mask

FADE = 0.14
"""Share of the frame's side over which a change fades out."""

_CLEAR = 3  # pixels along the border that stay 0, so that no enlarging kernel reaches beyond


@lru_cache(maxsize=4)
def frame_blend(side: int, fade: float = FADE) -> Mask:
    """Return the weights of a square frame: 1 in the middle, 0 along its border, (side, side).

    The distance to the border is rounded at the corners, and rises by a curve whose first two
    derivatives are 0 at both ends, so that no line shows where it begins.
    """
    if side <= 2 * _CLEAR:
        raise ValueError(f"a frame of {side} pixels has no inside")
    inner = np.minimum(np.arange(side), np.arange(side)[::-1]) - _CLEAR
    near = np.clip(1 - inner / max(1.0, fade * side), 0, 1.5)
    far = np.clip(1 - np.hypot(near[:, None], near[None, :]), 0, 1)
    smooth = far**3 * (far * (6 * far - 15) + 10)
    smooth[inner < 0] = 0
    smooth[:, inner < 0] = 0
    return freeze_mask(smooth.clip(0, 1).astype(np.float32))
