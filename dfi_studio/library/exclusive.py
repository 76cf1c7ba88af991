"""One writer at a time: a lock between processes that ends with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dfi_studio.core.errors import OutputError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""What a lock that another process holds is refused with; a disk that has no locks says another."""


@contextmanager
def exclusive(path: Path, *, what: str) -> Iterator[None]:
    """Hold the lock that a file stands for; the file itself stays empty and is left behind.

    Parameters
    ----------
    path : Path
        In a folder that exists.
    what : str
        What is being done, for the sentence of the error, such as ``Indexing``.

    Raises
    ------
    OutputError
        Another process holds it, or the file cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(f"{path} cannot be made: {error.strerror or error}.") from error
    try:
        try:
            _lock(handle)
        except OSError as error:
            if error.errno not in _HELD:
                raise OutputError(
                    f"{path} cannot be locked ({error.strerror or error}); name a folder on a disk "
                    "of this computer."
                ) from error
            raise OutputError(
                f"{what} is already under way in another window or command; wait until it ends."
            ) from error
        yield
    finally:
        os.close(handle)  # which gives the lock back
