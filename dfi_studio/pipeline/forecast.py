"""What a long solve will take, said before most of it is done.

Memory is known from the size of the picture; time from how long the first evaluation took, which
no formula knows as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor

from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Notice
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.footprint import solve_bytes

_LONG = 120.0  # seconds; whoever waits for less needs no warning


def forecast(
    backbone: Backbone, recipe: Recipe, pixels: Tensor, *, bands: bool, seconds: float
) -> Iterator[Notice]:
    """Yield a warning where solving for pixels (1, 3, H, W) will take long, else nothing.

    Parameters
    ----------
    seconds : float
        What one evaluation takes.
    """
    whole = seconds * recipe.solver.iterations
    if whole < _LONG:
        return
    height, width = pixels.shape[-2:]
    layers, itemsize = recipe.space.layers, pixels.element_size()
    memory = solve_bytes(
        backbone.architecture, layers, height, width, bands=bands, itemsize=itemsize
    )
    yield Notice(
        f"This can take up to {_duration(whole)} and {memory / 1e9:.1f} GB of memory: "
        f"{recipe.solver.iterations} iterations at {width} x {height} pixels. Stop at any time, or "
        "choose fewer iterations or a smaller size."
    )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
