"""Catalogues for tests, filled without a file on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dfi_studio.library.catalog import relabelling
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.catalog.values import Origin, Value


def filled(
    catalog: Catalog, name: str, paths: Sequence[str], *, times: Sequence[int] | None = None
) -> list[int]:
    """Enter a folder of pictures, and return their numbers."""
    folder = catalog.add_folder(Path("/pictures") / name)
    with catalog.writing() as connection:
        connection.executemany(
            "INSERT INTO picture (folder_id, path, size, mtime_ns, width, height)"
            " VALUES (?, ?, 1000, ?, 64, 48)",
            [
                (folder.id, path, time)
                for path, time in zip(paths, times or range(len(paths)), strict=True)
            ],
        )
        rows = connection.execute(
            "SELECT id FROM picture WHERE folder_id = ? ORDER BY id", [folder.id]
        ).fetchall()
        ids = [number for (number,) in rows]
        relabelling.refresh(connection, ids)
    return ids


def labelled(catalog: Catalog, name: str, labels: Sequence[Mapping[str, Value]]) -> list[int]:
    """Enter a folder with a picture for each set of labels, as a file gives them."""
    ids = filled(catalog, name, [f"{number}.png" for number in range(len(labels))])
    relabelling.enter(catalog, dict(zip(ids, labels, strict=True)), Origin.FILE)
    return ids
