"""Classifiers to files and back: where the engine's network meets the library's record."""

from __future__ import annotations

from pathlib import Path

import safetensors
import safetensors.torch
import torch
from safetensors import SafetensorError

from dfi_studio.core.errors import ClassifierFileError, StudioError
from dfi_studio.engine.classifiers import Classifier, classifier
from dfi_studio.library.classifiers import ClassifierRecord
from dfi_studio.library.json_values import parsed, reason
from dfi_studio.library.outputs import atomic

_KEY = "dfi_studio_classifier"
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)
_MISFITS = (RuntimeError, ArithmeticError, AssertionError, StudioError, OSError, SafetensorError)
"""What networks that cannot be, and weights that are not theirs, raise besides."""


def write_classifier(path: Path, network: Classifier, record: ClassifierRecord) -> None:
    """Write a classifier for use, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    weights = {name: value.cpu().contiguous() for name, value in network.state_dict().items()}
    content = safetensors.torch.save(weights, {_KEY: record.to_json()})
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def describe_classifier(path: Path) -> ClassifierRecord:
    """Return what a classifier's file says of itself.

    Raises
    ------
    ClassifierFileError
        It cannot be read, is none, or is damaged.
    """
    try:
        with safetensors.safe_open(path, "pt") as file:
            text = (file.metadata() or {})[_KEY]
    except OSError as error:
        raise ClassifierFileError(
            f"The classifier {path} cannot be read ({error.strerror or error}); check its name."
        ) from error
    except (safetensors.SafetensorError, KeyError) as error:
        raise ClassifierFileError(
            f"{path} is not a classifier; train one with 'dfi-studio isda train'."
        ) from error
    return read_record(text, path)


def read_record(text: str, path: Path) -> ClassifierRecord:
    """Read the record of a classifier, or of the training of one, that came with a file.

    Raises
    ------
    ClassifierFileError
        It is damaged.
    """
    try:
        return ClassifierRecord.from_values(parsed(text))
    except (*_FAULTS, StudioError) as error:
        raise ClassifierFileError(
            f"The classifier {path} is damaged ({reason(error)}); copy it again, or train it."
        ) from error


def read_classifier(path: Path) -> tuple[Classifier, ClassifierRecord]:
    """Return a classifier, on the CPU and ready to be used, and its record.

    Raises
    ------
    ClassifierFileError
        It cannot be read, is none, is damaged, or holds the weights of another network.
    """
    record = describe_classifier(path)
    try:
        held = safetensors.torch.load_file(path)
        with torch.device("meta"):  # takes no memory, whatever is described
            described = classifier(record.network, len(record.classes), record.size).state_dict()
        if {k: v.shape for k, v in described.items()} != {k: v.shape for k, v in held.items()}:
            raise ValueError("other shapes")
        network = classifier(record.network, len(record.classes), record.size)
        network.load_state_dict(held)
    except (*_FAULTS, *_MISFITS) as error:
        raise ClassifierFileError(
            f"The classifier {path} does not hold the weights of {record.network}, which it "
            "describes; copy it again, or train it."
        ) from error
    return network.eval(), record
