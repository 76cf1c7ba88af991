"""Ctrl-C and the system's wish to end, as events of the window's loop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QSocketNotifier


@contextmanager
def interrupts(leave: Callable[[], None]) -> Iterator[None]:
    """Close the window on Ctrl-C and on SIGTERM.

    Python runs signal handlers between bytecodes, of which there are none while Qt waits for
    events: the wake-up socket makes an event of the signal.
    """
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(partial(_drain, reader))
    before = {
        number: signal.signal(number, lambda *_: leave())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    was_waking = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(was_waking)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        reader.close()
        writer.close()


def _drain(reader: socket.socket, *_: object) -> None:
    reader.recv(64)
