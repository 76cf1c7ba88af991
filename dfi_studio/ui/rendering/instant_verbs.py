"""What the window asks of the learned decoder; handed over by `app/engine.py`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Step
from dfi_studio.library.decoders import DecoderRecord


class Prepared(Protocol):
    """A photo made ready: a picture of it for any strengths of a recipe, in milliseconds."""

    def frame(self, recipe: Recipe, /) -> Image:
        """Return the picture that a recipe is expected to give. On the engine's thread only."""


class PrepareVerb(Protocol):
    """Makes a photo ready, where a decoder knows its kind of pictures."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        masks: Sequence[MaskLayer],
        filled: Image | None,
        /,
    ) -> Generator[Step, None, Prepared | None]:
        """Return the photo made ready; None where no decoder serves."""


@dataclass(frozen=True, slots=True)
class InstantVerbs:
    """The verbs; the first argument of each is the workshop."""

    prepare: PrepareVerb
    train: Callable[[Any, Sequence[str], FeatureSpace, bool], Generator[Step, None, DecoderRecord]]
    """Trains the decoder of some sets, from the beginning or from where it was left."""
    trained: Callable[
        [Any, Sequence[str], FeatureSpace], Generator[Step, None, DecoderRecord | None]
    ]
    """Returns what is known of the decoder of some sets once its training is done."""
    forget: Callable[[Any, Sequence[str], FeatureSpace], Generator[Step, None, None]]
    """Deletes the decoder of some sets and its training."""
