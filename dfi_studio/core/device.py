"""A device to compute on, as it is offered to the user."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """One device of this machine.

    Attributes
    ----------
    name : str
        ``cpu``, ``cuda:N`` or ``mps``.
    model : str
        What its maker calls it; empty where it does not say.
    free : int
        Bytes of memory that are free; 0 where it does not say.
    """

    name: str
    model: str = ""
    free: int = 0
