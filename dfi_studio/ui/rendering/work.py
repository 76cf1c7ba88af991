"""What the window says about the engine: values that the panels show as they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol

from dfi_studio.core.device import Device
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Preview, Render, Step
from dfi_studio.session.document import Missing

if TYPE_CHECKING:
    from dfi_studio.library.face_masks import Points


class RenderVerb(Protocol):
    """Makes a picture of a photo, a recipe and masks of the photo's size."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        recipe: Recipe,
        start: Image | None,
        masks: tuple[MaskLayer, ...],
        /,
    ) -> Generator[Step, None, Render]:
        """Render, from an earlier result where one is given."""


FirstLookVerb = Callable[[Any, Photo, FeatureSpace], Generator[Step, None, None]]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the engine can do, as the window asks for it; handed over by `app.py`.

    The first argument of each but the last is the workshop, whose type the window does not know.
    """

    render: RenderVerb
    watched: RenderVerb
    """The same for somebody who watches: with drafts first where there is no earlier result."""
    warm_up: Callable[[Any, FeatureSpace], Generator[Step, None, str]]
    """Returns the name of the device."""
    devices: Callable[[Any], Generator[Step, None, tuple[Device, ...]]]
    """Returns what could be computed on, the one in use first."""
    use_device: Callable[[Any, str, FeatureSpace], Generator[Step, None, str]]
    """Computes on another device from now on, and returns its name."""
    first_look: FirstLookVerb
    """Has the workshop know what the first solve of a photo asks for."""
    find_face: Callable[[Image], Points]
    """Returns the landmarks of the largest face. No verb of the engine: any thread may call it."""


class Phase(Enum):
    """Where the render loop is."""

    WAITING = auto()
    """Something is still to be chosen, or a set cannot serve."""
    GUESSING = auto()
    """A slider moves: what is shown is foreseen or guessed, and the solve waits until it rests."""
    STARTING = auto()
    LEARNING = auto()
    SOLVING = auto()
    PAUSED = auto()
    DONE = auto()
    STOPPED = auto()
    CANCELLED = auto()
    FAILED = auto()

    @property
    def busy(self) -> bool:
        """Whether a computation for the document is under way, or laid aside."""
        return self.running or self is Phase.PAUSED

    @property
    def running(self) -> bool:
        """Whether the engine is at work for the document."""
        return self in (Phase.GUESSING, Phase.STARTING, Phase.LEARNING, Phase.SOLVING)


@dataclass(frozen=True, slots=True)
class Work:
    """How far the render of the document is.

    Attributes
    ----------
    label : str
        What is being counted while learning; the error when failed.
    done, total : int
        Iterations or pictures; `total` is 0 where it is not known.
    seconds_left : float or None
        Measured; None while there is nothing to go by.
    preview : Preview or None
        The newest iterate, while solving.
    glimpse : bool
        Whether this is the quick look before the solve that counts.
    """

    phase: Phase
    missing: Missing | None = None
    label: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    preview: Preview | None = None
    glimpse: bool = False


class Start(Enum):
    """How the next render begins."""

    NEAREST = auto()
    """With a quick look from the picture on the screen, where that is near; and a render that is
    there already is not made again."""
    PHOTO = auto()
    """From the photo, whatever is known."""
    LATER = auto()
    """Not: the user stopped while a newer document was waiting for its turn."""


@dataclass(frozen=True, slots=True)
class SetReport:
    """What was found under the name of a picture set: a count, or why it cannot serve."""

    count: int = 0
    error: str = ""


class Severity(Enum):
    """How a message looks."""

    NOTICE = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the message bar; `details` unfolds beneath it."""

    text: str
    severity: Severity = Severity.NOTICE
    details: str = ""
    button: str = ""
    """What can be done about it, on a button; empty for none."""
    act: Callable[[], None] | None = field(default=None, compare=False)
    """What the button does."""
