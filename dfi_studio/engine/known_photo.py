"""What the network makes of a photo: the same for every solve that begins from it."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from dfi_studio.engine.features import Features


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """What a caller knows beforehand; what is None is worked out.

    Attributes
    ----------
    own : Features or None
        phi(x), in the photo's own type.
    rounded : Features or None
        The same in the arithmetic that the device is fast in.
    gain : Tensor, (1, 1, h, w), or None
        The `sensitivity` of the features to each pixel; of the window around a region, if one is
        solved.
    """

    own: Features | None = None
    rounded: Features | None = None
    gain: Tensor | None = None
