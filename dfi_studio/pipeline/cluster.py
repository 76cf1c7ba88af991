"""More than one process, on one machine or many: tasks go out as text, and come back done.

Dask carries them. A task is a function of this package's and a text that says all it needs, so it
may be done anywhere, and again where a worker was lost. All machines see the photos and the
folder of results under the same names. What Dask sends between its own processes is its affair;
nothing of it is ever written to a file.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import psutil
import torch

from dfi_studio import __version__
from dfi_studio.core.errors import DeviceError, UsageError
from dfi_studio.library.extra_packages import how_to_get
from dfi_studio.pipeline.workshop import find_device

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"

_AHEAD = 3  # tasks a worker that are given away at once: it never waits, and few are lost with it
_CORES = 4  # a process of a CPU gets; a solve gains little from more
_MEMORY = 3 << 30  # bytes a process of a CPU gets at least
_PATIENCE = 20.0  # seconds to wait for a scheduler, and for the first worker
_UNDISTURBED = {
    # Dask has its workers give memory back whenever a tensor is freed. A solve asks for as much
    # again at once: a fifth of its time then goes to the system, which clears the same pages anew.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    # Nobody looks at what it measures of itself a hundred times a second.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500 ms",
    # A task for each thread: one that waits behind another is late when its neighbour is idle.
    "distributed.scheduler.worker-saturation": 1.0,
}

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that no worker lived to finish.

    Attributes
    ----------
    task : str
    reason : str
        One sentence.
    """

    task: str
    reason: str


class Cluster:
    """Workers that do tasks.

    Parameters
    ----------
    client : Client
        Dask's.
    device : str
        What each worker computes on, as its own machine understands it.
    """

    def __init__(self, client: Client, device: str) -> None:
        self.device = device
        self._client = client

    @property
    def workers(self) -> int:
        """How many there are now."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def as_done(
        self, work: Callable[[str], Result], tasks: Iterator[str]
    ) -> Iterator[Result | Lost]:
        """Yield the result of each task as it is done; more are taken as workers come free.

        Dask gives a task up once it was on several workers that died, and cannot tell which of
        those a worker had was to blame: such tasks are tried once more, alone.

        Parameters
        ----------
        work : callable
            A function of a module that the workers have too.
        tasks : iterator of str
        """
        from distributed import as_completed

        waiting, under_way = as_completed(loop=self._client.loop), {}
        suspects: deque[str] = deque()

        def give(count: int) -> None:
            for task in islice(tasks, count):
                future = self._submitted(work, task)
                under_way[future] = task
                waiting.add(future)

        try:
            give(self._together)
            for future in waiting:
                result = _result(future, task := under_way.pop(future))
                give(1)
                if isinstance(result, Lost):
                    suspects.append(task)
                else:
                    yield result
            while suspects:  # each on its own: who was beside the guilty one is done now
                future = self._submitted(work, suspects[0])
                under_way[future] = suspects.popleft()
                yield _result(future, under_way[future])
                del under_way[future]
        finally:
            self._client.cancel(list(under_way), force=True)

    def in_order(
        self, work: Callable[[str], Result], tasks: Iterator[str]
    ) -> Iterator[Result | Lost]:
        """Yield the results in the order of their tasks; see `as_done`."""
        waiting: deque[tuple[Any, str]] = deque()

        def give(count: int) -> None:
            for task in islice(tasks, count):
                waiting.append((self._submitted(work, task), task))

        try:
            give(self._together)
            while waiting:
                result = _result(*waiting[0])
                if isinstance(result, Lost):  # perhaps for being beside the guilty one
                    waiting[0] = self._submitted(work, result.task), result.task
                    result = _result(*waiting[0])
                waiting.popleft()
                give(1)
                yield result
        finally:
            self._client.cancel([future for future, _ in waiting], force=True)

    def _submitted(self, work: Callable[[str], Any], task: str) -> Any:
        return self._client.submit(work, task, pure=False)

    @property
    def _together(self) -> int:
        return _AHEAD * max(1, self.workers)


@contextmanager
def opened_cluster(
    scheduler: str = LOCAL, *, device: str = "auto", workers: int | None = None
) -> Iterator[Cluster | None]:
    """Give the workers that a user names, for the length of the block.

    Parameters
    ----------
    scheduler : str
        `LOCAL` starts processes here; else the address of Dask's scheduler,
        ``tcp://HOST:PORT``.
    device : str
        See `Workshop`.
    workers : int or None
        How many processes to start here; None starts one for each GPU, on a CPU one for every
        four cores that have the memory, if Dask is there. One needs no cluster, and gives None.

    Raises
    ------
    UsageError
        The number makes no sense, or Dask is not installed.
    DeviceError
        The scheduler cannot be reached, has no workers, or they lack this program.
    """
    if scheduler != LOCAL:
        if workers is not None:
            raise UsageError("--workers counts processes here; a scheduler has workers of its own.")
        with _joined(scheduler, device) as cluster:
            yield cluster
        return
    count = _fitting(device) if workers is None else workers
    if count < 1:
        raise UsageError(f"{count} workers cannot do anything; give at least 1.")
    if count == 1:
        yield None
        return
    with _started(count, device) as cluster:
        yield cluster


def program_version() -> str:
    """Return the version of this program, as a worker has it."""
    return __version__


@contextmanager
def _joined(address: str, device: str) -> Iterator[Cluster]:
    _check_installed()
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # Dask's time-outs are of these kinds too
        raise DeviceError(
            f"There is no scheduler at {address} ({error}); give its address as tcp://HOST:PORT."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise DeviceError(f"The scheduler at {address} has no workers; start some.") from error
        _check_versions(client, address)
        yield Cluster(client, device)


@contextmanager
def _started(count: int, device: str) -> Iterator[Cluster]:
    """Start processes on this machine: each with a GPU, or its share of the cores."""
    _check_installed()
    import dask
    from distributed import Client, Nanny, Scheduler, SpecCluster

    quiet = {"silence_logs": logging.CRITICAL}  # what matters comes back as results
    specs = {
        number: {
            "cls": Nanny,
            "options": {**quiet, "nthreads": 1, "memory_limit": 0, "env": _shares(number, count)},
        }
        for number in range(count)
    }
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "dashboard": False}
    scheduler = {"cls": Scheduler, "options": here}
    with (
        dask.config.set(_UNDISTURBED),
        SpecCluster(scheduler=scheduler, workers=specs, **quiet) as processes,
        Client(processes, set_as_default=False) as client,
    ):
        yield Cluster(client, device)


def _shares(number: int, count: int) -> dict[str, str]:
    """Return what a process is started with: its own GPU, and no more threads than its cores."""
    threads = max(1, (psutil.cpu_count(logical=False) or count) // count)
    found = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    gpus = visible.split(",") if visible else [str(at) for at in range(torch.cuda.device_count())]
    return {**found, "CUDA_VISIBLE_DEVICES": gpus[number % len(gpus)]} if gpus else found


def _fitting(device: str) -> int:
    """Return how many processes this machine is good for; without Dask, for one."""
    if not _has_dask():
        return 1
    if find_device(device).type == "cuda":
        return torch.cuda.device_count() if device.strip().lower() in ("auto", "cuda") else 1
    by_cores = (psutil.cpu_count(logical=False) or 1) // _CORES
    return max(1, min(by_cores, int(psutil.virtual_memory().available) // _MEMORY))


def _check_installed() -> None:
    if not _has_dask():
        how = how_to_get("dfi-studio[cluster]")
        raise UsageError(f"Several processes need Dask, which is not installed: {how}.")


def _has_dask() -> bool:
    return find_spec("distributed") is not None


def _check_versions(client: Client, address: str) -> None:
    try:
        versions = set(client.run(program_version).values())
    except Exception as error:  # whatever a worker without the program raises comes back here
        raise DeviceError(
            f"The workers at {address} cannot run DFI Studio ({error}); install it there."
        ) from error
    if versions != {__version__}:
        raise DeviceError(
            f"The workers at {address} have DFI Studio {', '.join(sorted(versions))}, and here "
            f"it is {__version__}; install the same version."
        )


def _result(future: Any, task: str) -> Any:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return Lost(task, "It took down every worker that tried; they may lack the memory.")
