"""Several processes on the command line: who does the work."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dfi_studio.cli.terminal import Terminal

if TYPE_CHECKING:
    from dfi_studio.pipeline.cluster import Cluster


def add_scheduler(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how many processes work, and where."""
    parser.add_argument(
        "--scheduler",
        default="local",
        metavar="ADDRESS",
        help="local (default): processes here; tcp://HOST:PORT: the workers of a Dask scheduler, "
        "which see the same files under the same names.",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="Processes here; by default one for each GPU, on a CPU one for every four cores.",
    )


@contextmanager
def opened(arguments: argparse.Namespace, terminal: Terminal) -> Iterator[Cluster | None]:
    """Give the workers that the flags name; None where this process does it alone.

    Raises
    ------
    UsageError, DeviceError
        See `pipeline.cluster`.
    """
    from dfi_studio.pipeline.cluster import opened_cluster

    with opened_cluster(
        arguments.scheduler, device=arguments.device, workers=arguments.workers
    ) as cluster:
        if cluster is not None:
            terminal.say(f"{cluster.workers} workers.")
        yield cluster
