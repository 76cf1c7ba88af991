"""Embeddings on disk: rows of float16 that are mapped, not read, and what each row belongs to.

Two files a store. ``rows.f16`` holds the vectors; ``pictures`` holds, row by row, the picture's
number in the catalogue and the size and time of its file when it was embedded, so that a changed
picture counts as not embedded. Rows are only ever appended, vectors first: what a crash leaves
behind is a vector without a picture, which the next writer cuts off. Knows no network.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import OutputError
from dfi_studio.library.exclusive import exclusive

logger = logging.getLogger(__name__)

IntArray = npt.NDArray[np.int64]
HalfArray = npt.NDArray[np.float16]

_ENTRY = np.dtype([("id", "<i8"), ("size", "<i8"), ("mtime_ns", "<i8")])
_ABSENT = -1
_COPIED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class PictureStates:
    """Pictures of the catalogue and the state of their files, each array (N,) int64."""

    ids: IntArray
    sizes: IntArray
    mtimes_ns: IntArray

    def __len__(self) -> int:
        """Return how many pictures there are."""
        return len(self.ids)

    def chosen(self, which: slice | npt.NDArray[np.bool_]) -> PictureStates:
        """Return some of them, in the same order."""
        return PictureStates(self.ids[which], self.sizes[which], self.mtimes_ns[which])

    def entries(self) -> npt.NDArray[np.void]:
        """Return them as the store writes them."""
        found = np.empty(len(self.ids), _ENTRY)
        found["id"], found["size"], found["mtime_ns"] = self.ids, self.sizes, self.mtimes_ns
        return found


class EmbeddingStore:
    """The embeddings that one network made, in one folder.

    Parameters
    ----------
    folder : Path
        Of all stores; made when something is written.
    key : str
        Names everything that the vectors depend on but the picture: weights, layers, size.
    width : int
        Length D of a vector.
    """

    def __init__(self, folder: Path, key: str, *, width: int) -> None:
        name = hashlib.blake2b(f"{key} {width}".encode(), digest_size=16).hexdigest()
        self.folder = folder / name
        self.width = width
        self._rows = self.folder / "rows.f16"
        self._pictures = self.folder / "pictures"

    def __len__(self) -> int:
        """Return how many rows are whole, those of changed and removed pictures included."""
        row_bytes = self.width * 2
        return min(_size(self._rows) // row_bytes, _size(self._pictures) // _ENTRY.itemsize)

    def vectors(self) -> HalfArray:
        """Return all rows, (N, D), mapped: changes of the array do not reach the file."""
        count = len(self)
        if not count:
            return np.empty((0, self.width), np.float16)
        return np.memmap(self._rows, np.float16, mode="c", shape=(count, self.width))

    def rows_of(self, pictures: PictureStates) -> IntArray:
        """Return the row of each picture, (N,); -1 where it is missing or its file has changed."""
        entries = self._entries()
        if not len(entries) or not len(pictures):
            return np.full(len(pictures), _ABSENT, np.int64)
        newest_first = entries[::-1]
        ids, first = np.unique(newest_first["id"], return_index=True)
        place = np.searchsorted(ids, pictures.ids).clip(max=len(ids) - 1)
        rows = len(entries) - 1 - first[place]
        known = entries[rows] == pictures.entries()
        return np.where(known, rows, _ABSENT).astype(np.int64)

    @contextmanager
    def writing(self) -> Iterator[EmbeddingWriter]:
        """Give the one writer of this machine; what it has written stays where the block fails.

        Raises
        ------
        OutputError
            Another process writes to this store, or the files cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritten(self.folder, error) from error
        with exclusive(self.folder / "lock", what="Indexing"):
            self._end_take_over()
            count = len(self)
            with _appending(self._rows) as rows, _appending(self._pictures) as pictures:
                self._cut(rows, count * self.width * 2)
                self._cut(pictures, count * _ENTRY.itemsize)
                yield EmbeddingWriter(self.width, rows, pictures)

    def compact(self, pictures: PictureStates) -> None:
        """Drop the rows of all other pictures; nothing is done where half the rows are in use.

        Parameters
        ----------
        pictures : PictureStates
            Every picture of the catalogue.

        Raises
        ------
        OutputError
            See `writing`.
        """
        if 2 * int((self.rows_of(pictures) != _ABSENT).sum()) >= len(self):
            return
        with exclusive(self.folder / "lock", what="Indexing"):
            rows = self.rows_of(pictures)
            kept = np.sort(rows[rows != _ABSENT])
            logger.info("compacting %s from %d rows to %d", self.folder, len(self), len(kept))
            self._take_over(self._copy(kept))

    @property
    def _compacted(self) -> EmbeddingStore:
        return EmbeddingStore(self.folder, "compacted", width=self.width)

    def _cut(self, stream: FileIO, size: int) -> None:
        try:
            stream.truncate(size)
        except OSError as error:
            raise _unwritten(self.folder, error) from error

    def _copy(self, kept: IntArray) -> EmbeddingStore:
        fresh = self._compacted
        shutil.rmtree(fresh.folder, ignore_errors=True)  # what a crash may have left
        vectors, entries = self.vectors(), self._entries()
        with fresh.writing() as writer:
            for start in range(0, len(kept), _COPIED_AT_ONCE):
                some = kept[start : start + _COPIED_AT_ONCE]
                writer.append(_states(entries[some]), vectors[some])
        return fresh

    def _take_over(self, fresh: EmbeddingStore) -> None:
        """Put new files in the place of ours; with one without the other, nothing is in use."""
        try:
            self._pictures.unlink(missing_ok=True)
            if fresh._rows.exists():
                fresh._rows.replace(self._rows)
            fresh._pictures.replace(self._pictures)
        except OSError as error:
            raise _unwritten(self.folder, error) from error
        shutil.rmtree(fresh.folder, ignore_errors=True)

    def _end_take_over(self) -> None:
        """Go on where `_take_over` was interrupted: ours are deleted, and the new ones whole."""
        fresh = self._compacted
        if fresh._pictures.exists() and not self._pictures.exists():
            self._take_over(fresh)

    def _entries(self) -> npt.NDArray[np.void]:
        count = len(self)
        if not count:
            return np.empty(0, _ENTRY)
        return np.fromfile(self._pictures, _ENTRY, count=count)


class EmbeddingWriter:
    """Appends to a store; got from `EmbeddingStore.writing`."""

    def __init__(self, width: int, rows: FileIO, pictures: FileIO) -> None:
        self._width, self._rows, self._pictures = width, rows, pictures

    def append(self, pictures: PictureStates, vectors: npt.NDArray[np.floating]) -> None:
        """Write the vectors, (N, D), of some pictures; they are there for every reader at once.

        Raises
        ------
        OutputError
            The disk is full.
        """
        if vectors.shape != (len(pictures), self._width):
            raise ValueError(f"{vectors.shape} vectors of {len(pictures)} pictures")
        try:
            _write(self._rows, np.ascontiguousarray(vectors, np.float16).tobytes())
            _write(self._pictures, pictures.entries().tobytes())
        except OSError as error:
            raise _unwritten(Path(self._rows.name).parent, error) from error


def _states(entries: npt.NDArray[np.void]) -> PictureStates:
    return PictureStates(entries["id"], entries["size"], entries["mtime_ns"])


@contextmanager
def _appending(path: Path) -> Iterator[FileIO]:
    try:
        stream = path.open("ab", buffering=0)  # nothing is left to fail when it is closed
    except OSError as error:
        raise _unwritten(path.parent, error) from error
    with stream:
        yield stream


def _write(stream: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[stream.write(left) :]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _unwritten(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"The embeddings in {folder} cannot be written ({error.strerror or error}); free some "
        "space, or name another folder in DFI_STUDIO_HOME."
    )
