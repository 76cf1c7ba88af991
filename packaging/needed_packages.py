"""Which Debian packages a folder of programs needs: those with the libraries that it lacks itself.

What ``dpkg-shlibdeps`` does for sources with a ``debian`` folder, for a folder alone.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from processes import StopError

_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_PARTS_OF_LIBC = ("libc.so", "libm.so", "libdl.so", "librt.so", "libpthread.so", "ld-linux")
OPENED_LATER = ("libGL.so.1", "libEGL.so.1", "libxcb-cursor.so.0")
"""What Qt opens by name, so that no file says that it is needed."""


def packages(folder: Path) -> list[str]:
    """Return the relations of a control file's Depends for a folder, in order of their names.

    Raises
    ------
    StopError
        A library is in no package of this system.
    """
    files = sorted(each for each in folder.rglob("*") if _is_elf(each))
    headers = [_said("objdump", "-p", str(each)) for each in files]
    lacking = missing(headers, present={each.name for each in files})
    owners = {owner(library, ask=_asked_dpkg) for library in lacking}
    oldest = max((_glibc(each) for each in headers), default=(2, 28))
    return [f"libc6 (>= {oldest[0]}.{oldest[1]})", *sorted(relation(each) for each in owners)]


def missing(headers: Iterable[str], *, present: set[str]) -> list[str]:
    """Return the libraries that programs need, the folder lacks and libc is not.

    Parameters
    ----------
    headers : iterable of str
        What ``objdump -p`` says of each.
    present : set of str
        The names of the files in the folder.
    """
    needed = {library for each in headers for library in _NEEDED.findall(each)} | {*OPENED_LATER}
    return sorted(each for each in needed - present if not each.startswith(_PARTS_OF_LIBC))


def owner(library: str, *, ask: Callable[[str], str]) -> str:
    """Return the package that a library comes in.

    Parameters
    ----------
    ask : callable
        Gives what ``dpkg-query -S`` says of a name.

    Raises
    ------
    StopError
        There is none.
    """
    lines = [line for line in ask(library).splitlines() if line.endswith(f"/{library}")]
    if not lines:
        raise StopError(f"{library} is needed, but no package that is installed here brings it.")
    return lines[0].split(":")[0]


def relation(package: str) -> str:
    """Return how a package is asked for: newer releases of Debian add t64 to some names."""
    plain = package.removesuffix("t64")
    renamed = plain in ("libglib2.0-0",)
    return f"{plain}t64 | {plain}" if renamed or plain != package else package


def _glibc(header: str) -> tuple[int, int]:
    found = [(int(major), int(minor)) for major, minor in _GLIBC.findall(header)]
    return max(found, default=(2, 0))


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _asked_dpkg(library: str) -> str:
    return _said("dpkg-query", "-S", f"*/{library}")


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError as error:
        raise StopError(f"{command[0]} is needed to make a package: install it.") from error
