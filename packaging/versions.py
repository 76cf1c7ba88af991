"""Which version is built, and the moment that its files are dated with."""

from __future__ import annotations

import os
import re
import subprocess
import time

from processes import ROOT

_NAMED = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


def program_version() -> str:
    """Return the program's version, without importing it."""
    text = (ROOT / "dfi_studio" / "__init__.py").read_text(encoding="utf-8")
    found = _NAMED.search(text)
    if found is None:
        raise ValueError("dfi_studio/__init__.py names no version")
    return found[1]


def source_date() -> int:
    """Return the seconds since 1970 that stand for the time of the build.

    ``SOURCE_DATE_EPOCH`` where it is set (see reproducible-builds.org), else the time of the last
    commit, else now.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdigit():
        return int(told)
    try:
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        said = ""
    return int(said) if said.isdigit() else int(time.time())
