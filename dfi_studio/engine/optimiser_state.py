"""The state of an optimiser as tensors by name, so that it can be kept in a file without pickle."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def optimiser_state(optimiser: torch.optim.Optimizer, network: nn.Module) -> dict[str, Tensor]:
    """Return what an optimiser knows of each parameter, as ``KEY.PARAMETER``.

    Parameters
    ----------
    network : nn.Module
        Its parameters are the optimiser's.
    """
    return {
        f"{key}.{name}": torch.as_tensor(value).detach()
        for name, parameter in network.named_parameters()
        for key, value in optimiser.state.get(parameter, {}).items()
    }


@torch.no_grad()
def restore_optimiser(
    optimiser: torch.optim.Optimizer,
    network: nn.Module,
    state: Mapping[str, Tensor],
    keys: Mapping[str, bool],
) -> None:
    """Give an optimiser what `optimiser_state` returned.

    Parameters
    ----------
    keys : mapping of str to bool
        What it knows of a parameter, and whether that is of the parameter's shape and on its
        device, or a count, which stays where it is.

    Raises
    ------
    KeyError
        The state lacks some of it.
    """
    for name, parameter in network.named_parameters():
        known = {}
        for key, moves in keys.items():
            value = state[f"{key}.{name}"]
            # In the memory's order of the parameter, by which fused optimisers go.
            known[key] = torch.empty_like(parameter).copy_(value) if moves else value.clone()
        optimiser.state[parameter] = known
