"""``dfi-studio info``: what a bug report needs."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from typing import Any

from dfi_studio import __version__
from dfi_studio.cli.terminal import Terminal
from dfi_studio.library.folders import caches, data
from dfi_studio.library.weights import NETWORKS, WeightStore

_PACKAGES = ("torch", "torchvision", "PySide6-Essentials", "numpy", "pillow", "qasync")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments: none of its own."""


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Print versions, devices, networks and folders."""
    del arguments
    facts = _facts()
    if terminal.as_json:
        terminal.emit(facts)
        return
    for name, value in facts.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        terminal.result(f"{name:<20} {shown}", {})


def _facts() -> dict[str, Any]:
    from dfi_studio.pipeline.workshop import devices

    store = WeightStore(caches() / "weights")
    return {
        "dfi-studio": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: _version(name) for name in _PACKAGES},
        "devices": devices(),
        "networks": [name for name in NETWORKS if store.find(name) is not None],
        "caches": str(caches()),
        "data": str(data()),
    }


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
