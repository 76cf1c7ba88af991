"""What the window says about the engine: values that the panels show as they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Preview, Render, Step
from dfi_studio.session.document import Missing


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the engine can do, as the window asks for it; handed over by `app.py`.

    The first argument of each is the workshop, whose type the window does not know.
    """

    render: Callable[[Any, Photo, Recipe, Image | None], Generator[Step, None, Render]]
    warm_up: Callable[[Any, FeatureSpace], Generator[Step, None, str]]
    """Returns the name of the device."""


class Phase(Enum):
    """Where the render loop is."""

    WAITING = auto()
    """Something is still to be chosen, or a set cannot serve."""
    STARTING = auto()
    LEARNING = auto()
    SOLVING = auto()
    DONE = auto()
    STOPPED = auto()
    FAILED = auto()

    @property
    def busy(self) -> bool:
        """Whether the engine is at work for the document."""
        return self in (Phase.STARTING, Phase.LEARNING, Phase.SOLVING)


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
        The iterate on the screen, while solving.
    """

    phase: Phase
    missing: Missing | None = None
    label: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    preview: Preview | None = None


class Start(Enum):
    """What the next render starts from."""

    NEAREST = auto()
    """The last result where it is near, and a render that is there already is not made again."""
    PHOTO = auto()
    KEPT = auto()
    LATER = auto()
    """Nothing: the user stopped while a newer document was waiting for its turn."""


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


class Pace:
    """Measures how long steps take, and foretells when the last will be done."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def seconds_left(self, done: int, total: int, now: float) -> float | None:
        """Return the seconds until `total`, or None where nothing is known yet.

        Parameters
        ----------
        done, total : int
            Steps so far (not falling from call to call) and in all.
        now : float
            Time of a monotonic clock, in seconds.
        """
        if self._first is None:
            self._first = (done, now)
        before, then = self._first
        if total <= 0 or done <= before:
            return None
        return max(total - done, 0) * (now - then) / (done - before)
