"""Which build of PyTorch to ask pip for: one without CUDA where there is no NVIDIA GPU.

Standard library only, and readable to Python 3.7, like `bootstrap`, which uses it.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Callable
from typing import Any

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""Where PyTorch publishes its builds for Linux without CUDA; those for other systems need none."""

_PATIENCE = 3.0  # seconds for that host to answer


def torch_requirements(project: Any) -> list[str]:
    """Return what the project requires of PyTorch: torch and torchvision, which go in pairs."""
    return [str(each) for each in project["dependencies"] if str(each).startswith("torch")]


def index_arguments(system: str, *, gpu: bool, answers: Callable[[str], bool]) -> list[str]:
    """Return pip's arguments for a build without CUDA, where there is one to be had.

    Parameters
    ----------
    system : str
        As in `sys.platform`.
    gpu : bool
        Whether there is an NVIDIA GPU.
    answers : callable
        Whether a host answers; only asked where it matters.
    """
    if gpu or not system.startswith("linux") or not answers(CPU_INDEX):
        return []
    return ["--extra-index-url", CPU_INDEX]


def has_gpu() -> bool:
    """Return whether the driver of an NVIDIA GPU answers."""
    driver = shutil.which("nvidia-smi")
    if driver is None:
        return False
    try:
        return subprocess.call([driver, "-L"], stdout=subprocess.DEVNULL, timeout=10) == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def answers(url: str) -> bool:
    """Return whether a host sends something within a few seconds."""
    got: list[bytes] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(url + "/torch/", timeout=_PATIENCE) as response:
                got.append(response.read(1))
        except OSError:
            return  # no answer is the answer

    # In a thread, because looking up a name knows no time limit.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    return bool(got)
