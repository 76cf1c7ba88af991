"""Attribute files: safetensors with one array a layer and a description.

The description is one JSON text under one key of the metadata: safetensors writes several keys in
any order, and equal attributes should be equal files. What it says is `attribute_record`'s.
"""

from __future__ import annotations

import json
import stat
import struct
from pathlib import Path
from typing import Any

import safetensors
import safetensors.numpy

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.face import Landmarks
from dfi_studio.core.plain_json import brief
from dfi_studio.library.attribute_record import (
    FORMAT,
    AttributeRecord,
    NearRecord,
    SetRecord,
    described_landmarks,
)
from dfi_studio.library.outputs import atomic

__all__ = [
    "AttributeRecord",
    "NearRecord",
    "SetRecord",
    "attribute_landmarks",
    "describe_attribute",
    "load_attribute",
    "save_attribute",
]

_KEY = "dfi_studio_attribute"
_LONGEST_HEADER = 48_000_000
"""Bytes; room for the digests of a million pictures. As lists of lists they grow twentyfold."""
_LARGEST_FILE = 8 * 2**30
_LENGTH = struct.Struct("<Q")
"""What a safetensors file begins with: the length of its header."""
# What reading values from JSON that may say anything can raise.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)


def save_attribute(path: Path, record: AttributeRecord) -> None:
    """Write an attribute file, whole or not at all; equal records give equal bytes.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    content = safetensors.numpy.save(dict(record.arrays), {_KEY: record.to_json()})
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def load_attribute(path: Path) -> AttributeRecord:
    """Read an attribute file, trusting nothing in it.

    Raises
    ------
    AttributeFileError
        The file is missing or unreadable, is not an attribute file, is damaged, or comes from a
        newer version of the program.
    """
    try:
        description = _description(path, _header(path))
        _check_format(path, description)
        content = path.read_bytes()
    except OSError as error:
        raise AttributeFileError(
            f"The attribute file {path} cannot be read ({error.strerror}); check its name."
        ) from error
    try:
        return AttributeRecord.from_json(description, safetensors.numpy.load(content))
    except (safetensors.SafetensorError, *_FAULTS) as error:
        raise _damaged(path, error) from error


def describe_attribute(path: Path) -> dict[str, Any]:
    """Return what an attribute file says of itself, without reading its arrays.

    Returns
    -------
    dict
        What `AttributeRecord.to_json` wrote; only the format has been checked.

    Raises
    ------
    AttributeFileError
        See `load_attribute`.
    """
    try:
        description = _description(path, _header(path))
    except OSError as error:
        raise AttributeFileError(
            f"The attribute file {path} cannot be read ({error.strerror}); check its name."
        ) from error
    _check_format(path, description)
    values: dict[str, Any] = json.loads(description)
    return values


def attribute_landmarks(path: Path) -> Landmarks | None:
    """Return where faces are in the pictures of an attribute file; None where it does not say.

    Raises
    ------
    AttributeFileError
        See `load_attribute`.
    """
    try:
        return described_landmarks(describe_attribute(path))
    except _FAULTS as error:
        raise _damaged(path, error) from error


def _header(path: Path) -> bytes:
    """Read the header alone: nothing else is read from a file that is something else."""
    _check_plain(path)
    with path.open("rb") as stream:
        start = stream.read(_LENGTH.size)
        length = _LENGTH.unpack(start)[0] if len(start) == _LENGTH.size else 0
        header = stream.read(length) if length <= _LONGEST_HEADER else b""
    if not header.startswith(b"{"):
        raise AttributeFileError(
            f"{path} is not an attribute file; learn one with 'dfi-studio learn'."
        )
    if path.stat().st_size > _LARGEST_FILE:
        raise _damaged(
            path, f"it is {path.stat().st_size:,} bytes long, and {_LARGEST_FILE:,} are the most"
        )
    return header


def _check_plain(path: Path) -> None:
    """Refuse what would be waited for without end, and a name that no file can have."""
    try:
        plain = stat.S_ISREG(path.stat().st_mode)
    except ValueError as error:
        raise AttributeFileError(
            f"No attribute file can be named {path}; check its name."
        ) from error
    if not plain and not path.is_dir():  # opening a folder fails by itself
        raise AttributeFileError(f"{path} is not a plain file; name an attribute file.")


def _description(path: Path, header: bytes) -> str:
    try:
        metadata = json.loads(header).get("__metadata__", {})
        description = metadata.get(_KEY)
    except _FAULTS as error:
        raise _damaged(path, error) from error
    if not isinstance(description, str):
        raise AttributeFileError(
            f"{path} is a safetensors file of another kind; learn an attribute with "
            "'dfi-studio learn'."
        )
    return description


def _check_format(path: Path, description: str) -> None:
    try:
        version = json.loads(description)["format"]
    except _FAULTS as error:
        raise _damaged(path, error) from error
    if not isinstance(version, int) or version < 1:
        raise _damaged(path, f"its format is {brief(version)}")
    if version > FORMAT:
        raise AttributeFileError(
            f"The attribute file {path} was made by a newer DFI Studio (format {version}, known "
            f"here up to {FORMAT}); update the program."
        )


def _damaged(path: Path, reason: object) -> AttributeFileError:
    return AttributeFileError(
        f"The attribute file {path} is damaged ({reason}); copy it again, or learn it again."
    )
