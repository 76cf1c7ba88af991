"""Processes that torchrun started, joined to train together; without torchrun, this one alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist

from dfi_studio.core.errors import DeviceError
from dfi_studio.engine.processes import ALONE, Joined, Processes

_STARTED = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")  # what torchrun sets


def is_first() -> bool:
    """Return whether this process is the one that tells and writes."""
    return os.environ.get("RANK", "0") == "0"


def own_device(text: str) -> str:
    """Return the device of this process, where the user named one for all: each GPU serves one."""
    several = "LOCAL_RANK" in os.environ and torch.cuda.device_count() > 1
    if several and text.strip().lower() in ("auto", "cuda"):
        return f"cuda:{os.environ['LOCAL_RANK']}"
    return text


@contextmanager
def joined(device: torch.device) -> Iterator[Processes]:
    """Join the processes of a torchrun for the length of the block.

    Parameters
    ----------
    device : torch.device
        That this process computes on.

    Raises
    ------
    DeviceError
        The others cannot be reached.
    """
    if not all(name in os.environ for name in _STARTED) or os.environ["WORLD_SIZE"] == "1":
        yield ALONE
        return
    try:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    except (RuntimeError, ValueError) as error:
        raise DeviceError(
            f"The processes of torchrun cannot reach each other ({error}); check its addresses."
        ) from error
    try:
        yield Joined()
    finally:
        dist.destroy_process_group()
