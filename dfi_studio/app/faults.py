"""Faults of ours that nobody catches: what is in hand is taken down first, then they are told.

An exception in a slot or in a thread ends nothing; the window goes on. Each fault is told once,
however often it comes back: one in a paint event comes sixty times a second.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from dfi_studio.library.crash_notes import take_crash_notes
from dfi_studio.ui.flows import Says, elsewhere, tell_fault
from dfi_studio.ui.rendering.work import Message, Severity

logger = logging.getLogger(__name__)


class Saves(Protocol):
    """Whoever keeps the journal."""

    def write_now(self) -> None:
        """Take down what is in hand, and return when it is on disk, or cannot be."""


@contextmanager
def faults_told(front: Says, journal: Saves) -> Iterator[None]:
    """Save and tell, for the length of a block, when an exception reaches nobody."""
    told: set[str] = set()
    loop = asyncio.get_running_loop()

    def meet(fault: BaseException) -> None:
        text = "".join(traceback.format_exception(fault))
        if text in told:
            return
        told.add(text)
        journal.write_now()
        logger.error("Nobody caught this.\n%s", text)
        tell_fault(front, fault)

    def in_the_window(kind: type[BaseException], fault: BaseException, trace: object, /) -> None:
        if issubclass(kind, Exception):
            meet(fault)
        else:
            sys.__excepthook__(kind, fault, fault.__traceback__)

    def in_a_thread(met: threading.ExceptHookArgs, /) -> None:
        if isinstance(met.exc_value, Exception):
            loop.call_soon_threadsafe(meet, met.exc_value)

    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = in_the_window, in_a_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before


async def tell_of_crashes(front: Says, take: Callable[[], list[str]] = take_crash_notes) -> None:
    """Offer a report where an earlier run was ended by the system."""
    for note in await elsewhere(take):
        logger.error("An earlier run crashed.\n%s", note)
        words = _tr("DFI Studio crashed when it was last used. A report of it can be copied.")

        copy = partial(_copy, words, note)
        front.say(Message(words, Severity.ERROR, note, button=_tr("Copy report"), act=copy))


def _copy(text: str, details: str) -> None:
    from dfi_studio.ui.report import copy_report

    copy_report(text, details)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Faults", text)
