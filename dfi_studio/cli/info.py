"""``dfi-studio info``: what a bug report needs."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from dfi_studio.cli.terminal import Terminal
from dfi_studio.library.anonymous import anonymous
from dfi_studio.library.folders import caches, data, state
from dfi_studio.library.log_file import log_path
from dfi_studio.library.machine import free_space, machine_facts
from dfi_studio.library.weights import NETWORKS, WeightStore

_AT_MOST_S = 30
"""For Qt to say what it finds; a window is on the screen in less than one."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help="Leave your name and your folders out, for a report that others read.",
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Print versions, devices, networks, folders, and what Qt finds."""
    facts = _facts()
    if arguments.anonymous:
        facts = {name: _anonymous(value) for name, value in facts.items()}
    if terminal.as_json:
        terminal.emit(facts)
        return
    for name, value in facts.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        terminal.result(f"{name:<20} {shown}", {})


def _facts() -> dict[str, Any]:
    store = WeightStore(caches() / "weights")
    return {
        **machine_facts(),
        **_engine_facts(),
        "networks": [name for name in NETWORKS if store.find(name) is not None],
        **{
            kind: f"{folder} ({free_space(folder)})"
            for kind, folder in (("caches", caches()), ("data", data()), ("state", state()))
        },
        "log": str(log_path()),
        **_window_facts(),
    }


def _engine_facts() -> dict[str, Any]:
    """Return what the engine computes on, with how many threads and in which arithmetic."""
    import torch

    from dfi_studio.engine.precision import fast_dtype
    from dfi_studio.pipeline.workshop import describe, devices

    names = devices()
    return {
        "devices": names,
        **{
            name: f"{told.model or 'processor'}, fast in {str(fast_dtype(device))[6:]}"
            for name in names
            for told, device in [(describe(name), torch.device(name))]
        },
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(),
        "cuda of torch": torch.version.cuda or "none",
    }


def _window_facts() -> dict[str, Any]:
    """Ask the program itself, in a process of its own: where Qt finds no screen it aborts."""
    frozen = bool(getattr(sys, "frozen", False))
    program = [sys.executable] if frozen else [sys.executable, "-m", "dfi_studio"]
    try:
        told = subprocess.run(
            [*program, "open", "--facts"], capture_output=True, timeout=_AT_MOST_S, check=False
        )
        return dict(json.loads(told.stdout))
    except subprocess.TimeoutExpired:
        return {"qt": f"did not answer in {_AT_MOST_S} s"}
    except (OSError, ValueError):
        lines = told.stderr.decode(errors="replace").strip().splitlines()
        return {"qt": f"opens no window here: {next(iter(lines), 'it says nothing')}"}


def _anonymous(value: Any) -> Any:
    if isinstance(value, list):
        return [_anonymous(each) for each in value]
    return anonymous(value) if isinstance(value, str) else value
