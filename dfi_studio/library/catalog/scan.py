"""Reading a folder into the catalogue: what is new, what changed, what is gone.

Only names, sizes and headers are read, and nothing is ever written to the folder. Each batch is
kept as it is done: whoever stops pulling loses nothing, and the next scan goes on from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.core.errors import CatalogError, PhotoError
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.library.catalog.entries import plain
from dfi_studio.library.catalog.relabelling import label_ids, refresh
from dfi_studio.library.catalog.store import Catalog, Folder
from dfi_studio.library.catalog.values import Origin, stored
from dfi_studio.library.folder_walk import Found, walk
from dfi_studio.library.label_sources.sources import Labelling, fingerprint, read_sources
from dfi_studio.library.photos import picture_size

_BATCH = 256
_STEP = 1000
_FROM_DISK = (int(Origin.FILE), int(Origin.NAME), int(Origin.FOLDER))


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found.

    Attributes
    ----------
    added, changed, removed, broken : int
        How many pictures are new, have another size or time, are gone; and how many of those that
        are there now cannot be used.
    """

    folder: Folder
    added: int
    changed: int
    removed: int
    broken: int


@dataclass(slots=True)
class _Seen:
    """What is in the folder, and which of its sub-folders could not be looked into."""

    pictures: list[Found]
    hidden: list[str]


def scan(
    catalog: Catalog, folder: Path, name: str | None = None
) -> Generator[Step, None, ScanReport]:
    """Enter a folder, or see what has changed in it; its pictures are not touched.

    Parameters
    ----------
    name : str or None
        What the folder is called in the catalogue; None for its own name.

    Raises
    ------
    CatalogError
        The folder is missing, cannot be read, or vanishes meanwhile; what was catalogued is kept.
    """
    root = plain(folder)
    if not root.is_dir():
        raise CatalogError(f"There is no folder {folder}; check its name, or connect its disk.")
    entry = catalog.add_folder(root, name)
    seen = yield from _look_through(entry)
    known = _known(catalog, entry)
    if known and not seen.pictures:  # an empty place is where a disk was, more often than not
        raise _vanished(entry)
    fresh = [each for each in seen.pictures if known.get(each.path, (0,))[1:] != _state(each)]
    gone = _gone(known, seen)
    if fresh or gone:
        _forget(catalog, entry, gone)
    yield from _read_headers(catalog, entry, fresh)
    yield from _read_labels(catalog, entry)
    final = catalog.folder(entry.name)
    changed = sum(1 for found in fresh if found.path in known)
    return ScanReport(final, len(fresh) - changed, changed, len(gone), final.broken)


def scan_all(catalog: Catalog) -> Generator[Step, None, list[ScanReport]]:
    """See what has changed in every folder; one that is not there is told and passed over."""
    reports = []
    for folder in catalog.folders():
        try:
            reports.append((yield from scan(catalog, folder.path, folder.name)))
        except CatalogError as error:
            yield Notice(str(error))
    return reports


def _look_through(entry: Folder) -> Generator[Step, None, _Seen]:
    """Walk the folder; a sub-folder that cannot be read is told, and its pictures are kept."""
    label = f"Looking through {entry.name}"
    hidden: dict[str, OSError] = {}
    pictures: list[Found] = []
    unnamed = 0
    yield Progress(label, 0, 0)
    try:
        for found in walk(entry.path, unreadable=hidden.__setitem__):
            if not _is_text(found.path):
                unnamed += 1
                continue
            pictures.append(found)
            if len(pictures) % _STEP == 0:
                yield Progress(label, len(pictures), 0)
    except OSError as error:
        raise _vanished(entry) from error
    if not entry.path.is_dir():
        raise _vanished(entry)
    for path, reason in hidden.items():
        yield Notice(f"{entry.path / path} was passed over, because it cannot be read ({reason}).")
    if unnamed:
        yield Notice(
            f"{unnamed} pictures in {entry.path} were passed over, because their names are not "
            "text; rename them."
        )
    return _Seen(pictures, [f"{path}/" for path in hidden if (entry.path / path).exists()])


def _known(catalog: Catalog, entry: Folder) -> dict[str, tuple[int, ...]]:
    rows = catalog.rows(
        "SELECT path, id, size, mtime_ns FROM picture WHERE folder_id = ?", [entry.id]
    )
    return {path: (number, size, mtime) for path, number, size, mtime in rows}


def _state(found: Found) -> tuple[int, int]:
    return found.size, found.mtime_ns


def _gone(known: dict[str, tuple[int, ...]], seen: _Seen) -> list[int]:
    """Return the pictures that are no longer there; behind a locked door they may still be."""
    present = {found.path for found in seen.pictures}
    hidden = tuple(seen.hidden)
    return [
        number
        for path, (number, *_) in known.items()
        if path not in present and not path.startswith(hidden)
    ]


def _read_headers(
    catalog: Catalog, entry: Folder, fresh: Sequence[Found]
) -> Generator[Step, None, None]:
    label = f"Reading {entry.name}"
    yield Progress(label, 0, len(fresh))
    for start in range(0, len(fresh), _BATCH):
        batch = fresh[start : start + _BATCH]
        rows = [(entry.id, each.path, *_state(each), *_header(entry.path, each)) for each in batch]
        if not entry.path.is_dir():  # all of the batch would be told as broken
            raise _vanished(entry)
        with _writing(catalog, entry) as connection:
            connection.executemany(
                "INSERT INTO picture (folder_id, path, size, mtime_ns, width, height, problem)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (folder_id, path) DO UPDATE SET size = excluded.size,"
                " mtime_ns = excluded.mtime_ns, width = excluded.width, height = excluded.height,"
                " problem = excluded.problem, phash = NULL",
                rows,
            )
            paths = [found.path for found in batch]
            marks = ", ".join("?" for _ in paths)
            ids = connection.execute(
                f"SELECT id FROM picture WHERE folder_id = ? AND path IN ({marks})",
                [entry.id, *paths],
            ).fetchall()
            refresh(connection, [number for (number,) in ids])
        yield Progress(label, start + len(batch), len(fresh))


def _header(root: Path, found: Found) -> tuple[int, int, str | None]:
    """Return width, height and what is wrong with a picture."""
    if found.size == 0:
        return 0, 0, "The file is empty (0 bytes); copy it again from where it came."
    try:
        width, height = picture_size(root / found.path)
    except PhotoError as error:
        return 0, 0, str(error)
    return width, height, None


def _forget(catalog: Catalog, entry: Folder, gone: Sequence[int]) -> None:
    """Forget pictures, and that the labels were read: should nothing else be done, they will be."""
    with catalog.writing() as connection:
        connection.executemany("DELETE FROM picture WHERE id = ?", [(each,) for each in gone])
        connection.execute("UPDATE folder SET sources = NULL WHERE id = ?", [entry.id])


def _read_labels(catalog: Catalog, entry: Folder) -> Generator[Step, None, None]:
    """Replace what files, names and folders say, where the files or the pictures changed."""
    ids = dict(catalog.rows("SELECT path, id FROM picture WHERE folder_id = ?", [entry.id]))
    mark = fingerprint(entry.path, ids)
    ((kept,),) = catalog.rows("SELECT sources FROM folder WHERE id = ?", [entry.id])
    if mark == kept:
        return
    labelling = read_sources(entry.path, list(ids))
    for text in [*labelling.problems, *labelling.notices]:
        yield Notice(text)  # the pictures are of use without their labels
    yield from _keep_labels(catalog, entry, ids, labelling)
    with catalog.writing() as connection:
        connection.execute("UPDATE folder SET sources = ? WHERE id = ?", [mark, entry.id])


def _keep_labels(
    catalog: Catalog, entry: Folder, ids: dict[str, int], labelling: Labelling
) -> Generator[Step, None, None]:
    paths = list(ids)
    label = f"Reading the labels of {entry.name}"
    for start in range(0, len(paths), _STEP):
        batch = paths[start : start + _STEP]
        with _writing(catalog, entry) as connection:
            numbers = label_ids(connection, labelling.names)
            connection.executemany(
                "DELETE FROM value WHERE picture_id = ? AND origin IN (?, ?, ?)",
                [(ids[path], *_FROM_DISK) for path in batch],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO value SELECT ?, ?, ?, ?"
                " WHERE EXISTS (SELECT 1 FROM picture WHERE id = ?1)",
                [
                    (ids[path], numbers[name], int(origin), stored(value))
                    for origin, by_path in labelling.values.items()
                    for path in batch
                    for name, value in by_path.get(path, {}).items()
                ],
            )
            refresh(connection, [ids[path] for path in batch])
            connection.execute("UPDATE label SET changed = changed + 1")  # also those that are gone
        yield Progress(label, start + len(batch), len(paths))


@contextmanager
def _writing(catalog: Catalog, entry: Folder) -> Iterator[sqlite3.Connection]:
    """Give the connection as `Catalog.writing` does, while the folder is in the catalogue."""
    with catalog.writing() as connection:
        if not connection.execute("SELECT 1 FROM folder WHERE id = ?", [entry.id]).fetchone():
            raise CatalogError(
                f"The folder {entry.name} was removed from the catalogue while it was read; add "
                "it again if that was not meant."
            )
        yield connection


def _is_text(path: str) -> bool:
    """Return whether a path can be kept; Linux lets any bytes be a name."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _vanished(entry: Folder) -> CatalogError:
    return CatalogError(
        f"The folder {entry.path} vanished, was emptied or cannot be read; connect its disk or "
        "check its permissions, and scan again: what the catalogue knows of it is kept."
    )
