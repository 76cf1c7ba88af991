"""``dfi-studio catalog index``: let the network look at all pictures beforehand."""

from __future__ import annotations

import argparse

from dfi_studio.cli import clustering, flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.library.catalog.store import Catalog


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the action's arguments."""
    parser.add_argument("--in", dest="folder", metavar="NAME", help="Only in this folder.")
    flags.add_device(parser)
    clustering.add_scheduler(parser)


def run(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Index what is new or has changed, alone or on a cluster."""
    from dfi_studio.pipeline.cluster_index import embedding_on
    from dfi_studio.pipeline.index import index
    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    with clustering.opened(arguments, terminal) as cluster:
        embedding = None if cluster is None else embedding_on(cluster)
        steps = index(workshop, catalog, folder=arguments.folder, embedding=embedding)
        report = terminal.follow(steps)
    counts = {"embedded": report.embedded, "already": report.already, "broken": len(report.broken)}
    terminal.report(
        f"Indexed {report.embedded} pictures at {report.rate:.1f}/s; {report.already} were.",
        {"event": "indexed", **counts, "seconds": round(report.seconds, 3)},
    )
