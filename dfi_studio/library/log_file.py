"""The log: a file of bounded size that tells what went wrong in past runs of the window.

Paths and names of files are taken out before they are written; who looks for a fault on a machine
of their own sets `DEBUG_VARIABLE`, and everything is written as it is.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dfi_studio.core.errors import OutputError
from dfi_studio.library.anonymous import anonymous
from dfi_studio.library.folders import state

DEBUG_VARIABLE = "DFI_STUDIO_DEBUG"
"""Environment variable: set to anything, the log tells more, and names files as they are."""
MOST_BYTES, KEPT = 512 * 1024, 3
"""Of one file, and how many older ones are kept beside it: 2 MB in all."""
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

logger = logging.getLogger(__name__)


def log_path() -> Path:
    """Return where the log is.

    Raises
    ------
    OutputError
        Its folder cannot be made.
    """
    return state() / "studio.log"


@contextmanager
def logged() -> Iterator[None]:
    """Write warnings and errors to the log, and to the terminal, for the length of a block.

    Where the log cannot be written, the terminal has to do: no run fails for want of a log.
    """
    root, own = logging.getLogger(), logging.getLogger("dfi_studio")
    debug = bool(os.environ.get(DEBUG_VARIABLE))
    handlers: list[logging.Handler] = []
    if sys.stderr is not None:  # a program without a console has none
        handlers.append(logging.StreamHandler())
        handlers[0].setLevel(logging.WARNING)
    file: _Log | None = None
    try:
        file = _Log(log_path(), maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except (OSError, OutputError) as error:
        logger.warning("There is no log: %s", error)
    if file is not None:
        file.setFormatter((logging.Formatter if debug else _Anonymous)(_FORMAT))
        handlers.append(file)
    before = own.level
    own.setLevel(logging.DEBUG if debug else logging.INFO)
    for each in handlers:
        root.addHandler(each)
    try:
        yield
    finally:
        own.setLevel(before)
        for each in handlers:
            root.removeHandler(each)
        if file is not None:
            file.close()


def last_lines(count: int) -> str:
    """Return the end of the log as it may be shown to others; empty where there is none."""
    try:
        lines = log_path().read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, OutputError):
        return ""
    return anonymous("\n".join(lines[-count:]))


class _Anonymous(logging.Formatter):
    """Takes out what is the user's own, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return anonymous(super().format(record))


class _Log(RotatingFileHandler):
    """A file that makes room for itself, and never stands in the way of the program."""

    def doRollover(self) -> None:  # noqa: N802 - logging's own
        try:
            super().doRollover()
        except OSError:  # Windows lets nobody rename what another window has open: go on there
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own
        """Leave a line out where the disk is full."""
