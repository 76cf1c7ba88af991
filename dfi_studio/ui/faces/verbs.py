"""What the window asks about faces and photographs; handed over by `app/engine.py`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from dfi_studio.core.face import Face
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Step

if TYPE_CHECKING:
    from dfi_studio.library.originals import Original


class CutOutVerb(Protocol):
    """Cuts a face out of a photo as the sets of a recipe frame theirs."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        face: Face,
        recipe: Recipe,
        masks: tuple[MaskLayer, ...],
        /,
    ) -> Generator[Step, None, Portrait | None]:
        """Return the portrait; None where the photo is to be edited as it is."""


@dataclass(frozen=True, slots=True)
class FaceVerbs:
    """The verbs; the first argument of each is the workshop."""

    find: Callable[[Any, Image], Generator[Step, None, tuple[Face, ...]]]
    """Returns the faces of a picture, the largest first."""
    cut_out: CutOutVerb
    show: Callable[[Any, Photo, Solved], Generator[Step, None, tuple[Crop, Image] | None]]
    """Returns the part of a photo that an edit touches, with the edit in it, for the screen."""
    export: Callable[[Any, Photo, Sequence[Solved], Crop | None], Generator[Step, None, Original]]
    """Returns the values of the photo's file with results in them, of the crop alone if any."""
