"""Writing 16 bits a colour, which Pillow cannot hold: PNG and TIFF, by their specifications.

A dependency for it (OpenCV, tifffile with imagecodecs) would weigh 20 to 60 MB and know nothing of
profiles and camera notes; the two formats need little more than zlib.
"""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import ExifTags, TiffImagePlugin

Deep = npt.NDArray[np.uint16]
"""(height, width, channels): grey, grey with opacity, RGB, or RGB with opacity."""

_PNG_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # by channels (PNG, 11.2.2)
# Of zlib: what is left of 16 bits after the filter is noise, in which nothing repeats but flats.
_EFFORT = (1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
_ROWS = 256  # compressed in one go


def deep_png(values: Deep, *, icc: bytes, exif: bytes | None, xmp: bytes | None) -> bytes:
    """Return a PNG file of 16 bits a channel (W3C PNG, third edition)."""
    height, width, channels = values.shape
    header = struct.pack(">IIBBBBB", width, height, 16, _PNG_COLOURS[channels], 0, 0, 0)
    chunks = [(b"IHDR", header), (b"iCCP", b"ICC\0\0" + zlib.compress(icc))]
    if exif:
        chunks.append((b"eXIf", exif.removeprefix(b"Exif\0\0")))
    if xmp:
        chunks.append((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp))
    chunks += [(b"IDAT", _packed(values)), (b"IEND", b"")]
    out = io.BytesIO()
    out.write(b"\x89PNG\r\n\x1a\n")
    for name, content in chunks:
        out.write(struct.pack(">I", len(content)) + name)
        out.write(content)
        out.write(struct.pack(">I", zlib.crc32(content, zlib.crc32(name))))
    return out.getvalue()


def deep_tiff(
    values: Deep | npt.NDArray[np.uint8], *, icc: bytes, exif: bytes | None, xmp: bytes | None
) -> bytes:
    """Return a TIFF file of 8 or 16 bits a channel, in one strip, deflated (TIFF 6.0, Adobe 2002).

    Camera notes have directories of their own, with which Pillow cannot compress.
    """
    height, width, channels = values.shape
    bits = 8 * values.dtype.itemsize
    strip = _strip(values)
    tags = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"II")
    if exif:
        _take_notes(tags, exif)
    tags[256], tags[257] = width, height
    tags[258] = (bits,) * channels
    tags[259] = 8  # Adobe's deflate
    tags[262] = 2 if channels > 2 else 1  # RGB, or grey with black 0
    tags[317] = 2  # horizontal differences
    tags[277], tags[278], tags[279] = channels, height, len(strip)
    tags[273] = 0  # where the strip begins: Pillow adds the length of what comes before
    tags[339] = (1,) * channels
    if channels in (2, 4):
        tags[338] = 2  # opacity that colours are not multiplied by
    tags.tagtype[34675] = 7
    tags[34675] = icc
    if xmp:
        tags.tagtype[700] = 1
        tags[700] = xmp
    out = io.BytesIO()
    tags.save(out)
    out.write(strip)
    return out.getvalue()


def _packed(values: Deep) -> bytes:
    """Return the compressed rows, each as its difference from the one above (filter 2)."""
    squeeze = zlib.compressobj(*_EFFORT)
    height, width, channels = values.shape
    above = np.zeros((1, width * channels * 2), np.uint8)
    pieces = []
    for top in range(0, height, _ROWS):
        some = values[top : top + _ROWS].astype(">u2")
        rows = np.frombuffer(some.tobytes(), np.uint8).reshape(len(some), -1)
        lines = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
        lines[:, 0] = 2
        lines[:, 1:] = rows - np.concatenate([above, rows[:-1]])
        pieces.append(squeeze.compress(lines.tobytes()))
        above = rows[-1:]
    return b"".join([*pieces, squeeze.flush()])


def _strip(values: Deep | npt.NDArray[np.uint8]) -> bytes:
    """Return the compressed rows, each pixel as its step from the one before (predictor 2)."""
    squeeze = zlib.compressobj(*_EFFORT)
    pieces = []
    for top in range(0, len(values), _ROWS):
        some = values[top : top + _ROWS].copy()
        some[:, 1:] -= values[top : top + _ROWS, :-1]
        pieces.append(squeeze.compress(some.astype(some.dtype.newbyteorder("<")).tobytes()))
    return b"".join([*pieces, squeeze.flush()])


def _take_notes(tags: TiffImagePlugin.ImageFileDirectory_v2, exif: bytes) -> None:
    """Copy camera notes into a TIFF's own directory, where they belong in that format."""
    notes = PIL.Image.Exif()
    notes.load(exif)
    parts = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
    for tag, value in notes.items():
        if tag not in parts:
            tags[tag] = value
    for part in parts:
        held = notes.get_ifd(part)
        if held:
            tags[part] = dict(held)
