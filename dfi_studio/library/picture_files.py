"""Files that hold pictures: which they are, and opening one without trusting it.

Knows Pillow's formats, limits and faults, and turns faults into sentences. Does not know what is
done with the pixels.
"""

from __future__ import annotations

import io
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO

import PIL.Image
from PIL.ImageFile import ImageFile

from dfi_studio.core.errors import PhotoError

# Pillow names these, but has no decoder of its own for them: EPS would start Ghostscript, a whole
# programming language, WMF needs Windows, and the rest are only recognised.
_NOT_PHOTOGRAPHS = frozenset({"BUFR", "EPS", "GRIB", "HDF5", "MPEG", "WMF"})

# What Pillow's decoders are known to raise on damaged files, besides OSError.
_FAULTS = (
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    PIL.Image.DecompressionBombError,
)

_limit = threading.Lock()


@cache
def _formats() -> tuple[str, ...]:
    PIL.Image.init()
    return tuple(name for name in PIL.Image.ID if name not in _NOT_PHOTOGRAPHS)


@cache
def picture_suffixes() -> frozenset[str]:
    """Return the suffixes, in lower case and with the dot, of the formats that can be read."""
    readable = set(_formats())
    extensions = PIL.Image.registered_extensions()
    return frozenset(suffix for suffix, name in extensions.items() if name in readable)


def is_picture(path: Path) -> bool:
    """Return whether a path is named like a picture; the file is not looked at."""
    return path.suffix.lower() in picture_suffixes()


@contextmanager
def opened(path: Path) -> Iterator[ImageFile]:
    """Open a picture, of which only the header is read; see `faults_told` for what follows.

    Its size is not limited here: check it before the pixels are decoded.

    Raises
    ------
    PhotoError
        The file is missing, is not a picture, or cannot be read.
    """
    with faults_told(path):
        if path.is_dir():
            raise PhotoError(f"{path} is a folder; name a picture in it.")
        if not path.exists():
            raise PhotoError(f"There is no file {path}; check its name.")
        if not path.is_file():  # a pipe or a device would be waited for without end
            raise PhotoError(f"{path} is not a plain file; name a picture.")
        stream = _Whole(path)
    with stream:
        with faults_told(path):
            picture = _header(stream)
        with picture:
            yield picture


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Turn what Pillow raises on a damaged file inside the block into a `PhotoError`.

    Only calls of Pillow belong inside: a fault of ours would be told as one of the file.
    """
    try:
        yield
    except PhotoError:
        raise
    except PermissionError as error:
        raise PhotoError(f"{path} may not be read by you; change its permissions.") from error
    except PIL.UnidentifiedImageError as error:
        raise PhotoError(
            f"{path} is not a picture in a format known here; save it as PNG or JPEG."
        ) from error
    except MemoryError as error:
        raise PhotoError(f"{path} does not fit into the memory; make it smaller first.") from error
    except (OSError, *_FAULTS) as error:
        raise PhotoError(
            f"{path} is damaged or cut short and cannot be read ({error}); "
            "copy it again from where it came."
        ) from error


class _Whole(io.BufferedReader):
    """A file that makes room for what it holds, and not for what one of its fields claims.

    Python makes the room before it reads; Pillow asks for lengths that it found in the file, of
    boxes of JPEG 2000 and of chunks of PNG among others, which may be four gigabytes.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self._size = os.fstat(self.fileno()).st_size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes, or all that are left."""
        if size is not None and size > io.DEFAULT_BUFFER_SIZE:
            size = min(size, max(self._size - self.tell(), 0))
        return super().read(size)


def _header(stream: BinaryIO) -> ImageFile:
    """Open with Pillow's own limit on the size lifted, since `PhotoError` tells it better.

    That limit is global and warns before it raises. It is lifted for the milliseconds that a
    header takes, by one thread at a time, so that each puts back what it found.
    """
    formats = _formats()
    with _limit:
        pillows, PIL.Image.MAX_IMAGE_PIXELS = PIL.Image.MAX_IMAGE_PIXELS, None
        try:
            return PIL.Image.open(stream, formats=formats)
        finally:
            PIL.Image.MAX_IMAGE_PIXELS = pillows
