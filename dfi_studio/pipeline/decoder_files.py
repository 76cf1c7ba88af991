"""Decoders to files and back: where the engine's network meets the library's record.

Beside the file that is used lies, as long as the training is not done, the state to go on from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from dfi_studio.core.errors import DecoderFileError, OutputError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.engine.decoder import Decoder, Widths
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.decoders import (
    DecoderRecord,
    check_decoder,
    load_decoder,
    save_decoder,
)
from dfi_studio.library.outputs import atomic
from dfi_studio.pipeline.workshop import Workshop

_STATE_KEY = "dfi_studio_decoder_training"


def write_decoder(path: Path, decoder: Decoder, record: DecoderRecord) -> None:
    """Write a decoder for use.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    arrays = {name: value.cpu().numpy() for name, value in decoder.state_dict().items()}
    save_decoder(path, record, arrays)


def read_decoder(workshop: Workshop, path: Path, space: FeatureSpace) -> Decoder:
    """Return a decoder, ready to use for a feature space.

    Raises
    ------
    DecoderFileError
        It is damaged, or for another network or other layers; the sentence says which.
    WeightsError
        The network is not installed.
    """
    record, arrays = load_decoder(path)
    identity = workshop.backbone(space).identity
    check_decoder(path, record, identity, space.backbone, space.layers)
    try:
        widths = {**record.widths, "reduced": tuple(record.widths["reduced"])}
        decoder = Decoder(record.channels, Widths(**widths))
        decoder.load_state_dict({name: torch.from_numpy(each) for name, each in arrays.items()})
    except (RuntimeError, ValueError, TypeError, KeyError) as error:
        raise DecoderFileError(
            f"The decoder {path} is damaged (its weights are not those that it describes); "
            "copy it again, or train it."
        ) from error
    return decoder.to(workshop.device).ready(fast_dtype(workshop.device))


def widths_of(decoder: Decoder) -> dict[str, object]:
    """Return the widths of a decoder's stages, as its record holds them."""
    return {**asdict(decoder.widths), "reduced": list(decoder.widths.reduced)}


def state_path(path: Path) -> Path:
    """Return where the state of an unfinished training lies, for a decoder's file."""
    return path.with_name(f"{path.name}.training")


def write_state(path: Path, state: Mapping[str, Tensor], description: str) -> None:
    """Write the state of a training beside the decoder's file, whole or not at all.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    content = safetensors.torch.save(
        {name: value.cpu().contiguous() for name, value in state.items()}, {_STATE_KEY: description}
    )
    with atomic(state_path(path)) as temporary:
        temporary.write_bytes(content)


def read_state(path: Path) -> tuple[dict[str, Tensor], str] | None:
    """Return the state beside a decoder's file and its description; None where there is none.

    Raises
    ------
    DecoderFileError
        It is damaged.
    """
    where = state_path(path)
    if not where.exists():
        return None
    try:
        with safetensors.safe_open(where, "pt") as file:
            description = (file.metadata() or {})[_STATE_KEY]
            return {name: file.get_tensor(name) for name in file.keys()}, description  # noqa: SIM118
    except (safetensors.SafetensorError, OSError, KeyError) as error:
        raise DecoderFileError(
            f"The training that {where} holds is damaged; delete that file to train anew."
        ) from error


def forget_state(path: Path) -> None:
    """Delete the state of a training: there is nothing to go on from any more.

    Raises
    ------
    OutputError
        It cannot be deleted.
    """
    try:
        state_path(path).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{state_path(path)} cannot be deleted: {error.strerror}.") from error
