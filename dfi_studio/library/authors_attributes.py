"""Attribute vectors that the authors' own program saved: ``.npz`` files with one array, ``WF``.

It is the difference of two means of phi, the layers flattened and joined: conv3_1, conv4_1 and
conv5_1 of VGG-19, each (channels, height, width), of a picture whose sides were filled up to
multiples of 64 pixels. The file says neither the sides nor the scaling. Read without pickle.
"""

from __future__ import annotations

import math
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.feature_space import PAPER_LAYERS

FloatArray = npt.NDArray[np.float32]

_QUANTUM = 64
_CHANNELS = (256, 512, 512)
_STEPS = (4, 8, 16)
"""Pixels between two values of each layer."""
_VALUES_A_PIXEL = sum(c / s**2 for c, s in zip(_CHANNELS, _STEPS, strict=True))
_LARGEST = 450_000_000
"""Bytes of a picture of 2048 x 2048 pixels; more would not be worked at here either."""
# What zipfile and numpy raise on damaged files, besides OSError.
_DAMAGE = (
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    tokenize.TokenError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


def read_authors_attribute(
    path: Path, *, size: tuple[int, int] | None = None
) -> tuple[dict[str, FloatArray], int, int]:
    """Read a ``.npz`` with ``WF``.

    Parameters
    ----------
    size : (height, width) or None
        Of the pictures, in pixels, each filled up to a multiple of 64; None for a square.

    Returns
    -------
    arrays : dict of str to FloatArray, (C, h, w)
        By layer.
    height, width : int
        Multiples of 64.

    Raises
    ------
    AttributeFileError
        The file cannot be read, holds no such array or code, or does not fit the size.
    """
    flat = _flat(path)
    height, width = _filled(size) if size is not None else _square(path, len(flat))
    if len(flat) != height * width * _VALUES_A_PIXEL:
        raise AttributeFileError(
            f"{path} holds {len(flat)} values, which does not fit pictures of {width} x {height} "
            "pixels; give the size that the authors' program worked at."
        )
    arrays, start = {}, 0
    for layer, channels, step in zip(PAPER_LAYERS, _CHANNELS, _STEPS, strict=True):
        shape = (channels, height // step, width // step)
        arrays[layer] = flat[start : start + math.prod(shape)].reshape(shape)
        start += math.prod(shape)
    return arrays, height, width


def _flat(path: Path) -> FloatArray:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("WF.npy")
            if entry.file_size > _LARGEST:
                raise ValueError(
                    f"WF is {entry.file_size:,} bytes long, and {_LARGEST:,} are the most"
                )
            with archive.open(entry) as stream:
                flat = _array(stream, entry.file_size)
    except KeyError as error:
        raise AttributeFileError(
            f"{path} holds no array WF; choose a .npz that the authors' program saved with "
            "--extradata."
        ) from error
    except OSError as error:
        raise AttributeFileError(
            f"{path} cannot be read ({error.strerror or error}); check its name."
        ) from error
    except _DAMAGE as error:
        raise AttributeFileError(
            f"{path} is damaged or no .npz file of the authors' program ({error})."
        ) from error
    values = flat.astype(np.float32).ravel()
    if not np.isfinite(values).all():
        raise AttributeFileError(f"{path} holds values that are not numbers.")
    return values


def _array(stream: IO[bytes], size: int) -> npt.NDArray[Any]:
    """Read an array, of whose size nothing is believed that the file does not hold.

    numpy would make room for whatever the header says.
    """
    version = np.lib.format.read_magic(stream)
    read_header = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read_header = np.lib.format.read_array_header_2_0
    shape, _, kind = read_header(stream)
    count = math.prod(shape)
    if kind.kind != "f":
        raise ValueError(f"WF holds {kind}")
    if count * kind.itemsize > size:
        raise ValueError(f"WF is to hold {count:,} values, but the file has {size:,} bytes")
    content = stream.read(count * kind.itemsize)
    return np.frombuffer(content, kind, count=count)


def _filled(size: tuple[int, int]) -> tuple[int, int]:
    height, width = (math.ceil(side / _QUANTUM) * _QUANTUM for side in size)
    return height, width


def _square(path: Path, count: int) -> tuple[int, int]:
    side = math.isqrt(round(count / _VALUES_A_PIXEL))
    if side == 0 or side % _QUANTUM or side * side * _VALUES_A_PIXEL != count:
        raise AttributeFileError(
            f"{path} was not made for square pictures ({count} values); give the height and the "
            "width that the authors' program worked at."
        )
    return side, side
