"""Decoders to files and back: where the engine's network meets the library's record."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from dfi_studio.core.errors import DecoderFileError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.engine.decoder import Decoder, Widths
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.decoders import (
    DecoderRecord,
    check_decoder,
    load_decoder,
    save_decoder,
)
from dfi_studio.pipeline.workshop import Workshop

# What making a network of impossible widths raises.
_FAULTS = (
    RuntimeError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    AssertionError,
)  # fmt: skip


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
        widths = Widths(**{**record.widths, "reduced": tuple(record.widths["reduced"])})
        with torch.device("meta"):  # takes no memory, whatever the widths
            described = Decoder(record.channels, widths).state_dict()
        if {k: v.shape for k, v in described.items()} != {k: v.shape for k, v in arrays.items()}:
            raise ValueError("other shapes")
        decoder = Decoder(record.channels, widths)
        decoder.load_state_dict({name: torch.from_numpy(each) for name, each in arrays.items()})
    except _FAULTS as error:
        raise DecoderFileError(
            f"The decoder {path} is damaged (its weights are not those that it describes); "
            "copy it again, or train it."
        ) from error
    return decoder.to(workshop.device).ready(fast_dtype(workshop.device))


def widths_of(decoder: Decoder) -> dict[str, object]:
    """Return the widths of a decoder's stages, as its record holds them."""
    return {**asdict(decoder.widths), "reduced": list(decoder.widths.reduced)}
