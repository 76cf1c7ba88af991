"""One thing that the queue computes: what it is called, and how it fares, as values.

What it computes lies in a folder of its own; see `queue_store`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

MOST_EVENTS = 2000
"""Events that the log of one item keeps; the oldest but the first give way."""


class Kind(StrEnum):
    """What an item makes."""

    STILL = "still"
    FILM = "film"
    BATCH = "batch"


class Stage(StrEnum):
    """Where an item is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def over(self) -> bool:
        """Whether it came to an end, of whatever kind."""
        return self not in (Stage.WAITING, Stage.RUNNING)


class What(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    BEGUN = "begun"
    NOTICE = "notice"
    WROTE = "wrote"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    """The program ended while it ran; it is waiting again."""
    RETRIED = "retried"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an item.

    Attributes
    ----------
    when : float
        Seconds since 1970.
    text : str
        The path of what was written, or the sentence of a notice or of a failure.
    """

    what: What
    when: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that an item is about to write; known before it does, so that it does so once.

    Attributes
    ----------
    before : str
        What was there then, as `queue_store.stamp` tells it; empty for nothing.
    """

    path: Path
    before: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to compute.

    Attributes
    ----------
    key : str
        Names it, and its folder.
    title : str
        What it is called: the photo, and what is done to it.
    folder : Path
        Where its results go.
    seconds : float
        How long it has run, in all its runs.
    claim : Claim or None
        The file that it was about to write when it last ran.
    """

    key: str
    kind: Kind
    title: str
    folder: Path
    stage: Stage = Stage.WAITING
    log: tuple[Event, ...] = ()
    seconds: float = 0.0
    claim: Claim | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """What it has written, each file once."""
        wrote = (Path(each.text) for each in self.log if each.what is What.WROTE)
        return tuple(dict.fromkeys(wrote))

    @property
    def report(self) -> Path | None:
        """The page that it wrote of what it did; None where it wrote none."""
        return next((each for each in reversed(self.files) if each.suffix == ".html"), None)

    @property
    def failure(self) -> str:
        """The sentence of its failure; empty where it did not fail."""
        if self.stage is not Stage.FAILED:
            return ""
        return next((e.text for e in reversed(self.log) if e.what is What.FAILED), "")

    def noting(self, event: Event) -> Item:
        """Return it with an event more in its log."""
        log = (*self.log, event)
        if len(log) > MOST_EVENTS:
            log = (log[0], *log[len(log) - MOST_EVENTS + 1 :])
        return replace(self, log=log)
