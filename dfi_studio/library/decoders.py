"""Decoder files: safetensors with the weights in half precision, and a training record.

A decoder reads the features of one network with one set of weights; the record names them, so that
any other is refused. Decoders are kept in the user's data folder, one for each network and set of
pictures; the one for the sample set comes with the program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from dfi_studio import __version__
from dfi_studio.core.errors import DecoderFileError
from dfi_studio.library.json_values import as_number, as_text, as_whole, parsed, reason
from dfi_studio.library.outputs import atomic

FORMAT = 1
"""Version of the record; a reader refuses a higher one."""
SUFFIX = ".safetensors"

_KEY = "dfi_studio_decoder"
_LARGEST_FILE = 64 * 2**20  # thirty times what a decoder takes
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class DecoderRecord:
    """What a decoder is for, and how it came about.

    Attributes
    ----------
    backbone, backbone_identity : str
        The network whose features it reads, and the hash of its weights.
    channels : mapping of layer to int
        The layers, the finest first, and how many channels each has.
    widths : mapping of str to int or list of int
        Channels of its stages.
    pictures : str
        Name of the set that it was trained on; no path.
    count : int
        How many pictures that set holds.
    steps : int
        Of training.
    seconds : float
        Time that training took.
    seed : int
    quality : float
        Share of the way to the wanted features that its previews go.
    created_by : str
        The program and its version.
    """

    backbone: str
    backbone_identity: str
    channels: Mapping[str, int]
    widths: Mapping[str, Any]
    pictures: str
    count: int
    steps: int
    seconds: float
    seed: int
    quality: float
    created_by: str = f"DFI Studio {__version__}"

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers, in order."""
        return tuple(self.channels)

    def to_json(self) -> str:
        """Return it as JSON text in a fixed order."""
        return json.dumps({"format": FORMAT, **asdict(self)})

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read it from what `to_json` wrote.

        Raises
        ------
        ValueError, TypeError, KeyError
            The values are no record.
        """
        channels = {as_text(k): as_whole(v, least=1) for k, v in dict(values["channels"]).items()}
        return cls(
            backbone=as_text(values["backbone"]),
            backbone_identity=as_text(values["backbone_identity"]),
            channels=channels,
            widths=dict(values["widths"]),
            pictures=as_text(values["pictures"]),
            count=as_whole(values["count"], least=0),
            steps=as_whole(values["steps"], least=0),
            seconds=as_number(values["seconds"]),
            seed=as_whole(values["seed"]),
            quality=as_number(values["quality"]),
            created_by=as_text(values["created_by"]),
        )


def save_decoder(path: Path, record: DecoderRecord, arrays: Arrays) -> None:
    """Write a decoder file, whole or not at all; the arrays are rounded to half precision.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    # safetensors writes the memory as it lies: an array in another order would come back scrambled.
    rounded = {name: np.ascontiguousarray(each, np.float16) for name, each in arrays.items()}
    content = safetensors.numpy.save(rounded, {_KEY: record.to_json()})
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def load_decoder(path: Path) -> tuple[DecoderRecord, dict[str, npt.NDArray[np.float32]]]:
    """Read a decoder file, trusting nothing in it.

    Raises
    ------
    DecoderFileError
        The file is missing or unreadable, is no decoder, is damaged, or comes from a newer version
        of the program.
    """
    record = describe_decoder(path)
    try:
        held = safetensors.numpy.load(path.read_bytes())
    except (OSError, safetensors.SafetensorError, *_FAULTS) as error:
        raise _damaged(path, error) from error
    for name, values in held.items():
        if values.dtype != np.float16 or not np.isfinite(values).all():
            raise _damaged(path, f"{name} is not made of numbers in half precision")
    return record, {name: values.astype(np.float32) for name, values in held.items()}


def describe_decoder(path: Path) -> DecoderRecord:
    """Return what a decoder file says of itself.

    Raises
    ------
    DecoderFileError
        See `load_decoder`.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _no_decoder(path)
        with safetensors.safe_open(path, "numpy") as file:
            text = (file.metadata() or {}).get(_KEY)
    except safetensors.SafetensorError as error:
        raise _no_decoder(path) from error
    except OSError as error:
        raise DecoderFileError(
            f"The decoder {path} cannot be read ({error.strerror or error}); check its name."
        ) from error
    if text is None:
        raise _no_decoder(path)
    try:
        values = parsed(text)
        if as_whole(values["format"], least=1) > FORMAT:
            raise DecoderFileError(
                f"The decoder {path} was made by a newer DFI Studio; update the program."
            )
        return DecoderRecord.from_values(values)
    except _FAULTS as error:
        raise _damaged(path, reason(error)) from error


def check_decoder(
    path: Path, record: DecoderRecord, identity: str, backbone: str, layers: Sequence[str]
) -> None:
    """Refuse a decoder of another network, or one that has not seen a layer.

    Parameters
    ----------
    path : Path
        For the sentence.
    identity, backbone : str
        The hash of the weights in use, and the network's name.
    layers : sequence of str
        In use; the decoder may know more.

    Raises
    ------
    DecoderFileError
        It cannot serve.
    """
    if record.backbone_identity != identity:
        raise DecoderFileError(
            f"The decoder {path} was trained for other weights of {record.backbone} than the ones "
            f"chosen here ({backbone}): choose that network, or train a decoder for this one."
        )
    unknown = [layer for layer in layers if layer not in record.channels]
    if unknown:
        raise DecoderFileError(
            f"The decoder {path} was trained on the layers {', '.join(record.layers)}, not on "
            f"{unknown[0]}: choose among those, or train a decoder for these layers."
        )


def _no_decoder(path: Path) -> DecoderFileError:
    return DecoderFileError(
        f"{path} is not a decoder; train one with 'dfi-studio decoder train SET -o FILE'."
    )


def _damaged(path: Path, why: object) -> DecoderFileError:
    return DecoderFileError(f"The decoder {path} is damaged ({why}); copy it again, or train it.")
