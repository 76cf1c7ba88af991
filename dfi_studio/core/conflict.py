"""What happens where the name of a result is taken; whichever it is, no photograph is replaced."""

from __future__ import annotations

from enum import StrEnum


class Conflict(StrEnum):
    """What to do where a file already has the name of a result."""

    UNIQUE = "unique"
    """The result takes the next free name, ``NAME-2.png``; what is there stays."""
    OVERWRITE = "overwrite"
    """The result takes the place of the file, in one step and only once it is whole."""
    SKIP = "skip"
    """The result is not made."""
