"""A worker's own workshop, kept from task to task as the window keeps its."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dfi_studio.pipeline.workshop import Workshop

_ONE_AT_A_TIME = threading.Lock()
_workshops: dict[str, Workshop] = {}


@contextmanager
def own_workshop(device: str) -> Iterator[Workshop]:
    """Give this process's workshop, to one task at a time.

    Raises
    ------
    DeviceError
        This machine has no such device.
    """
    with _ONE_AT_A_TIME:
        if device not in _workshops:
            _workshops[device] = Workshop(device)
        yield _workshops[device]
