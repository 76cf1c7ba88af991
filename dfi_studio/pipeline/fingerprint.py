"""A name for all that something learned from sets of pictures depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from dfi_studio.library.picture_sets import PictureSet

State = tuple[str, int, int]
"""A file as it is: where, how large, and when it was changed."""


def state_of(path: Path) -> State | None:
    """Return what tells a changed file from the one before; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path.resolve()), found.st_size, found.st_mtime_ns


def fingerprint(settings: object, sets: Sequence[PictureSet]) -> str:
    """Return 32 hexadecimal digits; a changed picture changes its time or size, and so these.

    Parameters
    ----------
    settings : object
        Whatever else counts, as values whose `repr` tells all of them.
    """
    content = hashlib.blake2b(repr(settings).encode(), digest_size=16)
    for pictures in sets:
        for path in pictures.paths:
            state = state_of(path)
            if state is not None:  # else it will be skipped, and named, when it is read
                content.update("{} {} {}\n".format(*state).encode())
        content.update(b"\n")
    return content.hexdigest()
