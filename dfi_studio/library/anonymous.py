"""Text for a report, without what is the user's own: folders, names of files, user, machine.

It rather takes out a word too many than leave a name in: a report is read by strangers. Where the
program's own files lie is kept as far as it tells something: the module, never the folder before.
"""

from __future__ import annotations

import contextlib
import getpass
import platform
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dfi_studio

_KINDS = (
    "jpg|jpeg|jpe|jp2|png|apng|webp|avif|heic|heif|tif|tiff|gif|bmp|dng|nef|cr2|cr3|arw|raf|orf|rw2"
    "|mp4|webm|mov|mkv|dfistudio|safetensors|csv|txt|xmp|sqlite|json|jsonl|html|pkl|pt|pth|npy|h5"
)
_EDGE = r"\n\"'`“”\u2018\u2019<>|:;,()\[\]{}="  # what ends a name with spaces in it
_NAMED = re.compile(rf"[^{_EDGE}/\\]*[^{_EDGE}/\\\s]\.({_KINDS})(?![\w.])", re.IGNORECASE)
_PATH = re.compile(
    rf"(?<![\w/\\.>])(?:[A-Za-z]:[\\/]|\\\\|~[\\/]|/(?=[^\s/]))[^{_EDGE}]*", re.IGNORECASE
)
_LEAST = 3
"""Letters of a user's name; shorter ones stand in every word."""
_NOBODY = frozenset({"root", "user", "admin", "administrator", "localhost"})


def anonymous(text: str) -> str:
    """Return a text in which nothing is left of who wrote it and what their files are called.

    Paths become ``<path>``, other names of files ``<file>.jpg``, the user's name ``<user>`` and the
    machine's ``<machine>``. Files of the program and of Python's libraries keep their names.
    """
    for folder, mark in _program():
        text = re.sub(re.escape(folder) + r"[\\/]", mark, text)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"<(?:program|python)>[\w./\\+-]*", keep, text.replace("\0", ""))
    text = _PATH.sub(lambda found: "<path>" + " " * found[0].endswith(" "), text)
    text = _NAMED.sub(lambda found: f"<file>.{found[1].lower()}", text)
    for name, mark in _names():
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", mark, text, flags=re.I)
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)


def _program() -> list[tuple[str, str]]:
    """Return the folders of the program and of Python, the longest first, and what they become."""
    package = Path(dfi_studio.__file__).resolve().parent
    folders = {str(package.parent): "<program>/"}
    for each in (sys.prefix, sys.base_prefix, sys.exec_prefix):
        folders.setdefault(str(Path(each)), "<python>/")
        folders.setdefault(str(Path(each).resolve()), "<python>/")
    return sorted(folders.items(), key=lambda each: len(each[0]), reverse=True)


@cache
def _names() -> tuple[tuple[str, str], ...]:
    found = [*((name, "<user>") for name in _users()), (platform.node(), "<machine>")]
    return tuple((name, mark) for name, mark in found if _telling(name))


def _users() -> Iterator[str]:
    with contextlib.suppress(OSError, KeyError):  # a user without a name, as in some containers
        yield getpass.getuser()
    with contextlib.suppress(RuntimeError):
        yield Path.home().name


def _telling(name: str) -> bool:
    return len(name) >= _LEAST and name.lower() not in _NOBODY
