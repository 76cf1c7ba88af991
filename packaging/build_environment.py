"""The environment that the program is built in: a venv of its own, made once for its needs.

It holds what the program requires but for what is not to be passed on, and PyInstaller. Standard
library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import sysconfig
import tomllib
from pathlib import Path

import torch_build
from freezing import NOT_BUNDLED
from processes import ROOT, StopError, call, pip_install

PYINSTALLER = "pyinstaller>=6.10,<7"
_STAMP = "dfi-studio-build"


def requirements(pyproject: str) -> list[str]:
    """Return what is installed to build: the project's requirements that are passed on.

    Parameters
    ----------
    pyproject : str
        The content of pyproject.toml.
    """
    wanted = [str(each) for each in tomllib.loads(pyproject)["project"]["dependencies"]]
    return [each for each in wanted if _name(each) not in NOT_BUNDLED]


def python_in(folder: Path) -> Path:
    """Return the interpreter of the environment in a folder."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(folder: Path) -> Path:
    """Make the environment unless it is there and serves; return its interpreter.

    Raises
    ------
    StopError
        This Python cannot be built from, or something cannot be installed.
    """
    if sys.platform == "linux" and not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        raise StopError(
            "This Python has no shared library, which the built program needs: use one that was "
            "configured with --enable-shared, such as the system's."
        )
    wanted = requirements((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stamp = hashlib.sha256("\n".join([*wanted, PYINSTALLER, sys.version]).encode()).hexdigest()
    python, kept = python_in(folder), folder / _STAMP
    if kept.is_file() and kept.read_text() == stamp:
        return python
    if call([sys.executable, "-m", "venv", "--clear", str(folder)]):
        raise StopError(f"{folder} could not be made: see the message above.")
    index = torch_build.index_arguments(sys.platform, gpu=False, answers=torch_build.answers)
    log = folder / "pip.log"
    torch = [each for each in wanted if _name(each).startswith("torch")]
    pip_install(str(python), [*torch, *index], what="PyTorch", log=log)
    pip_install(str(python), [*wanted, PYINSTALLER, *index], what="what is built from", log=log)
    kept.write_text(stamp)
    return python


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return found[0].lower() if found else requirement
