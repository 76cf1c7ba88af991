"""What a figure was measured on, and a process of its own to measure memory in."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")


def tell(values: dict[str, Any]) -> None:
    """Print the figures, with the machine named, as a line of JSON: the last of a benchmark."""
    print(json.dumps({**values, "machine": machine()}))


def machine() -> dict[str, Any]:
    """Return what a reader needs to know of this machine, and how busy it was in this minute."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "load": os.getloadavg()[0],
    }


def in_a_process(function: Callable[..., Result], *values: Any) -> Result:
    """Return what a function of a module returns in a process that has done nothing before."""
    afresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=afresh) as process:
        return process.submit(function, *values).result()


def peak_bytes() -> int:
    """Return the most memory that this process has ever had in use.

    Linux keeps account of it for the program that runs; what `getrusage` says there counts what
    the process was before it became that program, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit()


def _unit() -> int:
    """Return the bytes in which a system tells `ru_maxrss`."""
    return 1 if sys.platform == "darwin" else 1024


def _cpu() -> str:
    """Return the processor's name."""
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
