"""How carefully to solve, in a word instead of a number."""

from __future__ import annotations

from enum import StrEnum


class Quality(StrEnum):
    """How carefully to solve, in one word instead of a number of iterations."""

    DRAFT = "draft"
    GOOD = "good"
    FINAL = "final"

    @property
    def iterations(self) -> int:
        """The most iterations that it stands for."""
        return _ITERATIONS[self]


_ITERATIONS = {Quality.DRAFT: 20, Quality.GOOD: 100, Quality.FINAL: 300}
