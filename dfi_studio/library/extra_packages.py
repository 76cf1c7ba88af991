"""Packages that the program can do without: how the user gets one that is missing.

Where the program runs from a Python, pip installs it there; the built program has neither.
"""

from __future__ import annotations

import sys


def how_to_get(package: str) -> str:
    """Return what to do for a package that is missing: the middle of a sentence, a request.

    Parameters
    ----------
    package : str
        As pip knows it, with an extra in brackets where that is what brings it.
    """
    if is_built():
        return "run DFI Studio from its source, since the installed program comes without it"
    quoted = f'"{package}"' if "[" in package else package
    return f"install it with `pip install {quoted}`"


def is_built() -> bool:
    """Return whether this is the built program, which brings a Python of its own along."""
    return bool(getattr(sys, "frozen", False))
