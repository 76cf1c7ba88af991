"""Images and masks as bytes, bit for bit: PNG where 8 bits hold all that there is, or safetensors.

Big pictures are taken in strips, and written without a copy, so that another thread of the program
never waits long for its turn. Knows nothing of files.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL.PngImagePlugin import PngImageFile

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import Mask, freeze_mask
from dfi_studio.core.plain_json import brief, loaded

Values = npt.NDArray[Any]
Pieces = Sequence[bytes | memoryview]
"""Bytes in order, which need not lie side by side in memory."""

_STRIP = 2_000_000
"""Values that are looked at in one go."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = struct.Struct(">16x2I2B")  # up to the depth and the kind of colours
_COLOURS = {2: (0, "8-bit grey"), 3: (2, "8-bit RGB")}
"""The kind of colours of a PNG, by the number of axes."""
_LENGTH = struct.Struct("<Q")
_LONGEST_HEADER = 100_000
_NAME = "image"
_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "U8": np.dtype("u1")}
# What reading bytes that may say anything can raise, besides `ValueError`.
_FAULTS = (OSError, SyntaxError, TypeError, LookupError, RuntimeError, struct.error, zlib.error)


def fits_bytes(picture: Image | Mask) -> bool:
    """Say whether 8 bits a channel would give a picture back exactly."""
    return _in_bytes(picture) is not None


def to_png(picture: Image | Mask) -> bytes | None:
    """Return a picture as PNG, or None where 8 bits a channel would not give it back exactly."""
    whole = _in_bytes(picture)
    if whole is None:
        return None
    encoded = io.BytesIO()
    PIL.Image.fromarray(whole).save(encoded, "PNG", compress_level=3)
    return encoded.getvalue()


def to_safetensors(picture: Image | Mask) -> Pieces:
    """Return a picture as safetensors: one array, of bytes where they hold it, else of reals."""
    whole = _in_bytes(picture)
    return _tensor(picture, "F32") if whole is None else _tensor(whole, "U8")


def reals(picture: Image | Mask) -> Pieces:
    """Return a picture as safetensors with one float32 array, without looking at its values."""
    return _tensor(picture, "F32")


def from_bytes(content: bytes, *, width: int, height: int) -> Image:
    """Read an image of either kind, trusting nothing.

    Raises
    ------
    ValueError
        It is damaged, of another kind, or not of this size; the message says which.
    """
    return freeze(_read(content, (height, width, 3)))


def mask_from_bytes(content: bytes, *, width: int, height: int) -> Mask:
    """Read a mask of either kind; see `from_bytes`."""
    return freeze_mask(_read(content, (height, width)))


def _read(content: bytes, shape: tuple[int, ...]) -> Values:
    try:
        if content.startswith(_PNG):
            values = _from_png(content, shape)
        else:
            values = _from_safetensors(content, shape)
        return _over_255(values) if values.dtype == np.uint8 else values
    except _FAULTS as error:
        raise ValueError(f"it is not a picture: {error}") from error


def _tensor(values: Values, kind: str) -> Pieces:
    """Return what `safetensors.numpy.save` would, which copies twice and lets no one else run."""
    data = np.ascontiguousarray(values, _TYPES[kind]).data.cast("B")
    about = {"dtype": kind, "shape": list(values.shape), "data_offsets": [0, len(data)]}
    header = json.dumps({_NAME: about}, separators=(",", ":")).encode()
    header += b" " * (-len(header) % _LENGTH.size)
    return _LENGTH.pack(len(header)) + header, data


def _from_safetensors(content: bytes, shape: tuple[int, ...]) -> Values:
    length = _LENGTH.unpack_from(content)[0]
    if length > min(_LONGEST_HEADER, len(content)):
        raise ValueError("its header is too long")
    start = _LENGTH.size + length
    about = loaded(content[_LENGTH.size : start])[_NAME]
    kind = _TYPES[about["dtype"]]
    if about["shape"] != list(shape):
        raise ValueError(f"its shape is {brief(about['shape'])} instead of {list(shape)}")
    size = math.prod(shape) * kind.itemsize
    if about["data_offsets"] != [0, size] or len(content) != start + size:
        raise ValueError("it is cut short or too long")
    return np.frombuffer(content, kind, offset=start).reshape(shape)


def _from_png(content: bytes, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    *size, depth, colours = _PNG_HEADER.unpack_from(content)
    height, width = shape[:2]
    if size != [width, height]:  # before any pixel is made room for
        raise ValueError(f"it is {size[0]} x {size[1]} pixels instead of {width} x {height}")
    kind, called = _COLOURS[len(shape)]
    if (depth, colours) != (8, kind):
        raise ValueError(f"its colours are not {called}")
    values = np.empty(shape, np.uint8)
    with PngImageFile(io.BytesIO(content)) as picture:  # no limit of Pillow's own here
        picture.load()
        for rows in _strips(values):
            values[rows] = np.asarray(picture.crop((0, rows.start, width, rows.stop)))
    return values


def _in_bytes(image: Image | Mask) -> npt.NDArray[np.uint8] | None:
    """Return the picture in 8 bits a channel, if these give back every bit of it."""
    whole = np.empty(image.shape, np.uint8)
    for rows in _strips(whole):
        strip = np.ascontiguousarray(image[rows])
        whole[rows] = np.rint(strip * np.float32(255))
        if not np.array_equal(_over_255(whole[rows]).view(np.uint32), strip.view(np.uint32)):
            return None
    return whole


def _over_255(values: Values) -> npt.NDArray[np.float32]:
    """Return bytes as reals in 0..1, as a photograph is opened."""
    unit = np.empty(values.shape, np.float32)
    for rows in _strips(unit):
        np.divide(values[rows], np.float32(255), out=unit[rows], dtype=np.float32)
    unit.flags.writeable = False  # spares `freeze` a copy
    return unit


def _strips(values: Values) -> Iterator[slice]:
    height = len(values)
    step = max(1, _STRIP * height // values.size)
    return (slice(top, min(top + step, height)) for top in range(0, height, step))
