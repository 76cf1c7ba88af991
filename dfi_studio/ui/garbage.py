"""Python's cycle collector, kept to the window's thread.

Left alone it runs in whichever thread allocates, which is the engine's. There it would destroy
Qt objects that were caught in a cycle, and Qt aborts or warns when a timer or a widget dies in a
thread that is not its own.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_EVERY_MS = 500


@contextmanager
def collected_here() -> Iterator[None]:
    """Collect cycles in this thread only, from its event loop, for the length of the block."""
    timer = QTimer()
    timer.setInterval(_EVERY_MS)
    timer.timeout.connect(_collect)
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.enable()


def settle() -> None:
    """Let later collections pass over all that is there now, such as torch's modules.

    Otherwise a full collection walks half a million objects and holds the window up.
    """
    gc.freeze()


def _collect() -> None:
    """Collect the oldest generation that is due, as the automatic collector would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
