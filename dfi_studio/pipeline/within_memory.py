"""What to do when a GPU's memory does not suffice: the same in bands, and then on the CPU.

Each rung of the ladder is said in plain words and tried from the start; what the one before had
made is lost, and its pictures were only previews. On the CPU there is no ladder: bands are chosen
there by the size of the picture alone, so that the same picture always comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import torch

from dfi_studio.core.steps import Notice, Step

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how to compute.

    Attributes
    ----------
    bands : bool or None
        Whether the network is run in bands; None leaves it to the picture's size.
    """

    device: torch.device
    bands: bool | None = None


Attempt = Callable[[Place], Generator[Step, None, Result]]


def within_memory(device: torch.device, attempt: Attempt[Result]) -> Generator[Step, None, Result]:
    """Return what an attempt returns at the first place where the memory suffices for it.

    Raises
    ------
    torch.OutOfMemoryError
        It does not suffice anywhere.
    """
    places = [Place(device)]
    if device.type != "cpu":
        places += [Place(device, bands=True), Place(torch.device("cpu"))]
    for place, following in pairwise(places):
        try:
            return (yield from attempt(place))
        except torch.OutOfMemoryError:
            said = _SAID[following.device.type == "cpu"]
        # Outside of the handler, which would keep the failed attempt's tensors alive.
        if torch.cuda.is_initialized():
            torch.cuda.empty_cache()
        yield Notice(said.format(device=device))
    return (yield from attempt(places[-1]))


_SAID = {
    False: "The memory of {device} does not suffice for the whole picture at once; it is computed "
    "in bands, which takes a third longer.",
    True: "The memory of {device} does not suffice even in bands; the CPU computes instead, which "
    "takes much longer.",
}
