"""What a batch says while it runs, and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Made(StrEnum):
    """What became of an item."""

    DONE = "done"
    """Made now."""
    KNOWN = "known"
    """Made before, by an earlier run of the same batch, and still there."""
    SKIPPED = "skipped"
    """Not made, because a file has its name."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a batch.

    Attributes
    ----------
    photo : Path
    name : str
        Of the variant.
    alpha : float
    made : Made
    path : Path or None
        The result's file, or the one that has its name; None where it failed.
    seconds : float
        What it took, reading and finding the face included for the first of a photo.
    reason : str
        One sentence on why it failed; else empty.
    """

    photo: Path
    name: str
    alpha: float
    made: Made
    path: Path | None = None
    seconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BatchStep:
    """One more item of a batch is over."""

    done: int
    """How many are over, failed and skipped ones included."""
    total: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch did.

    Attributes
    ----------
    outcomes : tuple of Outcome
        In the order of the batch's items.
    seconds : float
        Of this run.
    total : int
        How many items the batch has; there are fewer outcomes where it was stopped.
    page : Path
        The report as a page.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    total: int
    page: Path

    def count(self, made: Made) -> int:
        """Return how many items came to this."""
        return sum(each.made is made for each in self.outcomes)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The items that failed."""
        return tuple(each for each in self.outcomes if each.made is Made.FAILED)
