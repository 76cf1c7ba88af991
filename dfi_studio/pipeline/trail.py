"""What one solve leaves for the next of a film: where it ended, and what it learned on the way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import torch
from torch import Tensor

from dfi_studio.engine.features import Features
from dfi_studio.engine.lbfgs import Pairs, no_pairs


@dataclass(slots=True)
class Trail:
    """Followed and prolonged by a solve.

    Attributes
    ----------
    start : Tensor, (1, 3, H, W), or None
        Where to begin, before masks fade it and colours are matched; None begins from the photo.
    pairs : Pairs
        What is known of the curvature; afterwards, with what the solve has added.
    near : bool
        See `reverse_mapping`.
    vectors : tuple of Features or None
        Of the directions that take part, learned already; None where the solve learns them.
    end : Tensor, (1, 3, H, W), or None
        Where the solve ended; None where there was nothing to solve.
    """

    start: Tensor | None = None
    pairs: Pairs = field(default_factory=no_pairs)
    near: bool = False
    vectors: tuple[Features, ...] | None = None
    end: Tensor | None = None

    def known(self, device: torch.device, variables: int) -> Pairs:
        """Return a copy of the pairs on a device, for so many variables, to be added to."""
        copies = (tuple(part.to(device) for part in pair) for pair in self.pairs)
        return deque(copies, maxlen=no_pairs(variables).maxlen)  # type: ignore[arg-type]

    def left(self, end: Tensor, pairs: Pairs) -> None:
        """Keep what a solve has come to."""
        self.end, self.pairs = end.detach(), pairs
