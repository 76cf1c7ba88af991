"""The colours of an edit brought back to those of the photo."""

from __future__ import annotations

import torch
from torch import Tensor

_LEAST_SPREAD = 1e-3  # of the range 0..1: below, rounding would be spread too


def colours_matched(edited: Tensor, photo: Tensor, region: Tensor | None = None) -> Tensor:
    """Return an edit, (1, 3, H, W), with the mean and spread of each channel of the photo.

    As the authors' ``--postprocess color`` does. What is the photo already stays so, bit for bit.

    Parameters
    ----------
    region : Tensor, (H, W), bool, or None
        The pixels that were edited: only these count, and change. None stands for all.
    """
    inside = torch.ones_like(photo[0, 0], dtype=torch.bool) if region is None else region
    was, now = photo[..., inside], edited[..., inside]
    if torch.equal(was, now):
        return edited
    spread = now.std(dim=-1, correction=0, keepdim=True).clamp_min(_LEAST_SPREAD)
    gain = was.std(dim=-1, correction=0, keepdim=True) / spread
    matched = edited.clone()
    centred = now - now.mean(dim=-1, keepdim=True)
    matched[..., inside] = (centred * gain + was.mean(dim=-1, keepdim=True)).clamp(0, 1)
    return matched
