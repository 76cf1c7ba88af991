"""The libraries of a Linux system that Qt needs and no wheel brings: found missing and installed.

Standard library only, and readable to Python 3.7, like `bootstrap`, which uses it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Mapping, Sequence

from processes import StopError, call

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt needs even without a window: library -> Debian's package."""

WINDOW = {
    **OFFSCREEN,
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What it needs for a window."""


def loads(library: str) -> bool:
    """Return whether the system finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(wanted: Mapping[str, str], *, present: Callable[[str], bool] = loads) -> dict[str, str]:
    """Return those of the wanted libraries that are not present, with their packages."""
    return {library: package for library, package in wanted.items() if not present(library)}


def may_install() -> bool:
    """Return whether this is a Debian (or a child of it) on which we are root."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def ensure(wanted: Mapping[str, str]) -> None:
    """Install what is missing, or raise `StopError` with what to do."""
    absent = missing(wanted)
    if not absent:
        return
    if not shutil.which("apt-get"):
        raise StopError(
            f"Qt needs libraries that this system lacks: install {', '.join(absent)} "
            "with its package manager, then run this again."
        )
    apt_install(list(absent.values()))
    left = missing(wanted)
    if left:
        raise StopError(f"After installing, Qt still lacks {', '.join(left)}: install them.")


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages as root, or raise `StopError` with the command to type."""
    if not may_install():
        raise StopError(
            "System packages are missing: run "
            f"`sudo apt-get update && sudo apt-get install {' '.join(packages)}`, "
            "then run this again."
        )
    call(["apt-get", "update", "-qq"])  # a list that cannot be renewed may still serve
    names = apt_names(packages, known=_apt_knows)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    if call(install, DEBIAN_FRONTEND="noninteractive"):
        raise StopError(
            f"apt-get could not install {' '.join(names)}: "
            "check the network connection, then run this again."
        )


def apt_names(packages: Sequence[str], *, known: Callable[[str], bool]) -> list[str]:
    """Return the packages under the names of this release: newer ones add t64 to a few."""
    return [f"{name}t64" if known(f"{name}t64") else name for name in packages]


def _apt_knows(package: str) -> bool:
    return call(["apt-cache", "show", "--no-all-versions", package], silent=True) == 0
