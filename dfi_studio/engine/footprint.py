"""How much memory a reverse mapping takes, from the size of the picture.

Counted from what is alive at the peak, while the gradient of the deepest tapped layer begins its
way back; the network's weights and the program itself are not part of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dfi_studio.engine.backbone import Architecture
from dfi_studio.engine.lbfgs import pairs_kept

_FLOAT = 4
_VECTORS = 12  # of the size of the picture, beside the pairs: iterates, gradients, spectra
_FEATURES = 6  # of the size of the tapped layers: w, target, found, difference, gradients
_GRADIENT = 1.5  # of an activation's size: its gradient, and where maxima were


def solve_bytes(
    architecture: Architecture,
    layers: Sequence[str],
    height: int,
    width: int,
    *,
    bands: bool,
    itemsize: int,
) -> int:
    """Return the bytes that solving for a picture (height, width) takes beside the network.

    Parameters
    ----------
    bands : bool
        Whether the network is run in bands, which keep a block's last activation only.
    itemsize : int
        Bytes of a value of the arithmetic that it is solved in.
    """
    variables = 3 * height * width
    vectors = variables * _FLOAT * (2 * pairs_kept(variables) + _VECTORS)
    tapped = kept = largest = 0
    plan, waiting = architecture.plan, set(layers)
    names = iter(architecture.layers)
    for entry, following in zip(plan, [*plan[1:], "M"], strict=True):
        if not isinstance(entry, int):
            height, width = height // 2, width // 2
            continue
        cells, name = entry * height * width, next(names)
        tapped += cells * (name in waiting)
        largest = max(largest, cells)
        kept += cells // 4 * (following == "M") if bands else cells
        waiting.discard(name)
        if not waiting:
            break
    passing = 0 if bands else int(largest * _GRADIENT)
    return vectors + (kept + passing) * itemsize + tapped * _FLOAT * _FEATURES
