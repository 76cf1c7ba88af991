from dataclasses import replace

import torch

from dfi_studio.core.recipe import Solver
from dfi_studio.pipeline.forecast import forecast


def warnings(workshop, recipe, *, seconds):
    backbone, pixels = workshop.backbone(recipe.space), torch.empty(1, 3, 1500, 2048)
    return list(forecast(backbone, recipe, pixels, bands=True, seconds=seconds))


def test_a_long_solve_is_announced_with_memory_and_time(workshop, recipe):
    recipe = replace(recipe, solver=Solver(iterations=100))
    (notice,) = warnings(workshop, recipe, seconds=30.0)
    assert "100 iterations at 2048 x 1500 pixels" in notice.text
    assert "GB of memory" in notice.text
    assert "up to 50 minutes" in notice.text
    (notice,) = warnings(workshop, recipe, seconds=300.0)
    assert "8 hours" in notice.text


def test_a_short_one_is_not(workshop, recipe):
    assert not warnings(workshop, replace(recipe, solver=Solver(iterations=10)), seconds=1.0)
