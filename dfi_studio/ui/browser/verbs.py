"""What the engine can do for the browser; handed over by `app`, as `work.Verbs` is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.core.steps import Step
from dfi_studio.library.attribute_card import AttributeCard

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is to be looked for.

    Attributes
    ----------
    of : int or Photo
        A picture of the catalogue, or any photo.
    k : int
        How many of the most alike.
    agreeing : bool
        Whether those that agree in more labels come first.
    """

    of: int | Photo
    k: int
    agreeing: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A well-known set that can be fetched: its name, and what to tell before."""

    name: str
    title: str
    line: str


Neighbours = tuple[IntArray, FloatArray]
"""Numbers of pictures and their distances, in the order of likeness."""
Cards = Generator[Step, None, AttributeCard]
Pairs = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class DatasetVerbs:
    """The verbs; a path is the catalogue's file, and a first argument of any type the workshop.

    Those without the workshop need no network, and run on the thread that reads folders.
    """

    index: Callable[[Any, Path], Generator[Step, None, object]]
    neighbours: Callable[[Any, Path, Likeness], Generator[Step, None, Neighbours]]
    pairs: Callable[[Any, Path, Sequence[int], Sequence[int]], Generator[Step, None, Pairs]]
    keep: Callable[[Any, Contrast, FeatureSpace, Photo | None, str], Cards]
    """The last is the name of the attribute."""
    rebuild: Callable[[Any, Path, int], Cards]
    import_: Callable[[Any, Path], Cards]
    offers: Callable[[], Generator[Step, None, list[Offer]]]
    fetch: Callable[[Path, str], Generator[Step, None, object]]
    """Fetches the set of a name into the catalogue."""
    estimate: Callable[[Path], Generator[Step, None, str]]
    """Returns a sentence on what was estimated."""
