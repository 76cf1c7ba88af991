"""Small copies of pictures, kept on disk within a bound: the one unseen for longest makes room.

Any thread may ask. Nothing depends on the cache: it may be deleted, be full or read-only, and
thumbnails are then made anew each time.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image

from dfi_studio.library.photos import open_photo

logger = logging.getLogger(__name__)

SIDE = 256
"""Longest side of a thumbnail, in pixels."""
MOST_BYTES = 2_000_000_000
"""Enough for some 150,000 portraits."""

_QUALITY = 85
_SWEEP_EVERY = 500  # thumbnails made
_LEFT = 0.9  # of the bound, after a sweep
_SEEN_ANEW = 86_400.0  # seconds after which a look at a thumbnail is noted


class Thumbnails:
    """The thumbnails in one folder.

    Parameters
    ----------
    folder : Path
        Made when the first thumbnail is kept.
    most_bytes : int
        What they may take together; now and then they take a little more.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._until_sweep = 1  # what earlier runs have left is looked at once

    def get(self, path: Path, size: int, mtime_ns: int) -> bytes:
        """Return the thumbnail of a picture, as a JPEG file.

        Parameters
        ----------
        path : Path
        size, mtime_ns : int
            Of the file, as the catalogue knows them: with another state it is another picture.

        Raises
        ------
        PhotoError
            The picture cannot be read.
        """
        place = self._place(path, size, mtime_ns)
        try:
            content = place.read_bytes()
        except OSError:
            content = b""
        if not content:
            content = thumbnail(path)
            self._keep(place, content)
        else:
            _note_look(place)
        return content

    def _place(self, path: Path, size: int, mtime_ns: int) -> Path:
        state = f"{path.absolute()}\0{size}\0{mtime_ns}"
        name = hashlib.blake2b(state.encode(errors="surrogateescape"), digest_size=16).hexdigest()
        return self.folder / name[:2] / f"{name}.jpg"

    def _keep(self, place: Path, content: bytes) -> None:
        unfinished = place.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content)
            unfinished.replace(place)
        except OSError as error:  # a cache that cannot be written is slow, and no more
            logger.info("%s was not kept: %s", place, error)
            with suppress(OSError):  # a full disk needs the room
                unfinished.unlink(missing_ok=True)
            return
        with self._lock:
            self._until_sweep -= 1
            due = self._until_sweep <= 0
            if due:
                self._until_sweep = _SWEEP_EVERY
        if due:
            self._sweep()

    def _sweep(self) -> None:
        """Delete the thumbnails unseen for longest until the rest fit."""
        found = []
        for path in self.folder.glob("??/*"):
            try:
                status = path.stat()
            except OSError:
                continue  # another thread or program was here first
            found.append((status.st_mtime, status.st_size, path))
        excess = sum(size for _, size, _ in found) - self.most_bytes
        if excess <= 0:
            return
        excess += int(self.most_bytes * (1 - _LEFT))
        for _, size, path in sorted(found):
            if excess <= 0:
                return
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                logger.info("%s was not deleted: %s", path, error)
            excess -= size


def thumbnail(path: Path, *, side: int = SIDE) -> bytes:
    """Return a picture's small copy, as a JPEG file, its longer side no more than `side` pixels.

    Raises
    ------
    PhotoError
        The picture cannot be read.
    """
    image = open_photo(path, at_least=side)
    picture = PIL.Image.fromarray(np.rint(image * np.float32(255)).astype(np.uint8))
    picture.thumbnail((side, side), PIL.Image.Resampling.BICUBIC, reducing_gap=3)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY)
    return encoded.getvalue()


def thumbnail_pixels(content: bytes) -> npt.NDArray[np.uint8] | None:
    """Return the pixels (H, W, 4) of a thumbnail, or nothing where the file is damaged.

    The channels are blue, green, red and 255: on a little-endian machine, the words of 32 bits
    that a screen is painted with. Python's other threads run meanwhile.
    """
    try:
        with PIL.Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            width, height = picture.size
            if max(width, height) > SIDE:
                return None  # not one of ours
            words = picture.convert("RGB").convert("RGBA").tobytes("raw", "BGRA")
    except (OSError, ValueError, SyntaxError):  # what Pillow says of damaged files
        return None
    return np.frombuffer(words, np.uint8).reshape(height, width, 4)


def _note_look(place: Path) -> None:
    """Set the file's time to now, unless that was done today, by whatever clock."""
    with suppress(OSError):  # a cache that cannot be written can be read
        if abs(time.time() - place.stat().st_mtime) > _SEEN_ANEW:
            os.utime(place)
