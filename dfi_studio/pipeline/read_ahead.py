"""Reading ahead: files are read by threads while the network is busy with those before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def read_ahead(
    read: Callable[[Item], Result], items: Iterable[Item], *, ahead: int, threads: int
) -> Iterator[Iterator[Result]]:
    """Give the results of reading some items, in their order.

    When the block ends, however it ends, nothing more is read and no thread is left.

    Parameters
    ----------
    read : callable
        Called by several threads at once; what it raises is raised where its result is taken.
    items : iterable
    ahead : int
        How many results may wait to be taken: the bound on the memory they need.
    threads : int
        How many read at once. Where the network runs on the CPU itself, more than are needed
        only take time from it.
    """
    pool = ThreadPoolExecutor(threads, "read-ahead")
    try:
        yield _results(pool, read, iter(items), ahead)
    finally:
        pool.shutdown(cancel_futures=True)


def _results(
    pool: ThreadPoolExecutor, read: Callable[[Item], Result], items: Iterator[Item], ahead: int
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque(pool.submit(read, item) for item in islice(items, ahead))
    while waiting:
        result = waiting.popleft().result()
        waiting.extend(pool.submit(read, item) for item in islice(items, 1))
        yield result
