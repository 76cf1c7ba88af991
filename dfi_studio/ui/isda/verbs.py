"""What the window asks of the directions of a class; handed over by `app/engine.py`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.classifier import Outcome
from dfi_studio.core.comparison import Comparison
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.attribute_card import AttributeCard


class SampleVerb(Protocol):
    """Renders a draw, having made it and those that follow where that is still to be done."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
        following: Sequence[ClassDirection],
        /,
    ) -> Generator[Step, None, Render]:
        """Return the picture."""


class GuessVerb(Protocol):
    """Says what a learned decoder expects of a draw."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        masks: tuple[MaskLayer, ...],
        following: Sequence[ClassDirection],
        /,
    ) -> Generator[Step, None, Image | None]:
        """Return the picture; None where no decoder knows such pictures."""


CompareVerb = Callable[[Any, Comparison, Path, bool], Generator[Step, None, tuple[Outcome, ...]]]
"""Trains classifiers, going on with what lies in a folder, or anew."""


@dataclass(frozen=True, slots=True)
class IsdaVerbs:
    """The verbs; the first argument of each is the workshop."""

    sample: SampleVerb
    guess: GuessVerb
    shares: Callable[
        [Any, Photo, Sequence[ClassDirection], FeatureSpace],
        Generator[Step, None, tuple[float, ...]],
    ]
    """Returns the share of the variance of each of some principal directions."""
    keep: Callable[
        [Any, Photo, Sequence[ClassDirection], FeatureSpace, Sequence[Image | None]],
        Generator[Step, None, list[AttributeCard]],
    ]
    """Keeps directions in the library; the pictures are for their cards."""
    export: Callable[
        [Any, Photo, Sequence[Recipe], tuple[MaskLayer, ...], Path], Generator[Step, None, int]
    ]
    """Adds the pictures of some recipes to an augmented set in a folder; returns how many."""
    compare: CompareVerb
