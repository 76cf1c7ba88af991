"""``dfi-studio weights``: the networks, which are here and how to get the others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import WeightsError
from dfi_studio.library.folders import caches
from dfi_studio.library.weights import NETWORKS, WeightStore


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|get|add")
    actions.add_parser("list", help="Say which networks are here, and where they come from.")
    get = actions.add_parser("get", help="Fetch a network, unless it is here.")
    get.add_argument("name", metavar="NAME")
    add = actions.add_parser("add", help="Take a network from a file.")
    add.add_argument("name", metavar="NAME")
    add.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """List, fetch or take in a network."""
    store = WeightStore(caches() / "weights")
    if arguments.action == "list":
        _list(store, terminal)
    elif arguments.action == "get" and store.intact(arguments.name):
        terminal.report(f"{arguments.name} is here.", {"event": "present", "name": arguments.name})
    else:
        _install(store, arguments, terminal)


def _install(store: WeightStore, arguments: argparse.Namespace, terminal: Terminal) -> None:
    from dfi_studio.pipeline.networks import install

    file = arguments.file if arguments.action == "add" else None
    terminal.follow(install(arguments.name, store=store, file=file))
    terminal.report(f"{arguments.name} is ready.", {"event": "installed", "name": arguments.name})


def _list(store: WeightStore, terminal: Terminal) -> None:
    for name, published in NETWORKS.items():
        text, values = _described(store, name, published)
        terminal.result(f"{name}  {text}", {"name": name, **values})


def _described(store: WeightStore, name: str, published: str) -> tuple[str, dict[str, Any]]:
    if store.find(name) is None:
        return f"not here  {published}", {"installed": False, "origin": published}
    try:
        found = store.describe(name)
    except WeightsError as error:
        return f" damaged  {error}", {"installed": False, "error": str(error)}
    values = {
        "installed": True,
        "origin": found.origin,
        "path": str(found.path),
        "bytes": found.size,
        "source_sha256": found.source_sha256,
        "identity": found.identity,
    }
    return f"{found.size / 1e6:5.0f} MB  {found.origin}", values
