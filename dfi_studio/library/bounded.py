"""Reading a small file that may be anything: a pipe, a device, or longer than it has any right to.

What hinders it is told as `OSError`, whose `strerror` is the middle of a sentence: whoever tells of
a file that cannot be read tells of this too.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_bounded(path: Path, *, most: int) -> bytes:
    """Return what a file holds.

    Parameters
    ----------
    most : int
        Bytes that such a file has at most.

    Raises
    ------
    OSError
        It cannot be read, is no plain file, or is longer.
    """
    try:
        found = path.stat()
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.ENOENT, "no file can be named so", str(path)) from error
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):  # would be waited for without end
        raise OSError(errno.EINVAL, "it is not a plain file", str(path))
    if found.st_size > most:
        told = f"it is {found.st_size:,} bytes long, and {most:,} are the most"
        raise OSError(errno.EFBIG, told, str(path))
    with path.open("rb") as stream:
        return stream.read(most)
