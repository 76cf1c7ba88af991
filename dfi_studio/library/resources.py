"""Where the files that come with the program are: icons, the theme, the sample set, the guide.

They lie in ``resources/`` and ``docs/`` beside the package in a checkout, and inside the package
once it is installed; so what links from one to the other holds in both. Knows their place only,
not their content.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import dfi_studio


def resource(*parts: str) -> Path:
    """Return the path of a file or folder that comes with the program.

    Parameters
    ----------
    *parts : str
        The path below ``resources/``, one part an argument.

    Raises
    ------
    FileNotFoundError
        There is none: the installation is incomplete.
    """
    return _found("resources", *parts)


def guide(page: str) -> Path:
    """Return the path of a page of the guide.

    Parameters
    ----------
    page : str
        Its name, such as ``make-a-film.md``.

    Raises
    ------
    FileNotFoundError
        There is none: the installation is incomplete.
    """
    return _found("docs", page)


def _found(kind: str, *parts: str) -> Path:
    found = _root(dfi_studio.__file__, kind).joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(
            f"{found} is missing: this installation of DFI Studio is incomplete; install it again."
        )
    return found


@cache  # the window asks for fifty icons at once
def _root(init: str, kind: str) -> Path:
    package = Path(init).resolve().parent
    installed = package / kind
    return installed if installed.is_dir() else package.parent / kind
