"""The one convention for pictures in memory, and the check that enforces it.

An `Image` is a read-only array of shape (height, width, 3): float32, sRGB, 0..1, finite. Files,
tensors and the screen have conventions of their own; each border converts and calls `freeze`.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.float32]
"""(height, width, 3) float32 sRGB in 0..1, finite, read-only."""


def freeze(pixels: npt.ArrayLike) -> Image:
    """Check an array against the convention, and return it as a read-only `Image`.

    Values a rounding error outside 0..1 are clipped; anything further is a fault of the caller.

    Parameters
    ----------
    pixels : array, (height, width, 3)
        sRGB in 0..1. Copied unless it is already float32, contiguous and in range.

    Raises
    ------
    ValueError
        The shape, the range or a non-finite value breaks the convention.
    """
    image = np.ascontiguousarray(pixels, dtype=np.float32)
    if image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ValueError(f"an image is (height, width, 3), not {image.shape}")
    low, high = float(image.min()), float(image.max())
    if not (np.isfinite(low) and np.isfinite(high) and low >= -1e-3 and high <= 1 + 1e-3):
        raise ValueError(f"an image lies in 0..1, not {low:.4g}..{high:.4g}")
    if low < 0 or high > 1:
        image = image.clip(0, 1)
    if image.flags.writeable:
        image = image.copy() if image is pixels else image
        image.flags.writeable = False
    return image


def digest(image: Image) -> str:
    """Return the name of an image's content: equal for equal pixels, 32 hexadecimal digits."""
    content = hashlib.blake2b(repr(image.shape).encode(), digest_size=16)
    content.update(np.ascontiguousarray(image).data)
    return content.hexdigest()
