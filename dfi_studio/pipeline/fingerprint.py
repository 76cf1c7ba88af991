"""A name for all that something learned from sets of pictures depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dfi_studio.library.picture_sets import PictureSet


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
            try:
                state = path.stat()
            except OSError:
                continue  # it will be skipped, and named, when it is read
            content.update(f"{path.resolve()} {state.st_size} {state.st_mtime_ns}\n".encode())
        content.update(b"\n")
    return content.hexdigest()
