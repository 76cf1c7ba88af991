"""Pulling a verb to its end, as the command line and the window do."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Step = TypeVar("Step")
Result = TypeVar("Result")


def pulled(steps: Generator[Step, None, Result]) -> tuple[list[Step], Result]:
    """Return every step and the result."""
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value
