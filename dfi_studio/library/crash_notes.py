"""What is left of a run that the system ended: where each thread was, written as it died.

A fault in a library that is no Python ends the program at once; only Python's `faulthandler` still
gets a word in. Each run writes to a file of its own, and one that ends properly removes it.
"""

from __future__ import annotations

import faulthandler
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from dfi_studio.core.errors import OutputError
from dfi_studio.library.anonymous import anonymous
from dfi_studio.library.folders import state

logger = logging.getLogger(__name__)

_NAME = "crash-{}.txt"
_MOST = 64 * 1024


@contextmanager
def crash_noted() -> Iterator[None]:
    """Have a crash noted for the length of a block; where that cannot be, it goes unnoted."""
    try:
        path = state() / _NAME.format(os.getpid())
        file = path.open("w", encoding="utf-8")
    except (OSError, OutputError) as error:
        logger.warning("A crash would leave no note: %s", error)
        yield
        return
    before = faulthandler.is_enabled()
    faulthandler.enable(file, all_threads=True)
    try:
        yield
    finally:
        faulthandler.disable()
        if before:
            faulthandler.enable()
        file.close()
        path.unlink(missing_ok=True)


def take_crash_notes() -> list[str]:
    """Return what runs that are over left, without names of the user's, and remove it.

    A run that was killed from outside leaves an empty file, which is removed too.
    """
    notes = []
    try:
        paths = sorted(state().glob(_NAME.format("*")))
    except OutputError:
        return []
    for path in paths:
        if (process := _process(path)) is None or psutil.pid_exists(process):
            continue
        try:
            text = path.read_bytes()[:_MOST].decode("utf-8", errors="replace").strip()
            path.unlink()
        except OSError as error:
            logger.warning("A note of a crash cannot be taken: %s", error)
            continue
        if text:
            notes.append(anonymous(text))
    return notes


def _process(path: Path) -> int | None:
    number = path.stem.removeprefix("crash-")
    return int(number) if number.isascii() and number.isdigit() else None
