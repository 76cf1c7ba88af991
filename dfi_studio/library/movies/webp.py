"""Animated WebP (RFC 9649, section 2.7).

Pillow would hold all frames in memory; here each is compressed by it alone, and goes into the file
at once, of the part that changed only.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path

import PIL.Image

from dfi_studio.core.errors import OutputError
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.edit_mark import packet
from dfi_studio.library.movies.movie import Movie, Pixels, changed_box

_ANIMATION, _XMP, _ICC = 0x02, 0x04, 0x20
_LONGEST = 16_383  # pixels a side
_MILLISECOND = Fraction(1, 1000)
_REPLACES = 0x02  # a frame's pixels are not blended with those before


def write_webp(path: Path, movie: Movie, options: MovieOptions) -> Generator[Progress, None, None]:
    """Write a film; `path` is replaced.

    Raises
    ------
    OutputError
        The frames are too large.
    """
    before: Pixels | None = None
    with path.open("wb") as file:
        for at, (frame, delay) in enumerate(
            zip(movie.frames(), movie.delays(_MILLISECOND), strict=True)
        ):
            yield Progress("Writing the film", at, movie.count)
            box = (0, 0, frame.shape[1], frame.shape[0])
            if before is None:
                file.write(_header(path, frame, movie, options))
            else:
                box = changed_box(before, frame, even=True)
            left, top, right, bottom = box
            place = (left // 2, top // 2, right - left - 1, bottom - top - 1, delay)
            said = b"".join(_three(each) for each in place) + bytes([_REPLACES])
            file.write(_chunk(b"ANMF", said + _picture(frame[top:bottom, left:right], options)))
            before = frame
        if movie.mark is not None:
            file.write(_chunk(b"XMP ", packet(movie.mark)))
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", size))
    yield Progress("Writing the film", movie.count, movie.count)


def _header(path: Path, frame: Pixels, movie: Movie, options: MovieOptions) -> bytes:
    height, width = frame.shape[:2]
    if max(height, width) > _LONGEST:
        raise OutputError(
            f"{path} would be {width} x {height} pixels, but WebP holds {_LONGEST} a side at the "
            "most; choose a smaller size."
        )
    flags = _ANIMATION | _ICC | (_XMP if movie.mark is not None else 0)
    canvas = bytes([flags, 0, 0, 0]) + _three(width - 1) + _three(height - 1)
    return b"".join(
        (
            b"RIFF\0\0\0\0WEBP",
            _chunk(b"VP8X", canvas),
            _chunk(b"ICCP", srgb_profile()),
            _chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, options.loop)),
        )
    )


def _picture(part: Pixels, options: MovieOptions) -> bytes:
    """Return the chunk of a compressed picture."""
    content = io.BytesIO()
    lossless = options.quality == 100
    effort = {"lossless": True} if lossless else {"quality": options.quality, "method": 4}
    PIL.Image.fromarray(part).save(content, "WEBP", **effort)
    return content.getvalue()[12:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _three(number: int) -> bytes:
    return struct.pack("<I", number)[:3]
