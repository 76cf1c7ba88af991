"""The queue in hand: changed in the window, written down by a thread of its own.

Whoever needs to know that a change is on the disk waits for it; nobody else does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.errors import OutputError, ProjectError
from dfi_studio.session.orders import Order
from dfi_studio.session.queue import Item, Queue
from dfi_studio.session.queue_store import QueueStore, new_key, queue_folder
from dfi_studio.ui.flows import Says
from dfi_studio.ui.rendering.work import Message, Severity

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSE_S = 0.25
"""Between two writings; what must be on the disk does not wait for it."""
_AGAIN_S = 5.0
"""After a failure, which is seldom gone at once."""


class QueueKeeper:
    """Holds the queue. One window does; another finds it held, and says so when it is asked.

    Parameters
    ----------
    root : callable
        Returns the queue's folder.
    """

    def __init__(self, front: Says, *, root: Callable[[], Path] = queue_folder) -> None:
        self._front, self._root = front, root
        self._store: QueueStore | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="queue")
        self._changed = asyncio.Event()
        self._opening = asyncio.Lock()
        self._failing = False
        self._watchers: list[Callable[[], None]] = []
        self.queue = Queue()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher()` after every change."""
        self._watchers.append(watcher)

    @property
    def held(self) -> bool:
        """Whether this window has the queue."""
        return self._store is not None

    async def changed(self) -> None:
        """Wait for the next change."""
        woken = asyncio.Event()
        self._watchers.append(woken.set)
        try:
            await woken.wait()
        finally:
            self._watchers.remove(woken.set)

    # -- reading and writing --------------------------------------------------------------------

    async def open(self) -> None:
        """Take the queue as it was left.

        Raises
        ------
        OutputError
            Another window holds it, or its folder cannot be written.
        """
        async with self._opening:
            if self._store is not None:
                return
            store = await self._there(lambda: QueueStore(self._root()))
            try:
                self.queue = await self._there(partial(store.load, time.time()))
            except ProjectError as error:  # it was put aside, and the queue begins empty
                self._front.say(Message(str(error), Severity.ERROR))
            except OutputError:  # nothing may be written over what could not be read
                await self._there(store.release)
                raise
            self._store = store
            self._tell()

    async def run(self) -> None:
        """Write changes down, until cancelled."""
        while True:
            await self._changed.wait()
            try:
                await self.settle()
            except OutputError as error:
                self._fail(error)
                await asyncio.sleep(_AGAIN_S)
                self._changed.set()
            await asyncio.sleep(_PAUSE_S)

    async def settle(self) -> None:
        """Wait until what is in hand is on the disk.

        Raises
        ------
        OutputError
            It cannot be written.
        """
        self._changed.clear()
        if self._store is not None:
            await self._there(partial(self._store.save, self.queue))
        self._failing = False

    async def close(self) -> None:
        """Leave the queue for the next start, after whatever runs it has ended."""
        try:
            self.queue = self.queue.interrupted(time.time())
            await self.settle()
        except OutputError as error:
            logger.warning("The queue was not written: %s", error)
        if self._store is not None:
            await self._there(self._store.release)
        self._store = None
        self._thread.shutdown()

    # -- changing -------------------------------------------------------------------------------

    def do(self, change: Callable[[Queue], Queue]) -> None:
        """Change the queue, and have it written down."""
        changed = change(self.queue)
        if changed != self.queue:
            self.queue = changed
            self._changed.set()
            self._tell()

    async def add(self, order: Order, *, title: str, folder: Path) -> str:
        """Put an order at the end of the queue, and return its key once it is on the disk.

        Parameters
        ----------
        title : str
            What it is called.
        folder : Path
            Where its results go.

        Raises
        ------
        OutputError
            Another window holds the queue, or it cannot be written.
        """
        await self.open()
        store, key = self._store, new_key()
        assert store is not None  # or opening it would have failed
        await self._there(partial(store.put, key, order))
        self.do(lambda queue: queue.add(Item(key, order.kind, title, folder), time.time()))
        await self.settle()
        return key

    async def order(self, key: str) -> Order:
        """Return what an item computes, with its photo read.

        Raises
        ------
        ProjectError
            It is damaged, or its photo is gone or another by now.
        """
        store = self._store
        assert store is not None  # it has an item
        return await asyncio.get_running_loop().run_in_executor(None, store.get, key)

    # -- inside ---------------------------------------------------------------------------------

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    def _fail(self, error: OutputError) -> None:
        if not self._failing:
            words = _tr("The list of jobs cannot be written; it is tried again. {}")
            self._front.say(Message(words.format(error), Severity.ERROR))
        self._failing = True

    async def _there(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
