"""Folders that every system has under another name: the user's home, and the program's own.

Knows the custom of each system; does not know what is kept there.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from dfi_studio.core.errors import OutputError

APPLICATION = "dfi-studio"
HOME_VARIABLE = "DFI_STUDIO_HOME"
"""Environment variable naming one folder that holds all of them, for tests and for portable use."""


def caches() -> Path:
    """Return the folder for what can be made again, such as network weights; made if missing.

    Raises
    ------
    OutputError
        The folder cannot be made.
    """
    return _folder("cache", platformdirs.user_cache_path(APPLICATION, appauthor=False))


def data() -> Path:
    """Return the folder for what cannot be made again, such as settings; made if missing.

    Raises
    ------
    OutputError
        The folder cannot be made.
    """
    return _folder("data", platformdirs.user_data_path(APPLICATION, appauthor=False))


def state() -> Path:
    """Return the folder for what tells of past runs, such as the log; made if missing.

    Raises
    ------
    OutputError
        The folder cannot be made.
    """
    return _folder("state", platformdirs.user_state_path(APPLICATION, appauthor=False))


def expanded(text: str) -> Path:
    """Return a path as the user typed it, a leading ``~`` being a user's home."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):  # no user has that name, so it is the name of a file
        return Path(text)


def _folder(kind: str, customary: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home).absolute() / kind if home else customary
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} cannot be made ({error.strerror}); "
            f"name another one in the environment variable {HOME_VARIABLE}."
        ) from error
    return folder
