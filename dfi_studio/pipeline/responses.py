"""What networks make of photos: kept from one solve to the next, which differs by its strengths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

import torch
from torch import Tensor

_MOST_BYTES = 256 << 20
"""A photo at 200 pixels has 10 MB; one of 1,024 is just kept, a larger one is worked out anew."""

Response = TypeVar("Response", Tensor, dict[str, Tensor])


class Responses:
    """The latest responses, by what they are of."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Tensor | dict[str, Tensor]] = {}

    def of(self, photo: Tensor, kind: Hashable, make: Callable[[], Response]) -> Response:
        """Return the response to a photo, (1, 3, H, W): the one that is kept, or made now.

        Parameters
        ----------
        kind : hashable
            What it is, and of which network and layers.
        make : callable
            Returns it.
        """
        key = _digest(photo), photo.device, kind
        kept = self._kept.pop(key, None)
        response: Response = make() if kept is None else kept  # type: ignore[assignment]
        self._kept[key] = response  # the latest used stays longest
        while sum(_bytes(each) for each in self._kept.values()) > _MOST_BYTES:
            del self._kept[next(iter(self._kept))]
        return response


def _digest(photo: Tensor) -> bytes:
    pixels = photo.detach().cpu().contiguous().view(torch.uint8).numpy()
    return hashlib.blake2b(pixels.tobytes(), digest_size=16).digest() + repr(photo.shape).encode()


def _bytes(response: Tensor | Mapping[str, Tensor]) -> int:
    parts = [response] if isinstance(response, Tensor) else response.values()
    return sum(each.numel() * each.element_size() for each in parts)
