"""What a worker of a cluster under test runs first: the tiny network, and a pace to be killed at.

Dask runs it by its path (``distributed.worker.preload``).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]


def dask_setup(worker):
    """Called by Dask once the worker is there."""
    from tiny_network import tiny_network

    from dfi_studio.pipeline import batch_photo
    from dfi_studio.pipeline import workshop as workshop_module

    workshop_module.load_backbone = lambda *_, **__: tiny_network()
    pace = float(os.environ.get("TINY_WORKER_PACE", "0"))
    read_photo = batch_photo.read_photo

    def slowly(path):
        time.sleep(pace)
        return read_photo(path)

    batch_photo.read_photo = slowly


def shout(text):
    """Do a task."""
    return text.upper()


def die(text):
    """Take the worker down."""
    if text == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return text
