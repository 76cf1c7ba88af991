"""A damaged catalogue is put aside, so that a power cut at any moment leaves it to be salvaged.

A mark beside the catalogue says that it is damaged, and under which name it is put aside. The new
one is made elsewhere, and moved to its place when all that can be salvaged is in it; only then is
the mark removed. A start that finds the mark and no catalogue begins the salvage again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dfi_studio.core.errors import OutputError
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.outputs import atomic

_BESIDE = ("", "-wal", "-shm")
"""What SQLite adds to the name of its file, for those that belong to it."""
_LONGEST_NAME = 4096
_PAUSE_S = 0.1


def mark_of(path: Path) -> Path:
    """Return the mark of a catalogue: where it exists, the catalogue is damaged."""
    return path.with_name(f"{path.name}.damaged")


@contextmanager
def only_one(path: Path, *, wait: float) -> Iterator[None]:
    """Let one process at a time put a catalogue aside.

    Parameters
    ----------
    wait : float
        Seconds for which another one is waited for.

    Raises
    ------
    OutputError
        The other one is not done by then.
    """
    lock = path.with_name(f"{path.name}.mending")
    give_up = time.monotonic() + wait
    while True:
        held = exclusive(lock, what="Mending the catalogue")
        try:
            held.__enter__()
            break
        except OutputError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def put_aside(path: Path) -> Path:
    """Move a damaged catalogue out of its place, or the rest of it where an earlier start began to.

    Returns
    -------
    Path
        Where the damaged one is; nothing is there if it was deleted.

    Raises
    ------
    OSError, OutputError
        It cannot be moved.
    """
    aside = _begun(path)
    if aside is None:
        aside = _free_name(path)
        with atomic(mark_of(path)) as temporary:  # before anything is moved
            temporary.write_text(aside.name, encoding="utf-8")
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            _beside(path, suffix).replace(_beside(aside, suffix))
    return aside


def empty_place(path: Path) -> Path:
    """Return where the new catalogue is made; what an earlier start left there is removed."""
    made = path.with_name(f"{path.name}.new")
    for suffix in (*_BESIDE, "-journal"):
        _beside(made, suffix).unlink(missing_ok=True)
    return made


def is_mended(path: Path) -> bool:
    """Say whether all that lacks is that the mark be removed: the new one is in its place."""
    aside = _begun(path)
    return aside is not None and aside.exists() and path.exists()


def _begun(path: Path) -> Path | None:
    """Return where an earlier start has put the catalogue, or was about to."""
    with suppress(OSError, ValueError):
        name = read_bounded(mark_of(path), most=_LONGEST_NAME).decode()
        if re.fullmatch(rf"{re.escape(path.stem)}\.damaged-\d+{re.escape(path.suffix)}", name):
            return path.with_name(name)
    return None


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
