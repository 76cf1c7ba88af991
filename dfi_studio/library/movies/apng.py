"""Animated PNG, without loss (PNG third edition, W3C 2025, section 11.3.4).

Pillow would hold all frames in memory; here each is compressed by it alone, and its data go into
the file at once, of the part that changed only.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import PIL.Image

from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.edit_mark import packet
from dfi_studio.library.movies.movie import Movie, Pixels, changed_box

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST = 65_535  # of a numerator or denominator of a delay


def write_apng(path: Path, movie: Movie, options: MovieOptions) -> Generator[Progress, None, None]:
    """Write a film; `path` is replaced."""
    delay = Fraction(1 / movie.rate).limit_denominator(_LARGEST)
    before: Pixels | None = None
    number = 0
    with path.open("wb") as file:
        for at, frame in enumerate(movie.frames()):
            yield Progress("Writing the film", at, movie.count)
            box = (0, 0, frame.shape[1], frame.shape[0])
            if before is None:
                file.write(_SIGNATURE + _header(frame, movie, options))
            else:
                box = changed_box(before, frame)
            left, top, right, bottom = box
            shape = right - left, bottom - top, left, top
            said = (*shape, delay.numerator, delay.denominator, 0, 0)
            file.write(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, *said)))
            number += 1
            for data in _data(frame[top:bottom, left:right]):
                if before is None:
                    file.write(_chunk(b"IDAT", data))
                else:
                    file.write(_chunk(b"fdAT", struct.pack(">I", number) + data))
                    number += 1
            before = frame
        file.write(_chunk(b"IEND", b""))
    yield Progress("Writing the film", movie.count, movie.count)


def _header(frame: Pixels, movie: Movie, options: MovieOptions) -> bytes:
    height, width = frame.shape[:2]
    parts = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        _chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(srgb_profile())),
        _chunk(b"acTL", struct.pack(">II", movie.count, options.loop)),
    ]
    if movie.mark is not None:
        xmp = b"XML:com.adobe.xmp\0\0\0\0\0" + packet(movie.mark)
        parts.append(_chunk(b"iTXt", xmp))
    return b"".join(parts)


def _data(part: Pixels) -> Iterator[bytes]:
    """Yield the compressed data of a picture."""
    content = io.BytesIO()
    PIL.Image.fromarray(part).save(content, "PNG")
    written, at = content.getvalue(), len(_SIGNATURE)
    while at < len(written):
        (length,) = struct.unpack_from(">I", written, at)
        if written[at + 4 : at + 8] == b"IDAT":
            yield written[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
