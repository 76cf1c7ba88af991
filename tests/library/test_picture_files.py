"""Lengths that a picture claims: room is made for what its file holds."""

from __future__ import annotations

import io
import struct
import tracemalloc
from pathlib import Path

import PIL.Image
import pytest

from dfi_studio.core.errors import PhotoError
from dfi_studio.library.photos import open_photo


def jpeg_2000() -> bytes:
    """A box that claims four gigabytes."""
    return b"\0\0\0\x0cjP  \r\n\x87\n" + struct.pack(">I4s", 2**32 - 16, b"jp2h") + bytes(100)


def png() -> bytes:
    """Pixels that are whole, in a chunk that claims four gigabytes."""
    out = io.BytesIO()
    PIL.Image.new("RGB", (48, 40)).save(out, "PNG")
    content = bytearray(out.getvalue())
    at = content.index(b"IDAT")
    content[at - 4 : at] = struct.pack(">I", 0xF0000000)
    return bytes(content)


@pytest.mark.parametrize("content", [jpeg_2000(), png()], ids=["JPEG 2000", "PNG"])
def test_no_room_is_made_for_a_length_that_is_claimed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        open_photo(path)
    except PhotoError as error:
        said = str(error)
    else:
        said = ""
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert "does not fit into the memory" not in said
    assert most < 30_000_000
