"""Getting ready before anyone asks: torch imported, the network loaded, the devices known."""

from __future__ import annotations

from collections.abc import Generator

from dfi_studio.core.device import Device
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.pipeline.workshop import Workshop, describe, devices


def warm_up(workshop: Workshop, space: FeatureSpace) -> Generator[Step, None, str]:
    """Load the network of a feature space, and return the device's name.

    torch itself was imported on the way here, which is most of the wait.

    Raises
    ------
    WeightsError
        The network is not installed; the message says how to get it.
    """
    yield Progress("Loading the network", 0, 1)
    workshop.backbone(space)
    yield Progress("Loading the network", 1, 1)
    return str(workshop.device)


def list_devices(workshop: Workshop) -> Generator[Step, None, tuple[Device, ...]]:
    """Return the devices that this machine could compute on, the one in use first."""
    yield Progress("Looking for devices", 0, 1)
    used = str(workshop.device)
    return tuple(describe(name) for name in sorted(devices(), key=lambda name: name != used))


def use_device(workshop: Workshop, name: str, space: FeatureSpace) -> Generator[Step, None, str]:
    """Compute on another device from now on, and return its name once it is ready.

    Raises
    ------
    DeviceError
        This machine has no such device; the one in use stays.
    WeightsError
        See `warm_up`.
    """
    workshop.move(name)
    return (yield from warm_up(workshop, space))
