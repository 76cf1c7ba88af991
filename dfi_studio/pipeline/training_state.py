"""The state of an unfinished training: a file beside the one that the training makes.

Holds tensors and a text; what they mean is for the training to say. It appears whole or not at
all, so that a training that is killed, even while it writes, goes on from a state that was.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import safetensors
import safetensors.torch
from torch import Tensor

from dfi_studio.core.errors import DecoderFileError, OutputError, StudioError
from dfi_studio.library.outputs import atomic

_KEY = "dfi_studio_training"


def state_path(path: Path) -> Path:
    """Return where the state of an unfinished training lies, for the file that it makes."""
    return path.with_name(f"{path.name}.training")


def write_state(path: Path, state: Mapping[str, Tensor], description: str) -> None:
    """Write the state of a training beside the file that it makes.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    content = safetensors.torch.save(
        {name: value.cpu().contiguous() for name, value in state.items()}, {_KEY: description}
    )
    with atomic(state_path(path)) as temporary:
        temporary.write_bytes(content)


def read_state(
    path: Path, error: type[StudioError] = DecoderFileError
) -> tuple[dict[str, Tensor], str] | None:
    """Return the state beside a file and its description; None where there is none.

    Parameters
    ----------
    error : type
        What to raise where it is damaged.
    """
    where = state_path(path)
    if not where.exists():
        return None
    try:
        with safetensors.safe_open(where, "pt") as file:
            description = (file.metadata() or {})[_KEY]
            return {name: file.get_tensor(name) for name in file.keys()}, description  # noqa: SIM118
    except (safetensors.SafetensorError, OSError, KeyError) as fault:
        raise error(
            f"The training that {where} holds is damaged; delete that file to train anew."
        ) from fault


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
