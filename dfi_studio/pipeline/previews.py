"""Iterates of the solver as the steps that a verb yields."""

from __future__ import annotations

from torch import Tensor

from dfi_studio.core.recipe import Solver
from dfi_studio.core.steps import Preview
from dfi_studio.engine.reverse_mapping import Mapped
from dfi_studio.pipeline.frames import to_image
from dfi_studio.pipeline.workshop import Workshop


def preview(workshop: Workshop, mapped: Mapped, solver: Solver, picture: Tensor) -> Preview:
    """Return the step that shows a picture (1, 3, H, W) made from an iterate."""
    return Preview(
        mapped.iteration,
        solver.iterations,
        mapped.objective,
        mapped.layers,
        mapped.tv,
        to_image(picture),
        workshop.memory,
    )
