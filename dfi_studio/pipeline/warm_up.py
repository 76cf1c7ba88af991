"""Getting ready before anyone asks: torch imported, the network loaded."""

from __future__ import annotations

from collections.abc import Generator

from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.pipeline.workshop import Workshop


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
